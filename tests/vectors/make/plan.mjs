// plan: the list of design §5, one case per step, edge and refusal.
import {Book, by, threeForms, form, stateOf, passed, record, dropped, completed, errored, skipped, errorOf, emptyState, hs, t0, day, hour, zeros} from './lib.mjs';

const book = new Book('plan');
const launch = (more = {}) => ({handshake: hs, expiresAt: t0 + 30 * day, device: 'd1', ...more});
const retry = (more = {}) => launch({retry: true, ...more});
const run = (stage, reason = 'not_reached') => ({stage, verdict: 'run', reason, at: null});
const skip = (stage, at = t0) => ({stage, verdict: 'skip', reason: 'passed', at});
const planned = (action, reason, target, steps, more = {}) => ({
  action, reason, target, newRun: action === 'start', continues: false, transactionAlreadyProcessed: false, dropped: [], kept: [],
  notes: [], steps, ...more,
});
const fresh = [run('FS0a', 'due'), run('FS0b'), run('FS0c')];
const ask = (flow, state, given, now = t0 + hour) => ({flow, state, launch: given, now});
const ok = (comment, flow, state, given, now, value) => book.ok(comment, 'plan', ask(flow, state, given, now), value);
const no = (comment, flow, state, given, now, error) => book.no(comment, 'plan', ask(flow, state, given, now), error);

const flow = threeForms();
const atB = stateOf(flow, [passed('FS0a'), record('FS0b')]);
const resumeAtB = [skip('FS0a'), run('FS0b', 'due'), run('FS0c')];
const all = [passed('FS0a'), passed('FS0b'), passed('FS0c')];

// 1 the token
const authRule = {triggerModuleId: 'FS0b', channel: 'mobile', toRule: 'inputs.mobile'};
const withAuth = threeForms({resume: {auth: authRule}, variables: {mobile: {type: 'string', format: 'mobile', source: 'backend'}}});
const known = {backendVariables: {mobile: '+919876543210'}};
const walkedTo = (records, more = {}) => stateOf(withAuth, records, {variables: {mobile: '+919876543210'}, ...more});
const beforeTrigger = walkedTo([record('FS0a', {tries: 1, lastTry: t0})]);
const afterTrigger = walkedTo([passed('FS0a'), record('FS0b')]);
no('resume.auth: a launch without a token', withAuth, null, launch({...known}), t0, {code: 'token_required', httpStatus: 401});
no('resume.auth: nor does a reload on the same device go without', withAuth, {...beforeTrigger, owner: 'u1'}, launch(known), t0, 'token_required');
ok('resume.auth: a token with uniqueId', withAuth, null, launch({...known, ...by('u1')}), t0, planned('start', 'no_state', 'FS0a', fresh));
ok('a token is good to the last millisecond', flow, null, launch(by('u1', {expiresAt: t0 + 1})), t0, planned('start', 'no_state', 'FS0a', fresh));
no('at exactly its expiry it is over', flow, null, launch(by('u1', {expiresAt: t0})), t0, {code: 'token_expired', httpStatus: 401, retryable: true});
no('a token for another handshake', flow, null, launch(by('u1', {handshake: 'DS0' + 'b'.repeat(22)})), t0, {code: 'token_mismatch', httpStatus: 403});
no('a token for another flow', flow, null, launch(by('u1', {flow: 'FX0other'})), t0, 'token_mismatch');
no('a token of another app', flow, null, launch(by('u1', {app: 'k2'})), t0, 'token_mismatch');
no('a token is looked at before the variables', threeForms({variables: {who: {type: 'string', required: true}}}), null, launch(by('u1', {expiresAt: t0})), t0, 'token_expired');
no('a token without its handshake is none', flow, null, launch({app: 'k1', token: {app: 'k1', flow: 'FX0three'}}), t0, {code: 'malformed_request', where: '/token/handshake', reason: 'missing'});

// 2 the variables
const vars = threeForms({variables: {
  who: {type: 'string', enum: ['agent', 'customer'], required: true}, age: {type: 'integer'}, score: {type: 'number', nullable: true},
  mail: {type: 'string', format: 'email'}, vip: {type: 'boolean', source: 'backend'}}});
