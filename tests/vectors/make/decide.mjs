// decide: every command, every refusal. Events are written out by hand; salts, commitments, hashes and
// one-time codes are computed with Node's crypto from the entropy of the command.
import {createHmac} from 'node:crypto';
import {Book, by, threeForms, form, stateOf, passed, record, dropped, completed, errored, skipped, errorOf, chain, derive, entropy, sha256, canonical, flowHash, emptyState, hs, t0, hour, day} from './lib.mjs';
import {addWaitingStages} from './decide-waiting.mjs';

const book = new Book('decide');
const now = t0 + hour;
const ask = (flow, state, command, at = now) => ({flow, state, command: {epoch: state?.epoch ?? 0, ...command}, now: at});
const ok = (comment, flow, state, command, rows, more = {}, at = now) => book.ok(comment, 'decide', ask(flow, state, command, at),
  {events: chain(rows, {after: state ?? {}, at, random: entropy}), effects: [], plan: null, ...more});
const no = (comment, flow, state, command, error, at) => book.no(comment, 'decide', ask(flow, state, command, at), error);

const flow = threeForms();
const submit = (stage, input, more = {}) => ({type: 'submit', stage, input, entropy, ...more});
const pass = (stage, input, output = {}, more = {}) => ['stage_passed', stage, {revealed: {}, provisional: false, tries: 1, ...more}, {input, output}];
const enter = stage => ['stage_entered', stage];
const end = (stage, name, status, more = {}) => ['run_ended', stage, {outcome: 'completed', end: name, status, ...more}];
const fails = (stage, error) => ['run_ended', stage, {outcome: 'errored', status: 'error', error}];
const atA = stateOf(flow, [record('FS0a')]);
const atB = stateOf(flow, [passed('FS0a'), record('FS0b')]);
const atC = stateOf(flow, [passed('FS0a'), passed('FS0b'), record('FS0c')]);

// launch
const launch = (more = {}, rest = {}) => ({type: 'launch', entropy, launch: {handshake: hs, newDevice: 'd1', expiresAt: t0 + 30 * day, ...more}, ...rest});
const again = (more = {}) => launch({device: 'd1', ...more});
const begins = (of, more = {}, variables = {}, owner) => ['run_started', null, {reason: 'no_state', device: 'd1', epoch: 1, locale: 'en', flow: of.id, version: of.version, flowHash: flowHash(of), pinned: false, kept: [], dropped: [], ...more}, {variables, ...(owner ? {owner} : {})}];
const resumes = (more, variables = {}, owner) => ['run_resumed', null, {reason: 'first_not_passed', device: 'd1', epoch: 1, locale: 'en', target: 'FS0b', dropped: [], ...more}, {variables, ...(owner ? {owner} : {})}];
const run = (stage, reason = 'not_reached') => ({stage, verdict: 'run', reason, at: null});
const skip = stage => ({stage, verdict: 'skip', reason: 'passed', at: t0});
const plan = (action, reason, target, steps, more = {}) => ({plan: {action, reason, target, newRun: action === 'start', continues: false, transactionAlreadyProcessed: false, dropped: [], kept: [], notes: [], steps, ...more}});
const fresh = [run('FS0a', 'due'), run('FS0b'), run('FS0c')];
const resumeAtB = [skip('FS0a'), run('FS0b', 'due'), run('FS0c')];

