// state: evolve (event by event, what the state is afterwards) and result.
import {Book, chain, event, bare, record, passed, dropped, emptyState, stateOf, threeForms, completed, errored, skipped, errorOf, hs, t0, zeros} from './lib.mjs';
import {flow, log, rows, started, entered, pass, end} from './walk.mjs';

const book = new Book('state');
const evolve = (comment, state, events, after, evolutions = events.map(() => 'applied')) => book.ok(comment, 'evolve', {state, events}, {state: after, evolutions});
const no = (comment, state, events, error) => book.no(comment, 'evolve', {state, events}, error);
const damaged = {code: 'log_damaged', httpStatus: 500};

const begun = {...emptyState, handshake: hs, run: 1, seq: 1, head: log[0].hash, flowId: flow.id, flowVersion: flow.version, flowHash: flow.hash, locale: 'en', variables: {who: 'x'}, devices: ['d1'], device: 'd1', epoch: 1, startedAt: t0, lastWrite: t0};
const at = (seq, stages, more = {}) => ({...begun, seq, head: log[seq - 1].hash, stages, path: stages.map(s => s.id), current: stages.at(-1).id, ...more});
const tried = {tries: 1, lastTry: t0 + 2, notes: {code: 'wrong_code', triesLeft: 4, tries: 1}, memory: {sends: 1, tries: 1}};
const passA = passed('FS0a', t0 + 3, {tries: 2, lastTry: t0 + 3, input: {mobile: '+919876543210'}, output: {verified: true}});
const passB = passed('FS0b', t0 + 4, {enteredAt: t0 + 3, revealed: {category: 'P'}, input: {name: 'आशा'}, output: {category: 'P'}});
const steps = [
  begun,
  at(2, [record('FS0a')]),
  at(3, [record('FS0a', {notes: {note: 'code_sent'}, memory: {sends: 1}})]),
  at(4, [record('FS0a', tried)]),
  at(5, [passA], {current: '', lastWrite: t0 + 3}),
  at(6, [passA, record('FS0b', {enteredAt: t0 + 3})], {lastWrite: t0 + 3}),
  at(7, [passA, passB], {current: '', lastWrite: t0 + 4}),
  at(8, [passA, passB], {current: '', lastWrite: t0 + 4, outcome: 'completed', end: 'approved', status: 'auto_approved', outcomeStage: 'FS0b', outcomeSeq: 8}),
];
const what = ['a run starts', 'a stage is entered', 'a code was sent; no try is used', 'a wrong code; a try is used', 'a pass uses a try and forgets its memory', 'the next stage', 'a pass with a revealed output', 'the end'];
steps.forEach((after, i) => evolve(what[i], i === 0 ? null : steps[i - 1], [log[i]], after));
evolve('all at once', null, log, steps[7]);
evolve('the same event again', steps[1], [log[1]], steps[1], ['duplicate']);
evolve('older ones again', steps[3], [log[0], log[2], log[3], log[4]], steps[4], ['stale', 'stale', 'duplicate', 'applied']);
evolve('one is missing: nothing is buffered', steps[1], [log[3], log[2]], steps[2], ['gap', 'applied']);
evolve('no event', steps[4], [], steps[4]);

// without private parts
const blind = record => ({...record, input: null, output: null, memory: null});
const erased = record => ({...blind(record), erased: true});
evolve('what a page gets: the same, without the private parts', null, log.map(bare), {...steps[7], variables: {}, stages: [erased(passA), erased(passB)]});
const sentTo = ['stage_progressed', 'FS0a', {note: 'code_sent', channel: 'mobile'}, {memory: {sends: 1}, shown: {to: '+91******3210', channel: 'email'}}];
const [codeSent] = chain([sentTo], {after: {seq: 2, head: steps[1].head, run: 1}, at: t0 + 2});
const shownAt = notes => at(2, [record('FS0a', {notes})], {seq: 3, head: codeSent.hash});
const told = {note: 'code_sent', channel: 'mobile', to: '+91******3210'};
const withMemory = {...shownAt(told), stages: [record('FS0a', {notes: told, memory: {sends: 1}})]};
evolve('what is shown stands beside the public notes, never instead of them', steps[1], [codeSent], withMemory);
evolve('a page gets what is shown, not what is remembered', steps[1], [{...bare(codeSent), shown: {to: '+91******3210', channel: 'email'}}], shownAt(told));
evolve('once it is erased, it is no longer there', steps[1], [bare(codeSent)], shownAt({note: 'code_sent', channel: 'mobile'}));
evolve('one pass was erased', steps[3], [bare(log[4])], {...steps[4], stages: [erased(passA)]});