const say = variables => launch({variables});
ok('variables that fit', vars, null, say({who: 'agent', age: 30, score: 1.5, mail: 'a@example.org'}), t0, planned('start', 'no_state', 'FS0a', fresh));
ok('optional ones may be missing, null only where allowed', vars, null, say({who: 'agent', score: null}), t0, planned('start', 'no_state', 'FS0a', fresh));
ok('undeclared names are ignored and noted', vars, null, say({who: 'agent', utm: 'x'}), t0, planned('start', 'no_state', 'FS0a', fresh, {notes: ['variable_undeclared:utm']}));
ok('what a page says of a backend variable is ignored and noted', vars, null, say({who: 'agent', vip: true}), t0, planned('start', 'no_state', 'FS0a', fresh, {notes: ['variable_of_backend:vip']}));
ok('not even its type is looked at', vars, null, say({who: 'agent', vip: 'yes'}), t0, planned('start', 'no_state', 'FS0a', fresh, {notes: ['variable_of_backend:vip']}));
no('a required one is missing', vars, null, say({}), t0, {code: 'invalid_variables', where: '/variables/who', reason: 'required'});
no('no variables at all, one is required', vars, null, launch(), t0, {code: 'invalid_variables', where: '/variables/who'});
no('not of the declared values', vars, null, say({who: 'Agent'}), t0, {code: 'invalid_variables', where: '/variables/who', reason: 'format'});
no('nothing is coerced: "30" is no integer', vars, null, say({who: 'agent', age: '30'}), t0, {code: 'invalid_variables', where: '/variables/age'});
no('1.5 is no integer', vars, null, say({who: 'agent', age: 1.5}), t0, {code: 'invalid_variables', where: '/variables/age'});
no('null where the type does not allow it', vars, null, say({who: 'agent', age: null}), t0, {code: 'invalid_variables', where: '/variables/age'});
no('a format is checked', vars, null, say({who: 'agent', mail: 'nobody'}), t0, {code: 'invalid_variables', where: '/variables/mail'});
no('a list is no set of variables', vars, null, say(['agent']), t0, {code: 'invalid_variables', where: '/variables'});
no("the backend's values are checked too", vars, null, launch({variables: {who: 'agent'}, backendVariables: {vip: 1}}), t0, {code: 'invalid_variables', where: '/variables/vip'});

// 3 no state, retention, expiry
ok('no state: the first launch', flow, null, launch(), t0, planned('start', 'no_state', 'FS0a', fresh));
ok('an empty state is none', flow, emptyState, launch(), t0, planned('start', 'no_state', 'FS0a', fresh));
ok('a start needs no retry and takes one', flow, null, retry(), t0, planned('start', 'no_state', 'FS0a', fresh));
ok('one millisecond before the handshake expires', flow, null, launch({expiresAt: t0 + 1}), t0, planned('start', 'no_state', 'FS0a', fresh));
no('at exactly its expiry it is over', flow, null, launch({expiresAt: t0}), t0, {code: 'handshake_expired', httpStatus: 410});
ok('expiry limits the first launch, not the resumes', flow, atB, launch({expiresAt: t0}), t0 + hour, planned('resume', 'first_not_passed', 'FS0b', resumeAtB, {continues: true}));
ok('one millisecond before retention ends', flow, atB, launch(), t0 + 14 * day - 1, planned('resume', 'first_not_passed', 'FS0b', resumeAtB, {continues: true}));
ok('at exactly 14 days the state counts as absent', flow, atB, launch(), t0 + 14 * day, planned('start', 'retention_over', 'FS0a', fresh));
ok('past retention nobody owns it', flow, {...atB, owner: 'u1'}, launch({device: '', ...by('u2')}), t0 + 14 * day, planned('start', 'retention_over', 'FS0a', fresh));
no('past retention and past expiry', flow, atB, launch({expiresAt: t0 + 14 * day}), t0 + 14 * day, 'handshake_expired');
const kept1h = threeForms({resume: {retention: '1h'}});
ok('a retention of its own', kept1h, stateOf(kept1h, [passed('FS0a'), record('FS0b')]), launch(), t0 + hour, planned('start', 'retention_over', 'FS0a', fresh));
const ignoring = threeForms({variables: {who: {type: 'string', required: true}}, resume: {retention: '1h'}});
no('past retention the stored variables are gone too', ignoring, stateOf(ignoring, [record('FS0a')], {variables: {who: 'x'}}), launch(), t0 + hour, {code: 'invalid_variables', where: '/variables/who'});

// A launch alone is no command: it uses nothing up and gives nobody the handshake.
const opened = stateOf(flow, [record('FS0a')]);
ok('opened only, another device: as if nothing were there', flow, opened, launch({device: 'd2'}), t0 + hour, planned('start', 'no_state', 'FS0a', fresh));
ok('opened only, the same device goes on', flow, opened, launch(), t0 + hour, planned('resume', 'first_not_passed', 'FS0a', fresh, {continues: true}));
no('opened only, past the expiry of the handshake, another device', flow, opened, launch({device: 'd2', expiresAt: t0 + hour}), t0 + hour, 'handshake_expired');
no('one wrong try is a command: now it is owned', flow, stateOf(flow, [record('FS0a', {tries: 1, lastTry: t0})]), launch({device: 'd2'}), t0 + hour, 'not_owner');
no('leaving is a command, too, also after a resume', flow, {...opened, outcomeSeq: 3}, launch({device: 'd2'}), t0 + hour, 'not_owner');

