// resume: what people who come from HyperVerge's Cross Platform Resume try first. The rows of an interaction table
// (which rule wins over which) and groups of cases by feature; the numbers of the groups stand in the comments.
import {Book, by, threeForms, form, stateOf, passed, record, completed, errored, skipped, errorOf, chain, entropy, flowHash, emptyState, hs, t0, day, hour} from './lib.mjs';

const book = new Book('resume');
const launch = (more = {}) => ({handshake: hs, expiresAt: t0 + 300 * day, device: 'd1', ...more});
const retry = (more = {}) => launch({retry: true, ...more});
const run = (stage, reason = 'not_reached') => ({stage, verdict: 'run', reason, at: null});
const skip = stage => ({stage, verdict: 'skip', reason: 'passed', at: t0});
const old = stage => ({stage, verdict: 'expired', reason: 'expired', at: t0});
const planned = (action, reason, target, steps, more = {}) => ({
  action, reason, target, newRun: action === 'start', continues: false, transactionAlreadyProcessed: false, dropped: [], kept: [], notes: [], steps, ...more,
});
const ok = (comment, flow, state, given, value, now = t0 + hour) => book.ok(comment, 'plan', {flow, state, launch: given, now}, value);
const no = (comment, flow, state, given, error, now = t0 + hour) => book.no(comment, 'plan', {flow, state, launch: given, now}, error);
const refused = (comment, flow, where, reason) => book.no(comment, 'check_flow', {flow}, {code: 'flow_invalid', where, reason});

const fresh = [run('FS0a', 'due'), run('FS0b'), run('FS0c')];
const atB = (flow, more) => stateOf(flow, [passed('FS0a'), record('FS0b')], more);
const atC = (flow, more) => stateOf(flow, [passed('FS0a'), passed('FS0b'), record('FS0c')], more);
const all = [passed('FS0a'), passed('FS0b'), passed('FS0c')];
const onB = planned('resume', 'first_not_passed', 'FS0b', [skip('FS0a'), run('FS0b', 'due'), run('FS0c')], {continues: true});
const onC = planned('resume', 'first_not_passed', 'FS0c', [skip('FS0a'), skip('FS0b'), run('FS0c', 'due')], {continues: true});
const from = (stage, reason, more = {}) => {
  const place = ['FS0a', 'FS0b', 'FS0c'].indexOf(stage);
  const steps = ['FS0a', 'FS0b', 'FS0c'].map((id, i) => i < place ? skip(id) : i > place ? run(id, 'dropped') : reason === 'expired' ? old(id) : run(id, 'due'));
  return planned('resume', reason, stage, steps, {dropped: ['FS0a', 'FS0b', 'FS0c'].slice(place), ...more});
};
const again = planned('deliver', 'ended_before', null, [skip('FS0a'), skip('FS0b'), skip('FS0c')]);
const exit = {...again, reason: 'exit_on_end_state', transactionAlreadyProcessed: true};
const ends = (status, more = {}) => ({approved: {status: 'approve'}, declined: {status, ...more}});
const ended = (flow, status, more = {}) => stateOf(flow, all, completed('declined', status, more));