// acknowledge, resume, new runs
const after = (rowsAfter, seq, stateBefore) => chain(rowsAfter, {after: {seq, head: stateBefore.head, run: stateBefore.run}, at: t0 + 9});
const step = (comment, before, row, change) => {
  const [one] = after([row], before.seq, before);
  evolve(comment, before, [one], {...before, seq: before.seq + 1, head: one.hash, ...change});
};
step('acknowledged', steps[7], ['outcome_acknowledged', null], {acknowledged: true});
const [closed] = after([['run_ended', 'FS0b', {outcome: 'skipped', status: 'user_cancelled'}]], 6, steps[5]);
evolve('pressing close keeps the stage that was due', steps[5], [closed], {...steps[5], seq: 7, head: closed.hash, outcome: 'skipped', status: 'user_cancelled', outcomeStage: 'FS0b', outcomeSeq: 7, lastWrite: t0 + 9});
const [failed] = after([['run_ended', 'FS0b', {outcome: 'errored', status: 'error', error: errorOf.camera}]], 6, steps[5]);
evolve('an error', steps[5], [failed], {...steps[5], seq: 7, head: failed.hash, outcome: 'errored', status: 'error', error: errorOf.camera, outcomeStage: 'FS0b', outcomeSeq: 7, lastWrite: t0 + 9});
const lastEnd = {outcome: 'none', end: '', status: '', outcomeStage: '', error: null, acknowledged: false};
const resume = (more, secret) => ['run_resumed', null, {reason: 'first_not_passed', device: 'd2', epoch: 2, locale: 'hi', target: 'FS0b', dropped: [], ...more}, secret];
step('a resume on another device clears the outcome; it is no write', {...steps[5], ...skipped('FS0b')}, resume({}, {variables: {who: 'y'}, owner: 'u1'}), {...lastEnd, device: 'd2', devices: ['d1', 'd2'], epoch: 2, locale: 'hi', variables: {who: 'y'}, owner: 'u1'});
step('a resume that drops: a pass gives its tries back, an entry does not', {...steps[5], stages: [passA, record('FS0b', {tries: 2, lastTry: t0 + 1})]}, resume({reason: 'expired', target: 'FS0a', dropped: ['FS0a', 'FS0b']}, {variables: {who: 'x'}}),
  {device: 'd2', devices: ['d1', 'd2'], epoch: 2, locale: 'hi', stages: [dropped('FS0a', {lastTry: t0 + 3}), dropped('FS0b', {tries: 2, lastTry: t0 + 1})], path: [], current: ''});