// 4 ownership
const owned = {...atB, owner: 'u1'};
no('another device, nothing to show for it', flow, atB, launch({device: 'd2'}), t0 + hour, {code: 'not_owner', httpStatus: 403});
no('no device at all', flow, atB, launch({device: ''}), t0 + hour, 'not_owner');
no('retry proves nothing', flow, atB, retry({device: 'd2'}), t0 + hour, 'not_owner');
no('a token of another person', flow, owned, retry({device: 'd2', ...by('u2')}), t0 + hour, {code: 'unique_id_conflict', httpStatus: 409});
no('also on the same device', flow, owned, launch({...by('u2')}), t0 + hour, 'unique_id_conflict');
ok('a token of the same person, another device', flow, owned, retry({device: 'd2', ...by('u1')}), t0 + hour, planned('resume', 'first_not_passed', 'FS0b', resumeAtB));
ok('a state without an owner is adopted, which is a change', flow, atB, launch({...by('u1')}), t0 + hour, planned('resume', 'first_not_passed', 'FS0b', resumeAtB));
ok('a device that the owner invited needs no retry', flow, atB, launch({device: 'd2', invited: true}), t0 + hour, planned('resume', 'first_not_passed', 'FS0b', resumeAtB));
ok('the app lets the handshake alone resume', flow, atB, retry({device: 'd2', handshakeResumes: true}), t0 + hour, planned('resume', 'first_not_passed', 'FS0b', resumeAtB));

// 4 with resume.auth: nothing of the state is told before somebody has shown who they are
const asks = planned('authenticate', 'authenticate_on_resume', null, []);
const goesOn = planned('resume', 'first_not_passed', 'FS0b', resumeAtB);
const nobody = by(undefined);
ok('before the trigger a token that names nobody is enough, on any device', withAuth, beforeTrigger, launch({...known, ...nobody, device: 'd2'}), t0 + hour, planned('resume', 'first_not_passed', 'FS0a', fresh));
ok('from the trigger on it is not', withAuth, afterTrigger, launch({...known, ...nobody, device: 'd2'}), t0 + hour, asks);
ok('nor is the device alone, once its session is over', withAuth, afterTrigger, launch({...known, ...nobody}), t0 + hour, asks);
ok('while its session lives the same device goes on', withAuth, afterTrigger, launch({...known, ...nobody, sessionAlive: true}), t0 + hour, planned('resume', 'first_not_passed', 'FS0b', resumeAtB, {continues: true}));
ok('the session of another device proves nothing', withAuth, afterTrigger, launch({...known, ...nobody, device: 'd2', sessionAlive: true}), t0 + hour, asks);
ok('a passed code opens it', withAuth, afterTrigger, launch({...known, ...nobody, device: '', newDevice: 'd2', authenticated: true}), t0 + hour, goesOn);
ok('so does an invitation of the owner', withAuth, afterTrigger, launch({...known, ...nobody, device: 'd2', invited: true}), t0 + hour, goesOn);
ok('an app that lets handshakes resume does not undo it', withAuth, afterTrigger, launch({...known, ...nobody, device: 'd2', handshakeResumes: true}), t0 + hour, asks);
ok('a token with the stored uniqueId needs no code', withAuth, {...afterTrigger, owner: 'u1'}, launch({...known, ...by('u1'), device: 'd2'}), t0 + hour, goesOn);
no('with another one it is a conflict, and no code helps', withAuth, {...afterTrigger, owner: 'u1'}, launch({...known, ...by('u2'), device: 'd2', authenticated: true}), t0 + hour, 'unique_id_conflict');
ok('an owner is adopted before the trigger', withAuth, beforeTrigger, launch({...known, ...by('u1'), device: 'd2'}), t0 + hour, planned('resume', 'first_not_passed', 'FS0a', fresh));
no('after it that is a conflict', withAuth, afterTrigger, launch({...known, ...by('u1'), device: 'd2'}), t0 + hour, 'unique_id_conflict');
ok('the code comes before the end is told', withAuth, walkedTo(all, completed('approved', 'auto_approved')), launch({...known, ...nobody, device: 'd2'}), t0 + hour, asks);
ok('and before changed inputs make a new run', withAuth, afterTrigger, launch({backendVariables: {mobile: '+919876543211'}, ...nobody, device: 'd2'}), t0 + hour, asks);
ok('past retention nothing is left to protect', withAuth, afterTrigger, launch({...known, ...nobody, device: 'd2'}), t0 + 14 * day, planned('start', 'retention_over', 'FS0a', fresh));
no('a token that names nobody, and a flow that cannot ask', flow, atB, launch({...nobody, device: 'd2'}), t0 + hour, {code: 'auth_not_configured', httpStatus: 409});
ok('on its own device the flow need not ask', flow, atB, launch(nobody), t0 + hour, planned('resume', 'first_not_passed', 'FS0b', resumeAtB, {continues: true}));
ok('a token counts as retry', flow, stateOf(flow, [passed('FS0a'), record('FS0b')], skipped('FS0b')), launch(by('u1')), t0 + hour, goesOn);
no('unless the launch says false', flow, stateOf(flow, [passed('FS0a'), record('FS0b')], skipped('FS0b')), launch({...by('u1'), retry: false}), t0 + hour, 'handshake_consumed');