// --- which rule wins -----------------------------------------------------------------------------------------------
const both = threeForms({ends: ends('auto_declined', {resumeFrom: 'FS0b'}), resume: {exitOnEndStates: ['auto_declined']}});
ok('table: exitOnEndStates wins over resumeFrom', both, ended(both, 'auto_declined'), retry(), exit);
const repair = (more = {}) => threeForms({ends: ends('auto_declined', {resumeFrom: 'FS0b'}), ...more});
const repairOld = repair({stages: {FS0a: {expiresAfter: '1d'}}});
ok('table: of resumeFrom and an earlier expired stage, the earlier', repairOld, ended(repairOld, 'auto_declined'), retry(), from('FS0a', 'expired', {newRun: true}), t0 + day);
const repairSame = repair({stages: {FS0b: {expiresAfter: '1d'}}});
ok('table: resumeFrom is itself expired', repairSame, ended(repairSame, 'auto_declined'), retry(), from('FS0b', 'expired', {newRun: true, kept: ['FS0a']}), t0 + day);
const redirected = threeForms({variables: {who: {type: 'string'}}, stages: {FS0b: {expiresAfter: '1d', conditionalResumeFrom: {if: "inputs.who == 'agent'", to: 'FS0a'}}}});
ok('table: the target that expiry chose is redirected for the persona', redirected, atC(redirected, {variables: {who: 'agent'}}), launch(), from('FS0a', 'conditional_resume_from'), t0 + day);
ok('table: and not for another', redirected, atC(redirected, {variables: {who: 'customer'}}), launch(), from('FS0b', 'expired'), t0 + day);
const repairWho = repair({variables: {who: {type: 'string'}}, stages: {FS0b: {conditionalResumeFrom: {if: "inputs.who == 'agent'", to: 'FS0a'}}}});
ok('table: so is the one that resumeFrom chose', repairWho, ended(repairWho, 'auto_declined', {variables: {who: 'agent'}}), retry(), from('FS0a', 'conditional_resume_from', {newRun: true}));
const auth = threeForms({resume: {auth: {triggerModuleId: 'FS0b', toRule: 'inputs.m'}, exitOnEndStates: ['approve']}, variables: {m: {type: 'string', source: 'backend'}}});
ok('table: who somebody is comes before the exit', auth, stateOf(auth, all, completed('approved', 'approve', {variables: {m: 'x'}})), launch({device: 'd2', backendVariables: {m: 'x'}, ...by(undefined)}), planned('authenticate', 'authenticate_on_resume', null, []));
no('table: a token that ran out in between: launch again with another', auth, atB(auth, {variables: {m: 'x'}}), launch({backendVariables: {m: 'x'}, ...by('u1', {expiresAt: t0 + hour})}), 'token_expired');
const oldest = threeForms({resume: {parallelSessions: 'oldest'}});
no('table: two devices, the first is kept', oldest, atB(oldest, {owner: 'u1'}), launch({device: 'd2', leaseAlive: true, ...by('u1')}), 'session_active');
ok('table: two devices, the newest takes over', threeForms(), atB(threeForms(), {owner: 'u1'}), launch({device: 'd2', leaseAlive: true, ...by('u1')}), {...onB, continues: false});
book.no('table: what the first one sends then is refused', 'decide', {flow: threeForms(), state: atB(threeForms(), {device: 'd2', devices: ['d1', 'd2'], epoch: 2}), command: {type: 'submit', stage: 'FS0b', input: {x: 'y'}, epoch: 1, entropy}, now: t0 + hour}, {code: 'session_superseded'});

// --- 7: inputs -------------------------------------------------------------------------------------------------------
const inputs = threeForms({variables: {who: {type: 'string'}, n: {type: 'integer'}, tag: {type: 'string'}}, resume: {ignoredStateRefreshInputKeys: ['tag']}});
const stored = atB(inputs, {variables: {who: 'x', n: 1}});
const changed = planned('start', 'inputs_changed', 'FS0a', fresh);
ok('7: the same inputs', inputs, stored, launch({variables: {who: 'x', n: 1}}), onB);
ok('7: an input changed', inputs, stored, launch({variables: {who: 'y', n: 1}}), changed);
ok('7: changed, but ignored', inputs, {...stored, variables: {who: 'x', n: 1, tag: 'a'}}, launch({variables: {who: 'x', n: 1, tag: 'b'}}), {...onB, continues: false});
ok('7: added', inputs, {...stored, variables: {who: 'x'}}, launch({variables: {who: 'x', n: 1}}), changed);
ok('7: removed', inputs, stored, launch({variables: {who: 'x'}}), changed);
ok('7: only the order of keys', inputs, stored, launch({variables: {n: 1, who: 'x'}}), onB);
ok('7: an idle input, changed on purpose, starts over', threeForms({variables: {restartJourneyId: {type: 'string'}}}), atB(threeForms({variables: {restartJourneyId: {type: 'string'}}}), {variables: {restartJourneyId: '1'}}), launch({variables: {restartJourneyId: '2'}}), changed);
no('7: 1 and "1" are two types, and the flow declares one', inputs, stored, launch({variables: {who: 'x', n: '1'}}), {code: 'invalid_variables', where: '/variables/n', reason: 'format'});
no('7: nor is a text a number by looks', inputs, stored, launch({variables: {who: 1, n: 1}}), {code: 'invalid_variables', where: '/variables/who'});