ok('launch: a new run, the first stage', flow, null, launch(), [begins(flow), enter('FS0a')], plan('start', 'no_state', 'FS0a', fresh));
ok('launch: pinned, in another language, with an owner', flow, null, launch({pinned: true, locale: 'hi', ...by('u1')}), [begins(flow, {pinned: true, locale: 'hi'}, {}, 'u1'), enter('FS0a')], plan('start', 'no_state', 'FS0a', fresh));
const vars = threeForms({variables: {who: {type: 'string'}, m: {type: 'string', source: 'backend'}}});
ok('launch: variables are private', vars, null, launch({variables: {who: 'आशा', m: 'x'}, backendVariables: {m: 'b'}}), [begins(vars, {}, {who: 'आशा', m: 'b'}), enter('FS0a')], plan('start', 'no_state', 'FS0a', fresh, {notes: ['variable_of_backend:m']}));
ok('launch: the same device goes on; nothing is written', flow, atB, again(), [], plan('resume', 'first_not_passed', 'FS0b', resumeAtB, {continues: true}));
ok('launch: so it needs no entropy', flow, atB, {...again(), entropy: ''}, [], plan('resume', 'first_not_passed', 'FS0b', resumeAtB, {continues: true}));
ok('launch: on an invited device the epoch rises', flow, atB, launch({newDevice: 'd2', invited: true}), [resumes({device: 'd2', epoch: 2})], plan('resume', 'first_not_passed', 'FS0b', resumeAtB));
ok('launch: back on the first device it rises again', flow, {...atB, devices: ['d1', 'd2'], device: 'd2', epoch: 2}, again(), [resumes({epoch: 3})], plan('resume', 'first_not_passed', 'FS0b', resumeAtB));
ok('launch: an owner is adopted', flow, atB, again({...by('u1')}), [resumes({}, {}, 'u1')], plan('resume', 'first_not_passed', 'FS0b', resumeAtB));
ok('launch: another language is noted', flow, atB, again({locale: 'hi'}), [resumes({locale: 'hi'})], plan('resume', 'first_not_passed', 'FS0b', resumeAtB));
const tagged = threeForms({variables: {tag: {type: 'string'}}, resume: {ignoredStateRefreshInputKeys: ['tag']}});
ok('launch: the new value of an ignored input acts from here on', tagged, stateOf(tagged, [passed('FS0a'), record('FS0b')], {variables: {tag: 'old'}}), again({variables: {tag: 'new'}}), [resumes({}, {tag: 'new'})], plan('resume', 'first_not_passed', 'FS0b', resumeAtB));
ok('launch: retry after a skip goes on where it was', flow, {...atB, ...skipped('FS0b')}, again({retry: true}), [resumes({})], plan('resume', 'first_not_passed', 'FS0b', resumeAtB));
ok('launch: the outcome again', flow, {...atB, ...skipped('FS0b', {acknowledged: false})}, again(), [], plan('deliver', 'ended_before', null, [skip('FS0a'), run('FS0b')]));
ok('launch: the flow was edited', flow, {...atB, flowHash: sha256('old')}, again(), [begins(flow, {reason: 'flow_changed'}), enter('FS0a')], plan('start', 'flow_changed', 'FS0a', fresh));
ok('launch: past retention, on the device that proved itself', flow, atB, again({newDevice: ''}), [begins(flow, {reason: 'retention_over'}), enter('FS0a')], plan('start', 'retention_over', 'FS0a', fresh), t0 + 14 * day);
ok('launch: past retention, on another', flow, atB, launch({newDevice: 'd2'}), [begins(flow, {reason: 'retention_over', device: 'd2', epoch: 2}), enter('FS0a')], plan('start', 'retention_over', 'FS0a', fresh), t0 + 14 * day);
const aging = threeForms({stages: {FS0a: {expiresAfter: '1d'}}});
ok('launch: an expired stage is entered again', aging, stateOf(aging, [passed('FS0a'), record('FS0b')]), again(), [resumes({reason: 'expired', target: 'FS0a', dropped: ['FS0a', 'FS0b']}), enter('FS0a')],
  plan('resume', 'expired', 'FS0a', [{stage: 'FS0a', verdict: 'expired', reason: 'expired', at: t0}, run('FS0b', 'dropped'), run('FS0c')], {dropped: ['FS0a', 'FS0b']}), t0 + day);
const repair = threeForms({stages: {FS0b: {attempts: 1}}, ends: {approved: {status: 'auto_approved'}, declined: {status: 'auto_declined', resumeFrom: 'FS0b'}}});
ok('launch: resumeFrom is a new run with the passes in front; the dropped pass gave its try back', repair, stateOf(repair, [passed('FS0a'), passed('FS0b'), passed('FS0c')], completed('declined', 'auto_declined')), again({retry: true}),
  [begins(repair, {reason: 'resume_from', kept: ['FS0a'], dropped: ['FS0b', 'FS0c']}), enter('FS0b')],
  plan('resume', 'resume_from', 'FS0b', [skip('FS0a'), run('FS0b', 'due'), run('FS0c', 'dropped')], {newRun: true, kept: ['FS0a'], dropped: ['FS0b', 'FS0c']}));
const whole = stateOf(flow, [passed('FS0a'), passed('FS0b'), passed('FS0c')], errored('FS0c', errorOf.camera));
ok('launch: all passed, so the run completes at once', flow, whole, again({retry: true}), [resumes({reason: 'all_passed', target: null}), end('FS0c', 'approved', 'auto_approved')], plan('finish', 'all_passed', null, [skip('FS0a'), skip('FS0b'), skip('FS0c')]));
const once = threeForms({stages: {FS0b: {attempts: 1}}});
const blocked = [skip('FS0a'), {stage: 'FS0b', verdict: 'blocked', reason: 'attempts_exhausted', at: null}, run('FS0c')];
ok('launch: exhausted, then retry: a plan with `blocked`, and the error', once, stateOf(once, [passed('FS0a'), record('FS0b', {tries: 1, lastTry: t0})], errored('FS0b', errorOf.attempts)), again({retry: true}), [resumes({}), fails('FS0b', errorOf.attempts)], plan('resume', 'first_not_passed', 'FS0b', blocked));
ok('a stage without tries left is not even entered', once, stateOf(once, [record('FS0a'), dropped('FS0b', {tries: 1, lastTry: t0})]), submit('FS0a', {x: 'a'}), [pass('FS0a', {x: 'a'}), fails('FS0b', errorOf.attempts)]);

no('launch without its particulars', flow, null, {type: 'launch', entropy}, {code: 'malformed_request', where: '/launch', reason: 'missing'});
no('launch: an unknown member', flow, null, launch({isOwner: true}), {code: 'malformed_request', where: '/launch/isOwner', reason: 'member_unknown'});
no('launch: the first one needs entropy', flow, null, {...launch(), entropy: ''}, {code: 'malformed_request', where: '/entropy'});
no('launch: 31 bytes are too few', flow, null, {...launch(), entropy: '00'.repeat(31)}, {code: 'malformed_request', where: '/entropy'});
no('launch: what the plan refuses', flow, atB, launch(), {code: 'not_owner', httpStatus: 403});
no('launch: consumed', flow, {...atB, ...skipped('FS0b')}, again(), 'handshake_consumed');