// 5 exitOnEndStates
const exits = threeForms({resume: {exitOnEndStates: ['auto_approved', 'error']}});
const approved = stateOf(exits, all, completed('approved', 'auto_approved'));
const allSkipped = [skip('FS0a'), skip('FS0b'), skip('FS0c')];
const exit = planned('deliver', 'exit_on_end_state', null, allSkipped, {transactionAlreadyProcessed: true});
ok('exitOnEndStates: no retry is asked for', exits, approved, launch(), t0 + hour, exit);
ok('nor does retry help', exits, approved, retry(), t0 + hour, exit);
ok('exit is looked at before the inputs, which come from a browser', threeForms({resume: exits.resume, variables: {who: {type: 'string'}}}), approved, retry({variables: {who: 'new'}}), t0 + hour, exit);
ok('while the handshake lives, an exit outlives retention', exits, approved, retry(), t0 + 20 * day, exit);
no('past both it is gone', exits, approved, retry(), t0 + 30 * day, 'handshake_expired');
ok('`error` may stand there', exits, stateOf(exits, [passed('FS0a'), record('FS0b')], errored('FS0b', errorOf.camera)), launch(), t0 + hour, planned('deliver', 'exit_on_end_state', null, [skip('FS0a'), run('FS0b')], {transactionAlreadyProcessed: true}));
no('but not for strangers', exits, approved, retry({device: 'd2'}), t0 + hour, 'not_owner');

// consumed, the same device, leases
ok('the same device goes on: a reload', flow, atB, launch(), t0 + hour, planned('resume', 'first_not_passed', 'FS0b', resumeAtB, {continues: true}));
ok('with retry as well', flow, atB, retry(), t0 + hour, planned('resume', 'first_not_passed', 'FS0b', resumeAtB, {continues: true}));
no('another device without retry', flow, owned, launch({device: 'd2', retry: false, ...by('u1')}), t0 + hour, {code: 'handshake_consumed', httpStatus: 409});
no('after an outcome without retry', flow, stateOf(flow, [passed('FS0a'), record('FS0b')], skipped('FS0b')), launch(), t0 + hour, 'handshake_consumed');
no('an invitation does not reopen an end', flow, stateOf(flow, all, completed('approved', 'auto_approved')), launch({device: 'd2', invited: true}), t0 + hour, 'handshake_consumed');
ok('an outcome nobody acknowledged is given again', flow, stateOf(flow, [passed('FS0a'), record('FS0b')], skipped('FS0b', {acknowledged: false})), launch(), t0 + hour, planned('deliver', 'ended_before', null, [skip('FS0a'), run('FS0b')]));
no('but not to another device', flow, stateOf(flow, all, completed('approved', 'auto_approved', {acknowledged: false})), launch({device: 'd2', invited: true}), t0 + hour, 'handshake_consumed');
const oldest = threeForms({resume: {parallelSessions: 'oldest'}});
const oldB = {...stateOf(oldest, [passed('FS0a'), record('FS0b')]), owner: 'u1'};
no('oldest: the lease is alive elsewhere', oldest, oldB, retry({device: 'd2', ...by('u1'), leaseAlive: true}), t0 + hour, {code: 'session_active', httpStatus: 409, retryable: true});
no('oldest wins over "never refused": the device lost its lease', oldest, {...oldB, devices: ['d1', 'd2'], device: 'd2'}, launch({leaseAlive: true}), t0 + hour, 'session_active');
ok('oldest: the lease is over', oldest, oldB, retry({device: 'd2', ...by('u1')}), t0 + hour, planned('resume', 'first_not_passed', 'FS0b', resumeAtB));
ok('oldest: the holder reloads', oldest, oldB, launch({leaseAlive: true}), t0 + hour, planned('resume', 'first_not_passed', 'FS0b', resumeAtB, {continues: true}));
ok('newest takes over', flow, owned, retry({device: 'd2', ...by('u1'), leaseAlive: true}), t0 + hour, planned('resume', 'first_not_passed', 'FS0b', resumeAtB));

// 6 inputs and flow
const inputs = threeForms({variables: {who: {type: 'string'}, n: {type: 'number'}, tag: {type: 'string'}, m: {type: 'string', source: 'backend'}}, resume: {ignoredStateRefreshInputKeys: ['tag']}});
const inB = stateOf(inputs, [passed('FS0a'), record('FS0b')], {variables: {who: 'x', n: 1, tag: 'old', m: 'b'}});
const back = {backendVariables: {m: 'b'}};
const changed = planned('start', 'inputs_changed', 'FS0a', fresh);
ok('no variables sent: the stored ones stay', inputs, inB, launch(back), t0 + hour, planned('resume', 'first_not_passed', 'FS0b', resumeAtB, {continues: true}));
ok('the order of names does not count', inputs, inB, launch({...back, variables: {tag: 'old', n: 1, who: 'x'}}), t0 + hour, planned('resume', 'first_not_passed', 'FS0b', resumeAtB, {continues: true}));
ok('a value changed', inputs, inB, launch({...back, variables: {who: 'y', n: 1, tag: 'old'}}), t0 + hour, changed);
ok('1 and 1.5 differ', inputs, inB, launch({...back, variables: {who: 'x', n: 1.5, tag: 'old'}}), t0 + hour, changed);
ok('{} means removed', inputs, inB, launch({...back, variables: {}}), t0 + hour, changed);
ok('one was added', inputs, {...inB, variables: {who: 'x', m: 'b'}}, launch({...back, variables: {who: 'x', n: 1}}), t0 + hour, changed);
ok('an ignored one changed: no new run, yet the new value must be kept', inputs, inB, launch({...back, variables: {who: 'x', n: 1, tag: 'new'}}), t0 + hour, planned('resume', 'first_not_passed', 'FS0b', resumeAtB));
ok('a new value from the backend is a change', inputs, inB, launch({backendVariables: {m: 'c'}}), t0 + hour, changed);
ok('the page cannot cause one that way', inputs, inB, launch({...back, variables: {who: 'x', n: 1, tag: 'old', m: 'c'}}), t0 + hour, planned('resume', 'first_not_passed', 'FS0b', resumeAtB, {continues: true, notes: ['variable_of_backend:m']}));
no('a change does not spare the retry', inputs, {...inB, ...skipped('FS0b')}, launch({...back, variables: {}}), t0 + hour, 'handshake_consumed');
ok('the flow was edited', flow, {...atB, flowHash: zeros}, launch(), t0 + hour, planned('start', 'flow_changed', 'FS0a', fresh));
ok('changed inputs come first', inputs, {...inB, flowHash: zeros}, launch({...back, variables: {}}), t0 + hour, changed);