// --- 8: the flow -----------------------------------------------------------------------------------------------------
const first = threeForms();
const edited = threeForms({title: 'Edited'});
ok('8: edited, without a version: over again', edited, atB(first), launch(), planned('start', 'flow_changed', 'FS0a', fresh));
ok('8: published anew, and this handshake is on its snapshot', first, atB(first, {pinned: true}), launch({pinned: true}), onB);
ok('8: the same content in another layout is no edit', Object.fromEntries(Object.entries(first).reverse()), atB(first), launch(), onB);
ok('8: an end that was delivered is not reopened by an edit without retry', edited, ended(first, 'auto_declined', {acknowledged: false}), launch(), again);

// --- 9: retention ----------------------------------------------------------------------------------------------------
ok('9: 14 days less a millisecond', first, atB(first), launch(), onB, t0 + 14 * day - 1);
ok('9: 14 days', first, atB(first), launch(), planned('start', 'retention_over', 'FS0a', fresh), t0 + 14 * day);
ok('9: counted from the last write, not from the beginning', first, atB(first, {startedAt: t0, lastWrite: t0 + 10 * day}), launch(), onB, t0 + 20 * day);
no('9: past it, and the handshake has run out as well', first, atB(first), launch({expiresAt: t0 + 14 * day}), 'handshake_expired', t0 + 14 * day);

// --- 10: ends --------------------------------------------------------------------------------------------------------
const statuses = ['auto_approved', 'auto_declined', 'needs_review', 'manually_approved', 'manually_declined', 'user_cancelled', 'approve', 'decline', 'manualReview'];
for (const status of statuses) {
  const listed = threeForms({ends: ends(status), resume: {exitOnEndStates: [status]}, variables: {who: {type: 'string'}}});
  ok(`10: ${status}, listed`, listed, ended(listed, status), launch(), exit);
  ok(`10: ${status}, listed: no forged input reopens it`, listed, ended(listed, status), retry({variables: {who: 'forged'}}), exit);
  const plain = threeForms({ends: ends(status)});
  ok(`10: ${status}, neither`, plain, ended(plain, status), retry(), again);
  no(`10: ${status}, neither, and no retry`, plain, ended(plain, status), launch(), 'handshake_consumed');
  if (status !== 'auto_declined') refused(`10: resumeFrom is not for ${status}`, threeForms({ends: ends(status, {resumeFrom: 'FS0b'})}), '/ends/declined/resumeFrom', 'resume_from_status');
}
ok('10: auto_declined with resumeFrom', repair(), ended(repair(), 'auto_declined'), retry(), from('FS0b', 'resume_from', {newRun: true, kept: ['FS0a']}));
no('10: and no retry', repair(), ended(repair(), 'auto_declined'), launch(), 'handshake_consumed');
ok('10: left by the cross: goes on where it was', first, atB(first, skipped('FS0b')), retry(), {...onB, continues: false});
ok('10: an error: goes on where it was', first, atB(first, errored('FS0b', errorOf.camera)), retry(), {...onB, continues: false});