// submit
ok('submit: a pass, and the next stage', flow, atA, submit('FS0a', {x: ' hello '}), [pass('FS0a', {x: 'hello'}), enter('FS0b')]);
ok('submit: the last stage ends the run', flow, atC, submit('FS0c', {x: 'yes'}), [pass('FS0c', {x: 'yes'}), end('FS0c', 'approved', 'auto_approved')]);
const reasons = threeForms({ends: {approved: {status: 'auto_approved'}, declined: {status: 'auto_declined', reason: 'said no'}}});
ok('submit: a decline, with its reason', reasons, stateOf(reasons, [passed('FS0a'), passed('FS0b'), record('FS0c')]), submit('FS0c', {x: 'no'}), [pass('FS0c', {x: 'no'}), end('FS0c', 'declined', 'auto_declined', {reason: 'said no'})]);
ok('submit: the tries used so far count on', flow, {...atA, stages: [record('FS0a', {tries: 4, lastTry: t0})]}, submit('FS0a', {x: 'a'}), [pass('FS0a', {x: 'a'}, {}, {tries: 5}), enter('FS0b')]);
const loose = threeForms({stages: {FS0a: {skipCPRPut: true, fields: [{name: 'pan', format: 'pan', required: true}], reveal: ['category']}}});
ok('submit: provisional; of the output only what is revealed is public', loose, stateOf(loose, [record('FS0a')]), submit('FS0a', {pan: 'abcpe1234f'}), [pass('FS0a', {pan: 'ABCPE1234F'}, {category: 'P'}, {provisional: true, revealed: {category: 'P'}}), enter('FS0b')]);
const broken = threeForms({stages: {FS0a: {fields: [{name: 'x', required: true}, {name: 'pan', format: 'pan'}], next: [{if: "output.category == 'P'", to: 'approved'}, {to: 'FS0b'}]}}});
book.ok('submit: a rule that cannot be evaluated lets nobody through', 'decide', ask(broken, stateOf(broken, [record('FS0a')]), submit('FS0a', {x: 'a'})), {
  events: chain([pass('FS0a', {x: 'a', pan: null}), fails('FS0a', {code: 'rule_error', number: 42202, httpStatus: 422, detail: 'there is no field `category`'})], {after: atA, at: now, random: entropy}), effects: [], plan: null});
const optional = threeForms({stages: {FS0a: {fields: [{name: 'x', required: true}, {name: 'y'}]}}});
ok('submit: an optional field that is missing is null', optional, stateOf(optional, [record('FS0a')]), submit('FS0a', {x: 'a'}), [pass('FS0a', {x: 'a', y: null}), enter('FS0b')]);
const agree = threeForms({stages: {FS0a: {type: 'consent', fields: undefined, text: {en: 'Agree?'}}}});
const consenting = stateOf(agree, [record('FS0a')], {locale: 'hi'});
ok('consent: which text, in which language, when', agree, consenting, submit('FS0a', {accepted: true}), [pass('FS0a', {accepted: true}, {textSha256: sha256(canonical({en: 'Agree?'})), locale: 'hi', acceptedAt: now}), enter('FS0b')]);
const papers = threeForms({stages: {FS0a: {type: 'document', fields: undefined, sides: ['front', 'back'], maxBytes: 1000}}});
const media = {m1: {type: 'image/png', size: 1000}, m2: {type: 'image/jpeg', size: 1}, pdf: {type: 'application/pdf', size: 1}, big: {type: 'image/png', size: 1001}};
const showing = stateOf(papers, [record('FS0a')]);
ok('document: both sides', papers, showing, submit('FS0a', {front: 'm1', back: 'm2'}, {media}), [pass('FS0a', {front: 'm1', back: 'm2'}, {front: media.m1, back: media.m2}), enter('FS0b')]);

no('submit: nothing was launched', flow, null, submit('FS0a', {x: 'a'}), {code: 'run_not_started', httpStatus: 409});
no('submit: an old epoch', flow, {...atA, epoch: 2}, submit('FS0a', {x: 'a'}, {epoch: 1}), {code: 'session_superseded', httpStatus: 409});
no('submit: an epoch of the future is made up', flow, atA, submit('FS0a', {x: 'a'}, {epoch: 7}), 'session_superseded');
no('submit: the run has ended', flow, {...atB, ...skipped('FS0b')}, submit('FS0b', {x: 'a'}), {code: 'run_ended', httpStatus: 409});
no('submit: no such stage', flow, atA, submit('FS0x', {x: 'a'}), {code: 'stage_unknown', where: '/stage'});
no('submit: an end is no stage', flow, atA, submit('approved', {x: 'a'}), {code: 'stage_unknown', where: '/stage'});
no('submit: without a stage', flow, atA, {type: 'submit', input: {x: 'a'}, entropy}, {code: 'stage_unknown', where: '/stage'});
no('a forged pass: a later stage', flow, atA, submit('FS0c', {x: 'yes'}), {code: 'stage_not_current', where: '/stage', httpStatus: 409});
no('a stage that has passed', flow, atB, submit('FS0a', {x: 'yes'}), {code: 'stage_not_current', where: '/stage'});
no('submit: what is needed is missing', flow, atA, submit('FS0a', {}), {code: 'invalid_input', where: '/x', reason: 'required'});
no('submit: nothing at all', flow, atA, submit('FS0a', null), {code: 'invalid_input', where: '/x'});
no('submit: a list', flow, atA, submit('FS0a', ['x']), {code: 'invalid_input', where: '/x'});
no('submit: a field the form does not have', flow, atA, submit('FS0a', {x: 'a', output: {score: 99}}), {code: 'invalid_input', where: '/output', reason: 'member_unknown'});
no('submit: a pass needs entropy for its salt', flow, atA, {type: 'submit', stage: 'FS0a', input: {x: 'a'}}, {code: 'malformed_request', where: '/entropy'});
no('consent: not accepted', agree, consenting, submit('FS0a', {accepted: false}), {code: 'invalid_input', where: '/accepted'});
no('consent: "true" is not true', agree, consenting, submit('FS0a', {accepted: 'true'}), {code: 'invalid_input', where: '/accepted'});
no('consent: with a condition of one\'s own', agree, consenting, submit('FS0a', {accepted: true, but: 'not my mail'}), 'invalid_input');
no('document: never uploaded', papers, showing, submit('FS0a', {front: 'm1', back: 'm9'}, {media}), {code: 'media_unknown', where: '/back'});
no('document: of a type that is not accepted', papers, showing, submit('FS0a', {front: 'pdf', back: 'm2'}, {media}), {code: 'media_type_invalid', where: '/front'});
no('document: a byte too large', papers, showing, submit('FS0a', {front: 'big', back: 'm2'}, {media}), {code: 'media_too_large', where: '/front'});
no('document: a side is missing', papers, showing, submit('FS0a', {front: 'm1'}, {media}), {code: 'invalid_input', where: '/back', reason: 'required'});
no('document: a side too many', papers, showing, submit('FS0a', {front: 'm1', back: 'm2', left: 'm1'}, {media}), {code: 'invalid_input', where: '/left', reason: 'member_unknown'});
no('document: a page cannot vouch for its media', papers, showing, submit('FS0a', {front: {type: 'image/png'}, back: 'm2'}, {media}), {code: 'invalid_input', where: '/front'});