// 7 after the end
const done = stateOf(flow, all, completed('approved', 'auto_approved'));
ok('afterEnd return: the frozen result again', flow, done, retry(), t0 + hour, planned('deliver', 'ended_before', null, allSkipped));
const restarts = threeForms({resume: {afterEnd: 'restart'}});
ok('afterEnd restart', restarts, stateOf(restarts, all, completed('approved', 'auto_approved')), retry(), t0 + hour, planned('start', 'after_end_restart', 'FS0a', fresh));
ok('restart is not for a skipped run', restarts, stateOf(restarts, [passed('FS0a'), record('FS0b')], skipped('FS0b')), retry(), t0 + hour, planned('resume', 'first_not_passed', 'FS0b', resumeAtB));
ok('nor for an errored one', restarts, stateOf(restarts, [passed('FS0a'), record('FS0b')], errored('FS0b', errorOf.camera)), retry(), t0 + hour, planned('resume', 'first_not_passed', 'FS0b', resumeAtB));
ok('a decline that resumes nowhere is returned', flow, stateOf(flow, all, completed('declined', 'auto_declined')), retry(), t0 + hour, planned('deliver', 'ended_before', null, allSkipped));

// 8 the target
const repair = (from, more = {}) => threeForms({...more, ends: {approved: {status: 'auto_approved'}, declined: {status: 'auto_declined', resumeFrom: from}}});
const declined = (of, records = all) => stateOf(of, records, completed('declined', 'auto_declined'));
const fromB = repair('FS0b');
const repaired = {newRun: true, kept: ['FS0a'], dropped: ['FS0b', 'FS0c']};
ok('resumeFrom: a new run that carries the passes in front', fromB, declined(fromB), retry(), t0 + hour, planned('resume', 'resume_from', 'FS0b', [skip('FS0a'), run('FS0b', 'due'), run('FS0c', 'dropped')], repaired));
const fromB2 = repair('FS0b', {resume: {exitOnEndStates: ['auto_declined']}});
ok('exitOnEndStates beats resumeFrom', fromB2, declined(fromB2), retry(), t0 + hour, planned('deliver', 'exit_on_end_state', null, allSkipped, {transactionAlreadyProcessed: true}));
const fromB3 = repair('FS0b', {resume: {afterEnd: 'restart'}});
ok('resumeFrom beats restart', fromB3, declined(fromB3), retry(), t0 + hour, planned('resume', 'resume_from', 'FS0b', [skip('FS0a'), run('FS0b', 'due'), run('FS0c', 'dropped')], repaired));
const fromB4 = repair('FS0b', {stages: {FS0b: {attempts: 1}}});
ok('a dropped pass gives its tries back', fromB4, declined(fromB4), retry(), t0 + hour, planned('resume', 'resume_from', 'FS0b', [skip('FS0a'), run('FS0b', 'due'), run('FS0c', 'dropped')], repaired));
const fromGroup = repair('who', {stages: {FS0b: {group: 'who'}, FS0c: {group: 'who'}}});
ok('resumeFrom a group: its first stage', fromGroup, declined(fromGroup), retry(), t0 + hour, planned('resume', 'resume_from', 'FS0b', [skip('FS0a'), run('FS0b', 'due'), run('FS0c', 'dropped')], repaired));
ok('resumeFrom a stage off the path: a new run', fromB, declined(fromB, [passed('FS0a'), passed('FS0c')]), retry(), t0 + hour, planned('start', 'resume_target_off_path', 'FS0a', fresh));
ok('all passed: complete at once', flow, stateOf(flow, all, errored('FS0c', errorOf.camera)), retry(), t0 + hour, planned('finish', 'all_passed', null, allSkipped));
ok('a plain drop-off in a group goes on where it was', threeForms({stages: {FS0a: {group: 'g'}, FS0b: {group: 'g'}}}), stateOf(threeForms({stages: {FS0a: {group: 'g'}, FS0b: {group: 'g'}}}), [passed('FS0a'), record('FS0b')]), launch(), t0 + hour, planned('resume', 'first_not_passed', 'FS0b', resumeAtB, {continues: true}));
const loose = threeForms({stages: {FS0a: {skipCPRPut: true}, FS0b: {skipCPRPut: true}}});
const draft = (id, at) => passed(id, at, {provisional: true});
ok('trailing provisional stages count as not passed', loose, stateOf(loose, [draft('FS0a'), draft('FS0b'), record('FS0c')]), launch(), t0 + hour, planned('resume', 'first_not_passed', 'FS0a', [run('FS0a', 'due'), run('FS0b', 'dropped'), run('FS0c', 'dropped')], {dropped: ['FS0a', 'FS0b', 'FS0c']}));
ok('only the trailing ones', loose, stateOf(loose, [passed('FS0a'), draft('FS0b'), record('FS0c')]), launch(), t0 + hour, planned('resume', 'first_not_passed', 'FS0b', [skip('FS0a'), run('FS0b', 'due'), run('FS0c', 'dropped')], {dropped: ['FS0b', 'FS0c']}));