// --- 11: expiry ------------------------------------------------------------------------------------------------------
const aging = (...stages) => threeForms({stages: Object.fromEntries(stages.map(id => [id, {expiresAfter: '1d'}]))});
const late = t0 + day;
const expires = (comment, flow, state, value, given = launch()) => ok(`11: ${comment}`, flow, state, given, value, late);
expires('the first', aging('FS0a'), atC(aging('FS0a')), from('FS0a', 'expired'));
expires('the middle one', aging('FS0b'), atC(aging('FS0b')), from('FS0b', 'expired'));
expires('the last, when all had passed', aging('FS0c'), stateOf(aging('FS0c'), all, errored('FS0c', errorOf.camera)), from('FS0c', 'expired'), retry());
expires('two at once: the earlier', aging('FS0a', 'FS0b'), atC(aging('FS0a', 'FS0b')), from('FS0a', 'expired'));
expires('one that is not reached does not count', aging('FS0c'), atB(aging('FS0c')), onB);
const agingGroup = threeForms({stages: {FS0a: {group: 'id'}, FS0b: {group: 'id', expiresAfter: '1d'}}});
expires('inside a group: its first stage', agingGroup, atC(agingGroup), {...from('FS0a', 'expired'), steps: [old('FS0a'), run('FS0b', 'dropped'), run('FS0c', 'dropped')]});
ok('11: not while there is a millisecond left', aging('FS0a'), atC(aging('FS0a')), launch(), onC, late - 1);
refused('11: no pass outlives the state', threeForms({stages: {FS0a: {expiresAfter: '15d'}}}), '/stages/0/expiresAfter', 'beyond_retention');

// --- 12: conditionalResumeFrom ---------------------------------------------------------------------------------------
const persona = (rule, to, stages = {}) => threeForms({variables: {who: {type: 'string'}}, stages: {FS0c: {conditionalResumeFrom: {if: rule, to}}, ...stages}});
const asAgent = flow => atC(flow, {variables: {who: 'agent'}});
const isAgent = "inputs.who == 'agent'";
ok('12: self', persona(isAgent, 'self'), asAgent(persona(isAgent, 'self')), launch(), onC);
ok('12: another stage', persona(isAgent, 'FS0b'), asAgent(persona(isAgent, 'FS0b')), launch(), from('FS0b', 'conditional_resume_from'));
const grouped = persona(isAgent, 'id', {FS0a: {group: 'id'}, FS0b: {group: 'id'}});
ok('12: a group', grouped, asAgent(grouped), launch(), from('FS0a', 'conditional_resume_from'));
ok('12: the rule reads what a stage gave', persona("stages.FS0a.input.x == 'yes'", 'FS0b'), asAgent(persona("stages.FS0a.input.x == 'yes'", 'FS0b')), launch(), from('FS0b', 'conditional_resume_from'));
ok('12: a variable that is not there: no redirect, and the plan names it', persona(isAgent, 'FS0b'), atC(persona(isAgent, 'FS0b')), launch(), {...onC, notes: ['conditional_resume_failed:there is no field `who`']});
refused('12: forward', threeForms({stages: {FS0a: {conditionalResumeFrom: {to: 'FS0b'}}}}), '/stages/0/conditionalResumeFrom/to', 'target_forward');
refused('12: to nowhere', persona(isAgent, 'FS0q'), '/stages/2/conditionalResumeFrom/to', 'target_unknown');
refused('12: a rule on a variable that is not declared', persona("inputs.what == 'x'", 'FS0b'), '/stages/2/conditionalResumeFrom/if', 'variable_unknown');
refused('12: a rule on something else than inputs and stages', persona("sdk.platform == 'web'", 'FS0b'), '/stages/2/conditionalResumeFrom/if', 'name_unknown');
refused('12: a rule on a stage that comes later', threeForms({stages: {FS0b: {conditionalResumeFrom: {if: "stages.FS0c.input.x == 'y'", to: 'FS0a'}}}}), '/stages/1/conditionalResumeFrom/if', 'output_too_early');
const menu = {
  id: 'FX0three', version: '1.0.0', start: 'FS0menu', ends: {done: {status: 'approve'}},
  stages: [
    {id: 'FS0menu', type: 'index', steps: [{id: 'one', start: 'FS0a'}, {id: 'two', start: 'FS0b'}], next: 'done'},
    form('FS0a', 'FS0menu'), form('FS0b', 'FS0menu', {conditionalResumeFrom: {to: 'FS0a'}}),
  ],
};
refused('12: into another step of an index page', menu, '/stages/2/conditionalResumeFrom', 'target_other_step');