const anew = (reason, more = {}) => ['run_started', null, {...started[2], reason, ...more}, {variables: {who: 'z'}}];
step('a new run that the page caused keeps the tries', {...steps[7], lastWrite: t0 + 4}, anew('inputs_changed'), {...lastEnd, run: 2, variables: {who: 'z'}, stages: [dropped('FS0a', {tries: 2, lastTry: t0 + 3}), dropped('FS0b', {tries: 1, lastTry: t0 + 4})], path: [], startedAt: t0 + 9});
step('resumeFrom: a new run that carries a pass; what it drops gets its tries back', steps[7], anew('resume_from', {kept: ['FS0a'], dropped: ['FS0b']}), {...lastEnd, run: 2, variables: {who: 'z'}, stages: [passA, dropped('FS0b', {lastTry: t0 + 4})], path: ['FS0a'], startedAt: t0 + 9});
step('past retention the owner, devices and values are forgotten', {...steps[4], owner: 'u1', devices: ['d1', 'd3']}, ['run_started', null, {...anew('retention_over')[2], device: 'd9', epoch: 2}], {run: 2, owner: '', devices: ['d9'], device: 'd9', epoch: 2, variables: {}, stages: [dropped('FS0a', {tries: 2, lastTry: t0 + 3})], path: [], startedAt: t0 + 9, lastWrite: t0 + 9});
step('opened before anybody did anything, and then by another: the first is forgotten', {...steps[1], owner: 'u1', devices: ['d1']}, ['run_started', null, {...anew('no_state')[2], device: 'd2', epoch: 2}], {run: 2, owner: '', devices: ['d2'], device: 'd2', epoch: 2, variables: {}, stages: [dropped('FS0a')], path: [], current: '', startedAt: t0 + 9, lastWrite: t0 + 9});
step('a rule leads back: what came after is dropped, and keeps its tries', steps[6], entered('FS0a'), {stages: [record('FS0a', {enteredAt: t0 + 9, tries: 2, lastTry: t0 + 3}), dropped('FS0b', {tries: 1, lastTry: t0 + 4})], path: ['FS0a'], current: 'FS0a'});
step('a pass that is not kept yet', steps[1], pass('FS0a', {x: 'yes'}, {}, {provisional: true}), {stages: [passed('FS0a', t0 + 9, {provisional: true})], current: '', lastWrite: t0 + 9});
step('a kept pass confirms the ones before it', {...steps[5], stages: [{...passA, provisional: true}, steps[5].stages[1]]}, pass('FS0b', {x: 'yes'}), {stages: [passA, passed('FS0b', t0 + 9, {enteredAt: t0 + 3})], current: '', lastWrite: t0 + 9});

// waiting, and a review after the end
const waitsFor = ['stage_progressed', 'FS0a', {note: 'calling', waiting: true}, {memory: {effect: 'e1'}}];
const inWaiting = {...steps[1], stages: [record('FS0a', {waiting: true, notes: waitsFor[2], memory: {effect: 'e1'}})]};
step('a stage waits for something outside', steps[1], waitsFor, {stages: inWaiting.stages});
step('a page sees that it waits, not for what', steps[1], waitsFor.slice(0, 3), {stages: [record('FS0a', {waiting: true, notes: waitsFor[2]})]});
step('it came: nothing is waited for', inWaiting, ['stage_progressed', 'FS0a', {note: 'ready'}, {memory: {}}], {stages: [record('FS0a', {notes: {note: 'ready'}, memory: {}})]});
step('it failed: nor now', inWaiting, ['stage_rejected', 'FS0a', {code: 'provider_failed', tries: 1}, {memory: {}}], {stages: [record('FS0a', {notes: {code: 'provider_failed', tries: 1}, tries: 1, lastTry: t0 + 9, memory: {}})]});
step('it passed: nor now', inWaiting, pass('FS0a', {}), {stages: [passed('FS0a', t0 + 9, {input: {}})], current: '', lastWrite: t0 + 9});
step('entered anew: nor now', inWaiting, entered('FS0a'), {stages: [record('FS0a', {enteredAt: t0 + 9})]});
step('a run that ends leaves it as it was', inWaiting, ['run_ended', 'FS0a', {outcome: 'skipped', status: 'user_cancelled'}], {outcome: 'skipped', status: 'user_cancelled', outcomeStage: 'FS0a', outcomeSeq: 3, lastWrite: t0 + 9});
const openEnd = {...steps[7], status: 'needs_review', acknowledged: true};
const decided = ['review_decided', null, {status: 'manually_approved'}, {by: 'op1', note: 'called'}];
const reviewed = {status: 'manually_approved', reviewSeq: 9, lastWrite: t0 + 9};
step('a review after the end: the status, when, and nothing else', openEnd, decided, reviewed);
step('for a page, too', openEnd, decided.slice(0, 3), reviewed);
step('a new run starts without', {...openEnd, ...reviewed}, anew('after_end_restart'), {...lastEnd, reviewSeq: 0, run: 2, variables: {who: 'z'}, stages: [dropped('FS0a', {tries: 2, lastTry: t0 + 3}), dropped('FS0b', {tries: 1, lastTry: t0 + 4})], path: [], startedAt: t0 + 9});