// one-time codes
const otp = {id: 'FX0otp', version: '1.0.0', variables: {mobile: {type: 'string', source: 'backend'}}, start: 'FS0otp', stages: [{id: 'FS0otp', type: 'otp', toRule: 'inputs.mobile', attempts: 7, next: 'done'}], ends: {done: {status: 'approve'}}};
const to = '+919876543210';
/// The code that the command's entropy gives when it is sent after the event `seq`.
function codeAt(seq) {
  const number = derive(entropy, `code:FS0otp:${seq}`).readBigUInt64BE() % 1_000_000n;
  const key = derive(entropy, `code-key:FS0otp:${seq}`);
  const code = String(number).padStart(6, '0');
  return {code, key: key.toString('hex'), digest: createHmac('sha256', key).update(code).digest('hex')};
}
const memory = (seq, at, sends, more = {}) => ({to, key: codeAt(seq).key, digest: codeAt(seq).digest, expiresAt: at + 600_000, resendAt: at + 30_000, tries: 0, sends, ...more});
const sent = (seq, at, sends) => ['stage_progressed', 'FS0otp', {note: 'code_sent', channel: 'mobile', expiresAt: at + 600_000, resendAt: at + 30_000, sendsLeft: 4 - sends}, {memory: memory(seq, at, sends), shown: {to: '+91******3210'}}];
const effect = seq => [{id: `${hs}:${seq + 1}:0`, kind: 'send_code', delivery: 'at_least_once', stage: 'FS0otp', payload: {channel: 'mobile', to, code: codeAt(seq).code}}];
const withNumber = launch({backendVariables: {mobile: to}});
const due = [run('FS0otp', 'due')];
ok('otp: a launch that leads to it sends a code', otp, null, withNumber, [begins(otp, {}, {mobile: to}), enter('FS0otp'), sent(2, now, 1)], {...plan('start', 'no_state', 'FS0otp', due), effects: effect(2)});
const noNumber = fails('FS0otp', {code: 'rule_error', number: 42202, httpStatus: 422, detail: '"toRule" of FS0otp gives no mobile to send a code to'});
ok('otp: a toRule that gives no number is an error of the flow', otp, null, launch({backendVariables: {mobile: 'none'}}), [begins(otp, {}, {mobile: 'none'}), enter('FS0otp'), noNumber], plan('start', 'no_state', 'FS0otp', due));
const waiting = (more = {}, stage = {}) => stateOf(otp, [record('FS0otp', {memory: memory(2, t0, 1, more), notes: sent(2, t0, 1)[2], ...stage})], {variables: {mobile: to}});
ok('otp: after such an error a retry tries the entry again', otp, {...waiting({}, {memory: null, notes: null}), ...errored('FS0otp', {code: 'rule_error', number: 42202, httpStatus: 422})}, launch({device: 'd1', retry: true, backendVariables: {mobile: to}}),
  [resumes({target: 'FS0otp'}, {mobile: to}), enter('FS0otp'), sent(11, now, 1)], {...plan('resume', 'first_not_passed', 'FS0otp', due), effects: effect(11)});