// 9 expiry
const aging = threeForms({stages: {FS0a: {expiresAfter: '10d'}, FS0b: {expiresAfter: '1d'}}});
const atC = stateOf(aging, [passed('FS0a'), passed('FS0b'), record('FS0c')]);
const old = stage => ({stage, verdict: 'expired', reason: 'expired', at: t0});
ok('one millisecond before a pass expires', aging, atC, launch(), t0 + day - 1, planned('resume', 'first_not_passed', 'FS0c', [skip('FS0a'), skip('FS0b'), run('FS0c', 'due')], {continues: true}));
ok('at exactly its expiry it is over; it and all after it is dropped', aging, atC, launch(), t0 + day, planned('resume', 'expired', 'FS0b', [skip('FS0a'), old('FS0b'), run('FS0c', 'dropped')], {dropped: ['FS0b', 'FS0c']}));
ok('the earliest of two', aging, atC, launch(), t0 + 10 * day, planned('resume', 'expired', 'FS0a', [old('FS0a'), run('FS0b', 'dropped'), run('FS0c', 'dropped')], {dropped: ['FS0a', 'FS0b', 'FS0c']}));
const agingFromB = repair('FS0b', {stages: {FS0a: {expiresAfter: '1d'}}});
ok('resumeFrom, and an earlier stage expired: the earlier one', agingFromB, declined(agingFromB), retry(), t0 + day, planned('resume', 'expired', 'FS0a', [old('FS0a'), run('FS0b', 'dropped'), run('FS0c', 'dropped')], {newRun: true, dropped: ['FS0a', 'FS0b', 'FS0c']}));
const agingAfter = repair('FS0b', {stages: {FS0c: {expiresAfter: '1d'}}});
ok('a stage after the target does not count', agingAfter, declined(agingAfter), retry(), t0 + day, planned('resume', 'resume_from', 'FS0b', [skip('FS0a'), run('FS0b', 'due'), run('FS0c', 'dropped')], repaired));
const agingGroup = threeForms({stages: {FS0a: {group: 'g'}, FS0b: {group: 'g', expiresAfter: '1d'}}});
ok('in a group, its first stage is the target', agingGroup, stateOf(agingGroup, [passed('FS0a'), passed('FS0b'), record('FS0c')]), launch(), t0 + day, planned('resume', 'expired', 'FS0a', [old('FS0a'), run('FS0b', 'dropped'), run('FS0c', 'dropped')], {dropped: ['FS0a', 'FS0b', 'FS0c']}));

// 10 conditionalResumeFrom
const persona = (redirect, more = {}) => threeForms({variables: {who: {type: 'string'}}, stages: {FS0c: {conditionalResumeFrom: redirect}, ...more}});
const agentRule = "inputs.who == 'agent'";
const at = (of, who) => stateOf(of, [passed('FS0a'), passed('FS0b'), record('FS0c')], {variables: who ? {who} : {}});
const toB = persona({if: agentRule, to: 'FS0b'});
ok('conditionalResumeFrom, its rule holds', toB, at(toB, 'agent'), launch(), t0 + hour, planned('resume', 'conditional_resume_from', 'FS0b', [skip('FS0a'), run('FS0b', 'due'), run('FS0c', 'dropped')], {dropped: ['FS0b', 'FS0c']}));
ok('its rule does not hold', toB, at(toB, 'customer'), launch(), t0 + hour, planned('resume', 'first_not_passed', 'FS0c', [skip('FS0a'), skip('FS0b'), run('FS0c', 'due')], {continues: true}));
const toSelf = persona({if: agentRule, to: 'self'});
ok('self', toSelf, at(toSelf, 'agent'), launch(), t0 + hour, planned('resume', 'first_not_passed', 'FS0c', [skip('FS0a'), skip('FS0b'), run('FS0c', 'due')], {continues: true}));
const toGroup = persona({if: agentRule, to: 'g'}, {FS0a: {group: 'g'}, FS0b: {group: 'g'}});
ok('a group: its first stage', toGroup, at(toGroup, 'agent'), launch(), t0 + hour, planned('resume', 'conditional_resume_from', 'FS0a', [run('FS0a', 'due'), run('FS0b', 'dropped'), run('FS0c', 'dropped')], {dropped: ['FS0a', 'FS0b', 'FS0c']}));
const hop = persona({if: agentRule, to: 'FS0b'}, {FS0b: {conditionalResumeFrom: {if: agentRule, to: 'FS0a'}}});
ok('one hop', hop, at(hop, 'agent'), launch(), t0 + hour, planned('resume', 'conditional_resume_from', 'FS0b', [skip('FS0a'), run('FS0b', 'due'), run('FS0c', 'dropped')], {dropped: ['FS0b', 'FS0c']}));
ok('the redirect of an expired target counts', persona({if: agentRule, to: 'FS0b'}, {FS0b: {expiresAfter: '1d', conditionalResumeFrom: {to: 'FS0a'}}}), at(persona({if: agentRule, to: 'FS0b'}, {FS0b: {expiresAfter: '1d', conditionalResumeFrom: {to: 'FS0a'}}}), 'x'), launch(), t0 + day, planned('resume', 'conditional_resume_from', 'FS0a', [run('FS0a', 'due'), run('FS0b', 'dropped'), run('FS0c', 'dropped')], {dropped: ['FS0a', 'FS0b', 'FS0c']}));