// refused, and nothing changes
const remade = (of, change) => { const {hash, salt, private: bytes, ...rest} = of; return event({...rest, ...change}); };
// the steps of an index page
const paged = chain([started, entered('FS0menu'), ['stage_entered', 'FS0a', {step: 'one'}], pass('FS0a', {x: 'y'}), ['step_completed', 'FS0menu', {step: 'one'}], ['run_resumed', null, {reason: 'expired', device: 'd1', epoch: 1, locale: 'en', target: 'FS0a', dropped: ['FS0a']}, {variables: {who: 'x'}}]]);
const pagedAt = (seq, stages, more = {}) => ({...begun, seq, head: paged[seq - 1].hash, stages, path: stages.map(s => s.id), current: stages.at(-1).id, ...more});
const inOne = passed('FS0a', t0, {step: 'one', input: {x: 'y'}});
const pagedStates = [pagedAt(2, [record('FS0menu')]), pagedAt(3, [record('FS0menu'), record('FS0a', {step: 'one'})]), pagedAt(4, [record('FS0menu'), inOne], {current: ''}), pagedAt(5, [record('FS0menu', {stepsDone: ['one']}), inOne], {current: 'FS0menu'})];
evolve('a stage is entered in a step', pagedStates[0], [paged[2]], pagedStates[1]);
evolve('back on the page the step is done', pagedStates[2], [paged[4]], pagedStates[3]);
evolve('a dropped stage opens its step again', pagedStates[3], [paged[5]], pagedAt(6, [record('FS0menu'), dropped('FS0a', {lastTry: t0})], {path: ['FS0menu'], current: 'FS0menu'}));