ok('otp: a reload sends nothing', otp, waiting(), launch({device: 'd1', backendVariables: {mobile: to}}), [], plan('resume', 'first_not_passed', 'FS0otp', due, {continues: true}));
const right = codeAt(2).code;
const wrong = right === '000000' ? '000001' : '000000';
const soon = t0 + 60_000;
ok('otp: the right code', otp, waiting(), submit('FS0otp', {code: right}), [pass('FS0otp', {mobile: to}, {verified: true, verifiedAt: soon}), end('FS0otp', 'done', 'approve')], {}, soon);
ok('otp: the right code in its last millisecond', otp, waiting(), submit('FS0otp', {code: right}), [pass('FS0otp', {mobile: to}, {verified: true, verifiedAt: t0 + 599_999}), end('FS0otp', 'done', 'approve')], {}, t0 + 599_999);
ok('otp: a wrong code uses a try', otp, waiting(), submit('FS0otp', {code: wrong}), [['stage_rejected', 'FS0otp', {code: 'wrong_code', triesLeft: 4, tries: 1}, {memory: memory(2, t0, 1, {tries: 1})}]], {}, soon);
ok('otp: the fifth wrong code; another one can be asked for', otp, waiting({tries: 4}, {tries: 4, lastTry: t0}), submit('FS0otp', {code: wrong}), [['stage_rejected', 'FS0otp', {code: 'wrong_code', triesLeft: 0, tries: 5}, {memory: memory(2, t0, 1, {tries: 5})}]], {}, soon);
ok('otp: the fifth wrong one of the last code ends the run', otp, waiting({tries: 4, sends: 4}, {tries: 4, lastTry: t0}), submit('FS0otp', {code: wrong}), [['stage_rejected', 'FS0otp', {code: 'wrong_code', triesLeft: 0, tries: 5}, {memory: memory(2, t0, 4, {tries: 5})}], fails('FS0otp', errorOf.attempts)], {}, soon);
ok('otp: the last try of the stage ends the run', otp, waiting({tries: 1}, {tries: 6, lastTry: t0}), submit('FS0otp', {code: wrong}), [['stage_rejected', 'FS0otp', {code: 'wrong_code', triesLeft: 3, tries: 7}, {memory: memory(2, t0, 1, {tries: 2})}], fails('FS0otp', errorOf.attempts)], {}, soon);
ok('otp: another code, thirty seconds later', otp, waiting(), {type: 'send_code', stage: 'FS0otp', entropy}, [sent(9, t0 + 30_000, 2)], {effects: effect(9)}, t0 + 30_000);
ok('otp: a code past its time can be replaced', otp, waiting(), {type: 'send_code', stage: 'FS0otp', entropy}, [sent(9, now, 2)], {effects: effect(9)});
ok('otp: all four are used up and dead: the run ends', otp, waiting({sends: 4}), {type: 'send_code', stage: 'FS0otp', entropy}, [fails('FS0otp', errorOf.attempts)]);
const daily = {...otp, stages: [{...otp.stages[0], attemptsReset: '24h'}]};
const waitingDaily = {...waiting({sends: 4}), flowHash: flowHash(daily)};
ok('otp: attemptsReset brings back the codes as well as the tries', daily, waitingDaily, {type: 'send_code', stage: 'FS0otp', entropy}, [sent(9, t0 + day, 1)], {effects: effect(9)}, t0 + day);
ok('otp: a millisecond earlier it does not', daily, waitingDaily, {type: 'send_code', stage: 'FS0otp', entropy}, [fails('FS0otp', errorOf.attempts)], {}, t0 + day - 1);
const report = (input, more = {}) => ({type: 'effect_result', actor: 'server', stage: 'FS0otp', epoch: 0, input, entropy, ...more});
ok('otp: the code was sent, says the worker', otp, waiting(), report({effect: `${hs}:3:0`, ok: true}), []);
ok('otp: it was not', otp, waiting(), report({effect: `${hs}:3:0`, ok: false}), [['stage_progressed', 'FS0otp', {note: 'code_not_sent', resendAt: t0 + 30_000}]]);
const past = {id: 'FX0past', version: '1.0.0', variables: otp.variables, start: 'FS0otp', stages: [{...otp.stages[0], next: 'FS0b'}, form('FS0b', 'done')], ends: otp.ends};
ok('a late report about a stage that has passed changes nothing', past, stateOf(past, [passed('FS0otp'), record('FS0b')], {variables: {mobile: to}}), report({ok: false}), []);
ok('nor does one after the end', otp, {...stateOf(otp, [passed('FS0otp')], {variables: {mobile: to}}), ...completed('done', 'approve')}, report({ok: false}), []);

no('otp: five digits', otp, waiting(), submit('FS0otp', {code: '12345'}), {code: 'invalid_input', where: '/code', reason: 'format'}, soon);
no('otp: digits of another script', otp, waiting(), submit('FS0otp', {code: '१२३४५६'}), {code: 'invalid_input', where: '/code'}, soon);
no('otp: a number', otp, waiting(), submit('FS0otp', {code: 123456}), {code: 'invalid_input', where: '/code'}, soon);
no('otp: the page cannot say where the code goes', otp, waiting(), submit('FS0otp', {code: right, to: '+15550100'}), 'invalid_input', soon);
no('otp: at exactly ten minutes the code is over', otp, waiting(), submit('FS0otp', {code: right}), {code: 'code_expired', where: '/code'}, t0 + 600_000);
no('otp: after five wrong ones even the right code is dead', otp, waiting({tries: 5}, {tries: 5}), submit('FS0otp', {code: right}), {code: 'code_expired', where: '/code'}, soon);
no('otp: another code too soon', otp, waiting(), {type: 'send_code', stage: 'FS0otp', entropy}, {code: 'too_soon', where: '/resendAt', retryable: true}, t0 + 29_999);
no('otp: no fifth code while the fourth is good', otp, waiting({sends: 4}), {type: 'send_code', stage: 'FS0otp', entropy}, 'attempts_exhausted', soon);
no('otp: another code needs entropy', otp, waiting(), {type: 'send_code', stage: 'FS0otp'}, {code: 'malformed_request', where: '/entropy'});
no('otp: a wrong code needs entropy too, for its salt', otp, waiting(), {type: 'submit', stage: 'FS0otp', input: {code: wrong}}, {code: 'malformed_request', where: '/entropy'}, soon);
no('a page reports no effects', otp, waiting(), report({ok: true}, {actor: 'page'}), {code: 'forbidden', where: '/type', httpStatus: 403});
no('nor does an operator', otp, waiting(), report({ok: true}, {actor: 'operator'}), 'forbidden');
no('a form sends no codes', flow, atA, {type: 'send_code', stage: 'FS0a', entropy}, {code: 'command_unknown', where: '/type'});
no('made-up commands', flow, atA, {type: 'approve', stage: 'FS0a', entropy}, {code: 'command_unknown', where: '/type'});
no('pass is an event, not a command', flow, atA, {type: 'stage_passed', stage: 'FS0a', input: {x: 'a'}, entropy}, {code: 'command_unknown', where: '/type'});
no('commands are lower case', flow, atA, submit('FS0a', {x: 'a'}, {type: 'Submit'}), {code: 'command_unknown', where: '/type'});