// an index page: the target whenever no step is open, and passed only by its own next
const paged = (more = {}) => ({
  id: 'FX0three', version: '1.0.0', start: 'FS0menu',
  stages: [
    {id: 'FS0menu', type: 'index', steps: [{id: 'one', start: 'FS0a'}, {id: 'two', start: 'FS0c', dependsOn: ['one']}], next: 'approved'},
    form('FS0a', 'FS0b'), form('FS0b', 'FS0menu', more.FS0b), form('FS0c', 'FS0menu', more.FS0c),
  ],
  ends: {approved: {status: 'auto_approved'}},
});
const inStep = (step, made) => ({...made, step});
const menu = (...stepsDone) => record('FS0menu', {stepsDone});
const pages = paged();
const openB = [menu(), inStep('one', passed('FS0a')), inStep('one', record('FS0b'))];
ok('index: a step that is open goes on where it was', pages, stateOf(pages, openB), launch(), t0 + hour, planned('resume', 'first_not_passed', 'FS0b', [run('FS0menu'), skip('FS0a'), run('FS0b', 'due'), run('FS0c')], {continues: true}));
const oneDone = [menu('one'), inStep('one', passed('FS0a')), inStep('one', passed('FS0b'))];
ok('index: no step is open, so the page is the target', pages, stateOf(pages, oneDone, {current: 'FS0menu'}), launch(), t0 + hour, planned('resume', 'first_not_passed', 'FS0menu', [run('FS0menu', 'due'), skip('FS0a'), skip('FS0b'), run('FS0c')], {continues: true}));
ok('index: also after the person left', pages, stateOf(pages, oneDone, {current: 'FS0menu', ...skipped('FS0menu')}), retry(), t0 + hour, planned('resume', 'first_not_passed', 'FS0menu', [run('FS0menu', 'due'), skip('FS0a'), skip('FS0b'), run('FS0c')]));
const agingB = paged({FS0b: {expiresAfter: '1d'}});
ok('index: an expired stage of a done step', agingB, stateOf(agingB, oneDone, {current: 'FS0menu'}), launch(), t0 + day, planned('resume', 'expired', 'FS0b', [run('FS0menu'), skip('FS0a'), old('FS0b'), run('FS0c')], {dropped: ['FS0b']}));
const personaC = paged({FS0c: {conditionalResumeFrom: {to: 'FS0menu'}}});
ok('index: a redirect to the page drops the steps', personaC, stateOf(personaC, [menu('one'), inStep('one', passed('FS0a')), inStep('one', passed('FS0b')), inStep('two', record('FS0c'))]), launch(), t0 + hour, planned('resume', 'conditional_resume_from', 'FS0menu', [run('FS0menu', 'due'), run('FS0a', 'dropped'), run('FS0b', 'dropped'), run('FS0c', 'dropped')], {dropped: ['FS0menu', 'FS0a', 'FS0b', 'FS0c']}));

// tries
const once = threeForms({stages: {FS0b: {attempts: 1}}});
const tried = (of, more = {}) => stateOf(of, [passed('FS0a'), record('FS0b', {tries: 1, lastTry: t0, ...more})], errored('FS0b', errorOf.attempts));
const blocked = [skip('FS0a'), {stage: 'FS0b', verdict: 'blocked', reason: 'attempts_exhausted', at: null}, run('FS0c')];
ok('exhausted, then retry: blocked', once, tried(once), retry(), t0 + hour, planned('resume', 'first_not_passed', 'FS0b', blocked));
const daily = threeForms({stages: {FS0b: {attempts: 1, attemptsReset: '1d'}}});
ok('one millisecond before attemptsReset', daily, tried(daily), retry(), t0 + day - 1, planned('resume', 'first_not_passed', 'FS0b', blocked));
ok('at exactly attemptsReset the tries are back', daily, tried(daily), retry(), t0 + day, planned('resume', 'first_not_passed', 'FS0b', resumeAtB));
const onceA = threeForms({stages: {FS0a: {attempts: 1}}, variables: {who: {type: 'string'}}});
const blockedA = [{stage: 'FS0a', verdict: 'blocked', reason: 'attempts_exhausted', at: null}, run('FS0b'), run('FS0c')];
ok('tries survive a new run that the page caused', onceA, stateOf(onceA, [record('FS0a', {tries: 1, lastTry: t0})]), launch({variables: {who: 'x'}}), t0 + hour, planned('start', 'inputs_changed', 'FS0a', blockedA));
ok('blocked at the start, then retry: still blocked, not "all passed"', onceA, stateOf(onceA, [dropped('FS0a', {tries: 1, lastTry: t0})], errored('FS0a', errorOf.attempts)), retry(), t0 + hour, planned('resume', 'first_not_passed', 'FS0a', blockedA));
ok('the next stage was blocked before it was entered', once, stateOf(once, [passed('FS0a'), dropped('FS0b', {tries: 1, lastTry: t0})], errored('FS0b', errorOf.attempts)), retry(), t0 + hour, planned('resume', 'first_not_passed', 'FS0b', blocked));