no('a hash that does not match', steps[0], [{...log[1], at: t0 + 1}], damaged);
no('a stage was exchanged', steps[0], [{...log[1], stage: 'FS0b'}], damaged);
no('a fork: another event has its place', steps[1], [remade(log[1], {stage: 'FS0b'})], damaged);
no('it does not follow the one before', steps[0], [remade(log[1], {prev: zeros})], damaged);
no('of another handshake', steps[0], [remade(log[1], {handshake: 'DS0' + 'b'.repeat(22)})], damaged);
no('the first event names a predecessor', null, [remade(log[0], {prev: log[1].hash})], damaged);
no('an unknown type', steps[0], [remade(log[1], {type: 'stage_skipped'})], damaged);
no('its run number runs ahead', steps[0], [remade(log[1], {run: 2})], damaged);
no('a start does not raise the run', steps[7], [remade(log[0], {seq: 9, prev: steps[7].head})], damaged);
no('private bytes that were not committed to', steps[3], [{...log[4], private: log[4].private.replace('true', 'false')}], damaged);
no('another salt', steps[3], [{...log[4], salt: zeros}], damaged);
no('private bytes where none were committed to', steps[0], [{...log[1], salt: zeros, private: '{}'}], damaged);
no('private bytes that are no JSON', null, [event({...{type: 'run_started', public: started[2]}, secret: '{'})], damaged);
no('the second of two is damaged', null, [log[0], {...log[1], at: 7}], damaged);
no('no event at all', steps[0], [{}], {code: 'malformed_request', where: '/events/0/v'});
no('events are a list', steps[0], log[1], {code: 'malformed_request', where: '/events'});
book.no('nor are they left out', 'evolve', {state: null}, {code: 'malformed_request', where: '/events'});
no('a state of another version is not guessed at', {...begun, v: 2}, [], {code: 'state_incompatible', where: '/v'});
no('a state without a version', {...begun, v: undefined}, [], {code: 'state_incompatible', where: '/v'});
no('a state without its head', {...begun, head: undefined}, [], {code: 'malformed_request', where: '/head', reason: 'missing'});
no('a review that says its number in text', {...openEnd, reviewSeq: '9'}, [], {code: 'malformed_request', where: '/reviewSeq', reason: 'type'});
no('a review below zero', {...openEnd, reviewSeq: -1}, [], {code: 'malformed_request', where: '/reviewSeq', reason: 'range'});
const [late] = after([decided], 8, openEnd);
no('a review whose note was changed', openEnd, [{...late, private: late.private.replace('called', 'paid')}], damaged);
no('a review whose status was changed', openEnd, [{...late, public: {status: 'manually_declined'}}], damaged);
no('an unknown member of a state', {...begun, extra: 1}, [], {code: 'malformed_request', where: '/extra', reason: 'member_unknown'});
no('an unknown progress', {...steps[1], stages: [record('FS0a', {progress: 'done'})]}, [], {code: 'malformed_request', where: '/stages/0/progress', reason: 'choice'});
no('a path without records', {...begun, path: ['FS0a']}, [], {code: 'malformed_request', where: '/path', reason: 'stage_unknown'});
no('a stage is due that has no record', {...begun, current: 'FS0a'}, [], {code: 'malformed_request', where: '/current', reason: 'stage_unknown'});
no('a record twice', {...begun, stages: [record('FS0a'), record('FS0a')]}, [], {code: 'malformed_request', where: '/stages', reason: 'id_duplicate'});
no('tries below zero', {...begun, stages: [record('FS0a', {tries: -1})]}, [], {code: 'malformed_request', where: '/stages/0/tries', reason: 'range'});
no('a state that is no object', 'state', [], {code: 'malformed_request', where: ''});

// result
const of = threeForms();
const ended = stateOf(of, [passed('FS0b'), passed('FS0a', t0, {input: {x: 'ä'}, output: {b: 1, a: [1.5]}})], completed('approved', 'auto_approved'));
book.ok('the result, in the order walked, as JSON.stringify prints it', 'result', {state: ended}, JSON.stringify({FS0b: {input: {x: 'yes'}, output: {}}, FS0a: {input: {x: 'ä'}, output: {b: 1, a: [1.5]}}}));
book.ok('what was dropped is no part of it', 'result', {state: stateOf(of, [dropped('FS0b'), passed('FS0a')], completed('approved', 'auto_approved'))}, '{"FS0a":{"input":{"x":"yes"},"output":{}}}');
book.ok('a decline has a result', 'result', {state: stateOf(of, [passed('FS0a')], completed('declined', 'auto_declined'))}, '{"FS0a":{"input":{"x":"yes"},"output":{}}}');
book.ok('a review leaves the result as it was signed', 'result', {state: {...ended, status: 'manually_declined', reviewSeq: 12, seq: 12}}, JSON.stringify({FS0b: {input: {x: 'yes'}, output: {}}, FS0a: {input: {x: 'ä'}, output: {b: 1, a: [1.5]}}}));
book.no('no result of a run that goes on', 'result', {state: stateOf(of, [passed('FS0a'), record('FS0b')])}, {code: 'no_outcome', httpStatus: 409});
book.no('nor of a skipped one', 'result', {state: stateOf(of, [passed('FS0a')], skipped('FS0a'))}, 'no_outcome');
book.no('nor of an errored one', 'result', {state: stateOf(of, [passed('FS0a')], errored('FS0a', errorOf.camera))}, 'no_outcome');
book.no('nor of none', 'result', {state: null}, 'no_outcome');
book.no('nor when a part was erased', 'result', {state: stateOf(of, [passed('FS0a'), passed('FS0b', t0, {erased: true})], completed('approved', 'auto_approved'))}, {code: 'not_found', where: '/FS0b', reason: 'erased'});

export default book;