// skip, fail, acknowledge
ok('skip: the stage that is due', flow, atB, {type: 'skip'}, [['run_ended', 'FS0b', {outcome: 'skipped', status: 'user_cancelled'}]]);
ok('skip: between two stages, the last that passed', flow, {...atB, stages: [passed('FS0a')], path: ['FS0a'], current: ''}, {type: 'skip'}, [['run_ended', 'FS0a', {outcome: 'skipped', status: 'user_cancelled'}]]);
ok('skip: none', flow, {...atA, stages: [], path: [], current: ''}, {type: 'skip'}, [['run_ended', null, {outcome: 'skipped', status: 'user_cancelled'}]]);
for (const [code, number, httpStatus] of [['camera_unavailable', 4121, 412], ['storage_unavailable', 4122, 412], ['location_unavailable', 4123, 412], ['session_timed_out', 4081, 408]]) {
  ok(`fail: ${code}`, flow, atB, {type: 'fail', input: {code}}, [fails('FS0b', {code, number, httpStatus})]);
}
ok('acknowledge', flow, {...atB, ...skipped('FS0b', {acknowledged: false})}, {type: 'acknowledge'}, [['outcome_acknowledged', null, {}]]);
ok('acknowledge twice: once', flow, {...atB, ...skipped('FS0b')}, {type: 'acknowledge'}, []);
no('fail: a page cannot choose any code', flow, atB, {type: 'fail', input: {code: 'attempts_exhausted'}}, {code: 'invalid_input', where: '/code'});
no('fail: without a code', flow, atB, {type: 'fail'}, {code: 'invalid_input', where: '/code'});
no('fail: after the end', flow, {...atB, ...skipped('FS0b')}, {type: 'fail', input: {code: 'camera_unavailable'}}, 'run_ended');
no('skip: after the end', flow, {...atB, ...skipped('FS0b')}, {type: 'skip'}, 'run_ended');
no('skip: before the start', flow, null, {type: 'skip'}, 'run_not_started');
no('skip: superseded', flow, {...atB, epoch: 3}, {type: 'skip', epoch: 2}, 'session_superseded');
no('acknowledge: nothing to', flow, atB, {type: 'acknowledge'}, {code: 'no_outcome', httpStatus: 409});
no('acknowledge: before the start', flow, null, {type: 'acknowledge'}, 'run_not_started');
no('acknowledge: superseded', flow, {...atB, ...skipped('FS0b', {acknowledged: false}), epoch: 3}, {type: 'acknowledge', epoch: 2}, 'session_superseded');

// an index page
const paged = {
  id: 'FX0paged', version: '1.0.0', start: 'FS0menu',
  stages: [
    {id: 'FS0menu', type: 'index', reveal: ['steps'], steps: [{id: 'one', start: 'FS0a'}, {id: 'two', start: 'FS0b', dependsOn: ['one']}, {id: 'more', start: 'FS0c', optional: true}],
     next: [{if: "'more' in output.steps", to: 'rich'}, {to: 'plain'}]},
    form('FS0a', 'FS0menu'), form('FS0b', 'FS0menu'), form('FS0c', 'FS0menu'),
  ],
  ends: {plain: {status: 'approve'}, rich: {status: 'approve'}},
};
const onPage = (...stepsDone) => stateOf(paged, [record('FS0menu', {stepsDone})], {current: 'FS0menu'});
const page = input => submit('FS0menu', input);
ok('index: a step begins', paged, onPage(), page({step: 'one'}), [['stage_entered', 'FS0a', {step: 'one'}]]);
ok('index: it leads back', paged, stateOf(paged, [record('FS0menu'), record('FS0a', {step: 'one'})]), submit('FS0a', {x: 'y'}), [pass('FS0a', {x: 'y'}), ['step_completed', 'FS0menu', {step: 'one'}]]);
ok('index: then the one that waited for it', paged, onPage('one'), page({step: 'two'}), [['stage_entered', 'FS0b', {step: 'two'}]]);
ok('index: left when all that must be is done', paged, onPage('one', 'two'), page({done: true}), [pass('FS0menu', {}, {steps: ['one', 'two']}, {revealed: {steps: ['one', 'two']}}), end('FS0menu', 'plain', 'approve')]);
ok('index: its next reads what was done', paged, onPage('more', 'one', 'two'), page({done: true}), [pass('FS0menu', {}, {steps: ['more', 'one', 'two']}, {revealed: {steps: ['more', 'one', 'two']}}), end('FS0menu', 'rich', 'approve')]);
no('index: a step that waits for another', paged, onPage(), page({step: 'two'}), {code: 'invalid_input', where: '/step', reason: 'step_locked'});
no('index: a step that is done', paged, onPage('one'), page({step: 'one'}), {code: 'invalid_input', where: '/step', reason: 'step_done'});
no('index: a step that is not there', paged, onPage(), page({step: 'three'}), {code: 'invalid_input', where: '/step', reason: 'option'});
no('index: not left before the steps are done', paged, onPage('one', 'more'), page({done: true}), {code: 'invalid_input', where: '/done', reason: 'step_open'});
no('index: no choice at all', paged, onPage(), page({}), {code: 'invalid_input', reason: 'format'});
no('index: two choices at once', paged, onPage('one', 'two'), page({step: 'more', done: true}), {code: 'invalid_input', reason: 'format'});
no('index: a step by number', paged, onPage(), page({step: 1}), {code: 'invalid_input', reason: 'format'});
no('index: an open step comes first', paged, stateOf(paged, [record('FS0menu'), record('FS0a', {step: 'one'})]), page({step: 'more'}), 'stage_not_current');
no('index: it sends no codes', paged, onPage(), {type: 'send_code', stage: 'FS0menu'}, 'command_unknown');