// what is no request
no('an unknown member of a launch', flow, null, launch({uniqeId: 'u1'}), t0, {code: 'malformed_request', where: '/uniqeId', reason: 'member_unknown'});
no('a launch names its handshake', flow, null, {expiresAt: t0 + day}, t0, {code: 'malformed_request', where: '/handshake', reason: 'missing'});
no('retry is no text', flow, null, launch({retry: 'true'}), t0, {code: 'malformed_request', where: '/retry', reason: 'type'});
no('a time beyond 2^53 is none', flow, null, launch({expiresAt: 9007199254740994}), t0, {code: 'malformed_request', where: '/expiresAt', reason: 'range'});
no('a state of another version', flow, {...emptyState, v: 2}, launch(), t0, {code: 'state_incompatible', where: '/v', httpStatus: 409});
no('a flow with problems', threeForms({start: 'FS0x'}), null, launch(), t0, {code: 'flow_invalid', where: '/start'});
book.no('without a time nothing would ever expire', 'plan', {flow, state: null, launch: launch()}, {code: 'malformed_request', where: '/now'});
book.no('a time in text is none', 'plan', ask(flow, null, launch(), '1800000000000'), {code: 'malformed_request', where: '/now'});
no('no state at all is null, not a list', flow, [], launch(), t0, {code: 'malformed_request'});
no('the due stage has no record', flow, {...atB, current: 'FS0c'}, launch(), t0, {code: 'malformed_request', where: '/current', reason: 'stage_unknown'});

// stages that wait
const waits = {waiting: true, memory: {effect: 'e1'}, notes: {note: 'calling', waiting: true}};
const waiting = stateOf(flow, [passed('FS0a'), record('FS0b', waits)]);
ok('waiting: the same device goes on waiting', flow, waiting, launch(), t0 + hour, planned('resume', 'first_not_passed', 'FS0b', resumeAtB, {continues: true}));
ok('waiting: closed meanwhile, a retry goes on at that stage', flow, {...waiting, ...skipped('FS0b')}, retry(), t0 + hour, planned('resume', 'first_not_passed', 'FS0b', resumeAtB));
no('waiting: closed meanwhile, without a retry', flow, {...waiting, ...skipped('FS0b')}, launch(), t0 + hour, 'handshake_consumed');
const failedAtB = more => ({...stateOf(flow, [passed('FS0a'), record('FS0b', {tries: 1, lastTry: t0, ...more})]), ...errored('FS0b', {code: 'provider_failed', number: 50201, httpStatus: 502})});
ok('a provider failed: a retry goes on at that stage', flow, failedAtB(), retry(), t0 + hour, planned('resume', 'first_not_passed', 'FS0b', resumeAtB));
const onceAtB = threeForms({stages: {FS0b: {attempts: 1}}});
ok('a provider failed, and no try is left', onceAtB, {...failedAtB(), flowHash: stateOf(onceAtB, []).flowHash}, retry(), t0 + hour, planned('resume', 'first_not_passed', 'FS0b', [skip('FS0a'), {stage: 'FS0b', verdict: 'blocked', reason: 'attempts_exhausted', at: null}, run('FS0c')]));
no('a provider failed: without a retry', flow, failedAtB(), launch(), t0 + hour, 'handshake_consumed');

// a review after the end
const desk = threeForms({ends: {approved: {status: 'needs_review'}, declined: {status: 'auto_declined'}}, resume: {exitOnEndStates: ['manually_approved']}});
const deskDone = [skip('FS0a'), skip('FS0b'), skip('FS0c')];
const reviewed = (status, more = {}) => stateOf(desk, all, {...completed('approved', status), reviewSeq: 10, seq: 10, ...more});
ok('reviewed: exitOnEndStates sees the new status', desk, reviewed('manually_approved'), launch(), t0 + hour, planned('deliver', 'exit_on_end_state', null, deskDone, {transactionAlreadyProcessed: true}));
ok('reviewed: another status does not exit', desk, reviewed('manually_declined'), retry(), t0 + hour, planned('deliver', 'ended_before', null, deskDone));
ok('reviewed: the decision counts as a write', desk, reviewed('manually_declined', {lastWrite: t0 + 13 * day}), retry(), t0 + 20 * day, planned('deliver', 'ended_before', null, deskDone));
no('reviewed: without a retry it was used', desk, reviewed('manually_declined'), launch(), t0 + hour, 'handshake_consumed');

export default book;