// --- 13: skipCPRPut --------------------------------------------------------------------------------------------------
const loose = (...stages) => threeForms({stages: Object.fromEntries(stages.map(id => [id, {skipCPRPut: true}]))});
const draft = id => passed(id, t0, {provisional: true});
ok('13: on one', loose('FS0b'), stateOf(loose('FS0b'), [passed('FS0a'), draft('FS0b'), record('FS0c')]), launch(), from('FS0b', 'first_not_passed'));
ok('13: on a chain', loose('FS0a', 'FS0b'), stateOf(loose('FS0a', 'FS0b'), [draft('FS0a'), draft('FS0b'), record('FS0c')]), launch(), from('FS0a', 'first_not_passed'));
const confirmed = loose('FS0a');
ok('13: confirmed by the next one that is kept', confirmed, stateOf(confirmed, [passed('FS0a'), passed('FS0b'), record('FS0c')]), launch(), onC);
const last = loose('FS0c');
book.ok('13: on the last one before an end: the end is kept all the same', 'decide',
  {flow: last, state: atC(last), command: {type: 'submit', stage: 'FS0c', input: {x: 'y'}, epoch: 1, entropy}, now: t0 + hour},
  {events: chain([['stage_passed', 'FS0c', {revealed: {}, provisional: true, tries: 1}, {input: {x: 'y'}, output: {}}], ['run_ended', 'FS0c', {outcome: 'completed', end: 'approved', status: 'auto_approved'}]], {after: atC(last), at: t0 + hour, random: entropy}), effects: [], plan: null});

// --- 17: a stored state that is damaged is refused, never guessed at; a server rebuilds it from the log ------------------
const good = atB(first);
const broken = (comment, state, error) => no(`17: ${comment}`, first, state, launch(), error);
broken('a stage on the path that has no record', {...good, path: ['FS0a', 'FS0z']}, {code: 'malformed_request', where: '/path', reason: 'stage_unknown'});
broken('the path is no list', {...good, path: 'FS0a'}, {code: 'malformed_request', where: '/path', reason: 'type'});
broken('a record without an id', {...good, stages: [{...good.stages[0], id: ''}, good.stages[1]]}, {code: 'malformed_request'});
broken('a record twice', {...good, stages: [good.stages[0], good.stages[0]]}, {code: 'malformed_request'});
broken('a time that is a text', {...good, stages: [{...good.stages[0], passedAt: 'yesterday'}, good.stages[1]]}, {code: 'malformed_request', where: '/stages/0/passedAt', reason: 'type'});
broken('an outcome that does not exist', {...good, outcome: 'finished'}, {code: 'malformed_request', where: '/outcome', reason: 'choice'});
broken('a stage is due that was never entered', {...good, current: 'FS0c'}, {code: 'malformed_request', where: '/current'});
broken('of another version', {...good, v: 7}, {code: 'state_incompatible'});
broken('no state at all, but a text', '{}', {code: 'malformed_request'});
ok('17: a stage that the flow does not know any more: the flow was edited', first, {...stateOf(first, [passed('FS0gone'), record('FS0b')]), flowHash: flowHash(edited)}, launch(), planned('start', 'flow_changed', 'FS0a', fresh));
ok('17: an empty state is none', first, emptyState, launch(), planned('start', 'no_state', 'FS0a', fresh));

export default book;