// resume.auth
const guarded = threeForms({resume: {auth: {triggerModuleId: 'FS0b', toRule: 'inputs.m'}}, variables: {m: {type: 'string', source: 'backend'}}});
const guardedAtB = stateOf(guarded, [passed('FS0a'), record('FS0b')], {variables: {m: 'x'}});
const comes = (more = {}) => launch({newDevice: 'd2', backendVariables: {m: 'x'}, ...by(undefined), ...more});
ok('launch: who must authenticate first changes nothing and is told nothing', guarded, guardedAtB, comes(), [], plan('authenticate', 'authenticate_on_resume', null, []));
ok('launch: with the code passed the device is one of theirs', guarded, guardedAtB, comes({authenticated: true}), [resumes({device: 'd2', epoch: 2}, {m: 'x'})], plan('resume', 'first_not_passed', 'FS0b', resumeAtB));

// what is no request
no('a command without a type', flow, atA, {stage: 'FS0a'}, {code: 'malformed_request', where: '/type', reason: 'missing'});
no('an unknown actor', flow, atA, {type: 'skip', actor: 'admin'}, {code: 'malformed_request', where: '/actor', reason: 'choice'});
no('an unknown member of a command', flow, atA, {type: 'skip', force: true}, {code: 'malformed_request', where: '/force', reason: 'member_unknown'});
no('an epoch beyond 2^53', flow, atA, {type: 'skip', epoch: 9007199254740994}, {code: 'malformed_request', where: '/epoch', reason: 'range'});
book.no('a decision needs a time', 'decide', {flow, state: atA, command: {type: 'skip'}}, {code: 'malformed_request', where: '/now'});
book.no('and a command', 'decide', {flow, state: atA, now}, {code: 'malformed_request'});
no('a state of another version', flow, {...atA, v: 2}, {type: 'skip'}, 'state_incompatible');

// a page's own run on its view
const view = {view: 1, id: 'FX0v', version: '1.0.0', hash: 'h', start: 'FS0a', stages: [form('FS0a', [{askServer: true}]), form('FS0b', 'done'), {id: 'FS0d', type: 'document', next: 'done'}, {id: 'FS0o', type: 'otp', next: 'done'}], ends: {done: {status: 'approve'}}};
const seen = (comment, stage, command, error) => book.no(comment, 'decide', {view: true, ...ask(view, stateOf(view, [record(stage)]), command)}, error);
seen('a view: what comes next is the server\'s to say', 'FS0a', {type: 'submit', stage: 'FS0a', input: {x: 'a'}}, {code: 'ask_server', httpStatus: 422});
seen('a view: what the server will refuse, the page knows at once', 'FS0a', {type: 'submit', stage: 'FS0a', input: {}}, {code: 'invalid_input', where: '/x'});
seen('a view: media are known to the server', 'FS0d', {type: 'submit', stage: 'FS0d', input: {front: 'm1'}}, {code: 'ask_server', where: '/front'});
seen('a view: codes are the server\'s', 'FS0o', {type: 'submit', stage: 'FS0o', input: {code: '123456'}}, 'ask_server');
seen('a view: a code that cannot be right is refused at once', 'FS0o', {type: 'submit', stage: 'FS0o', input: {code: '1'}}, {code: 'invalid_input', where: '/code'});
seen('a view: a stage that is not due', 'FS0a', {type: 'submit', stage: 'FS0b', input: {x: 'a'}}, 'stage_not_current');

// numbers: what is declared a number is a double in rules, whole or not
const sum = rule => ({id: 'FX0sum', version: '1.0.0', variables: {amount: {type: 'number'}, count: {type: 'integer'}}, start: 'FS0a',
  stages: [{id: 'FS0a', type: 'form', fields: [{name: 'x', format: 'number', required: true}, {name: 'n', format: 'integer'}], next: 'FS0b'}, form('FS0b', [{if: rule, to: 'yes'}, {to: 'no'}])],
  ends: {yes: {status: 'approve'}, no: {status: 'decline'}}});
const atSum = (rule, variables, input) => stateOf(sum(rule), [passed('FS0a', t0, {input}), record('FS0b')], {variables});
const sums = (comment, rule, variables, input) => ok(`numbers: ${comment}`, sum(rule), atSum(rule, variables, input), submit('FS0b', {x: 'a'}), [pass('FS0b', {x: 'a'}), end('FS0b', 'yes', 'approve')]);
sums('a variable that is whole', 'inputs.amount + 1.0 == 3.0', {amount: 2});
sums('a variable that is not', 'inputs.amount + 1.0 == 3.5', {amount: 2.5});
sums('a field that is whole', 'stages.FS0a.input.x + 0.5 == 2.5', {}, {x: 2});
sums('an integer stays one', 'inputs.count + 1 == 3 && stages.FS0a.input.n - 1 == 4', {count: 2}, {x: 1, n: 5});
sums('and both compare with any number', 'inputs.amount == 2 && inputs.count < 2.5', {amount: 2, count: 2});
ok('numbers: a double and an integer do not add up, whatever was typed', sum('inputs.amount + 1 == 3.0'), atSum('inputs.amount + 1 == 3.0', {amount: 2}), submit('FS0b', {x: 'a'}),
  [pass('FS0b', {x: 'a'}), fails('FS0b', {code: 'rule_error', number: 42202, httpStatus: 422, detail: '+ is not defined for a double and an int'})]);

// check_input: what a page can say of an input by itself
const good = (comment, stage, input) => book.ok(`check_input: ${comment}`, 'check_input', {stage, input, now}, true);
const bad = (comment, stage, input, error) => book.no(`check_input: ${comment}`, 'check_input', {stage, input, now}, {code: 'invalid_input', ...error});
const consent = {id: 'FS0k', type: 'consent', text: {en: 'I agree', hi: 'मैं सहमत हूँ'}};
const oneTimeCode = {id: 'FS0o', type: 'otp', channel: 'mobile'};
const bothSides = {id: 'FS0d', type: 'document', sides: ['front', 'back'], accept: ['image/png'], maxBytes: 1000};
const details = {id: 'FS0f', type: 'form', fields: [{name: 'name', format: 'name', required: true}, {name: 'birthDate', format: 'date', max: 'today'}, {name: 'pan', format: 'pan'}]};
good('consent given', consent, {accepted: true});
bad('consent not given', consent, {accepted: false}, {where: '/accepted', reason: 'required'});
bad('consent with more than was asked', consent, {accepted: true, text: 'x'}, {where: '/accepted'});
bad('consent, nothing', consent, null, {where: '/accepted'});
good('a code', oneTimeCode, {code: '000000'});
bad('a code of 5 digits', oneTimeCode, {code: '12345'}, {where: '/code', reason: 'format'});
bad('a code of other digits', oneTimeCode, {code: '१२३४५६'}, {where: '/code', reason: 'format'});
bad('a code that is a number', oneTimeCode, {code: 123456}, {where: '/code', reason: 'format'});
good('both sides', bothSides, {front: 'MX1a', back: 'MX1b'});
good('the front, which is all a document has unless it says more', {id: 'FS0d', type: 'document'}, {front: 'MX1a'});
bad('a side that is missing', bothSides, {front: 'MX1a'}, {where: '/back', reason: 'required'});
bad('a side that is empty', bothSides, {front: '', back: 'MX1b'}, {where: '/front', reason: 'required'});
bad('a side that the document does not have', bothSides, {front: 'MX1a', back: 'MX1b', left: 'MX1c'}, {where: '/left', reason: 'member_unknown'});
good('a form', details, {name: 'Asha Rao', birthDate: '1990-02-28', pan: 'abcpe1234f'});
good('a form without what it does not require', details, {name: 'Asha Rao', pan: null});
bad('a form, one field', details, {name: 'Asha Rao', pan: 'nonsense'}, {where: '/pan', reason: 'format'});
bad('a form, the first of two', details, {birthDate: '1990-02-30'}, {where: '/name', reason: 'required'});
bad('a form, a field it does not have', details, {name: 'Asha Rao', admin: true}, {where: '/admin', reason: 'member_unknown'});
bad('a form, a date to come', details, {name: 'Asha Rao', birthDate: '2999-01-01'}, {where: '/birthDate'});
good('what the page may not see is not missed', {...oneTimeCode, next: [{askServer: true}], toRule: 'inputs.mobile'}, {code: '123456'});
bad('a type that is not known', {id: 'FS0x', type: 'telepathy'}, {}, {code: 'flow_invalid', where: '/stage/type', reason: 'stage_type_unknown'});
bad('no type', {id: 'FS0x'}, {}, {code: 'flow_invalid', where: '/stage/type', reason: 'missing'});
bad('no stage', null, {}, {code: 'flow_invalid', where: '/stage'});
bad('a form whose fields are no list', {id: 'FS0f', type: 'form', fields: {}}, {}, {code: 'flow_invalid', where: '/stage/fields', reason: 'type'});
bad('a form with a field of no format', {id: 'FS0f', type: 'form', fields: [{name: 'x', format: 'colour'}]}, {x: 'red'}, {code: 'flow_invalid', where: '/stage/fields/0/format'});
book.no('check_input: without a time', 'check_input', {stage: consent, input: {accepted: true}}, {code: 'malformed_request', where: '/now'});

addWaitingStages(book);

export default book;
