// log: verify_log and replay.
import {Book, event, chain, bare, passed, emptyState, hs, t0, zeros} from './lib.mjs';
import {flow, log, rows, started, entered, pass, end} from './walk.mjs';

const book = new Book('log');
const whole = (comment, events) => book.ok(comment, 'verify_log', {events}, true);
const broken = (comment, events, index) => book.no(comment, 'verify_log', {events}, {code: 'log_damaged', where: `/${index}`});
const at = (i, change) => log.map((one, k) => (k === i ? {...one, ...change} : one));
const without = i => log.filter((_, k) => k !== i);
const remade = (of, change) => { const {hash, salt, private: bytes, ...rest} = of; return event({...rest, ...change}); };

whole('a whole log', log);
for (let n = 0; n < log.length; n += 1) if (n % 3 === 0) whole(`its first ${n} events: the head, kept elsewhere, tells what is missing at the end`, log.slice(0, n));
whole('without private parts, as a page has it', log.map(bare));
whole('one private part erased', [...log.slice(0, 4), bare(log[4]), ...log.slice(5)]);
const second = chain([...rows, ['outcome_acknowledged', null, {}, undefined, t0 + 5], ['run_started', null, {...started[2], reason: 'after_end_restart'}, {variables: {}}, t0 + 6], [...entered('FS0a'), {}, undefined, t0 + 6]]);
whole('a second run: seq goes on', second);
whole('a clock that was set back does no harm to the chain', chain([started, [...entered('FS0a'), {}, undefined, t0 - 5]]));

broken('the first event is missing', without(0), 0);
broken('one in the middle is missing', without(3), 3);
broken('two changed places', [log[0], log[2], log[1], ...log.slice(3)], 1);
broken('one is there twice', [...log.slice(0, 3), log[2], ...log.slice(3)], 3);
broken('a time was changed', at(4, {at: t0 + 4}), 4);
broken('a public part was changed', at(3, {public: {...log[3].public, triesLeft: 5}}), 3);
broken('a public part got one more member', at(7, {public: {...log[7].public, note: 'x'}}), 7);
broken('an end was changed', at(7, {public: {...log[7].public, status: 'auto_declined'}}), 7);
broken('a stage was taken out', at(1, {stage: null}), 1);
broken('a hash was changed', at(5, {hash: zeros}), 5);
broken('a hash in upper case', at(5, {hash: log[5].hash.toUpperCase()}), 5);
broken('the last one was changed and hashed again, so its predecessor does not matter', [...log.slice(0, 7), remade(log[7], {prev: zeros})], 7);
broken('one was changed and hashed again: the next does not follow it', [log[0], remade(log[1], {stage: 'FS0b'}), ...log.slice(2)], 2);
broken('a private part was changed', at(4, {private: log[4].private.replace('9', '8')}), 4);
broken('a private part was moved', at(4, {private: log[6].private, salt: log[6].salt}), 4);
broken('a commitment was taken out', at(4, {commit: null}), 4);
broken('a commitment was exchanged', at(4, {commit: log[6].commit}), 4);
broken('of another handshake', [...log.slice(0, 2), remade(log[2], {handshake: 'DS0' + 'b'.repeat(22)})], 2);
broken('an unknown type', [log[0], remade(log[1], {type: 'stage_opened'})], 1);
broken('the run number goes back', [...log, event({...bare(second[9]), hash: undefined, run: 1, seq: 9, prev: log[7].hash})], 8);
broken('a run that nothing started', [remade(log[1], {seq: 1, prev: zeros})], 0);
broken('a log that begins in the middle', log.slice(2), 0);
book.no('a line that is no event', 'verify_log', {events: [log[0], 7]}, {code: 'malformed_request', where: '/events/1'});
book.no('an event without a hash', 'verify_log', {events: [{...log[0], hash: undefined}]}, {code: 'malformed_request', where: '/events/0/hash', reason: 'missing'});
book.no('a member nobody knows', 'verify_log', {events: [{...log[0], extra: 1}]}, {code: 'malformed_request', where: '/events/0/extra', reason: 'member_unknown'});
book.no('no events are not the same as an empty log', 'verify_log', {}, {code: 'malformed_request', where: '/events'});
book.no('nor is an object a log', 'verify_log', {events: {}}, {code: 'malformed_request', where: '/events'});

// replay
const begun = {...emptyState, handshake: hs, run: 1, flowId: flow.id, flowVersion: flow.version, flowHash: flow.hash, locale: 'en', variables: {who: 'x'}, devices: ['d1'], device: 'd1', epoch: 1, startedAt: t0};
const passA = passed('FS0a', t0 + 3, {tries: 2, lastTry: t0 + 3, input: {mobile: '+919876543210'}, output: {verified: true}});
const passB = passed('FS0b', t0 + 4, {enteredAt: t0 + 3, revealed: {category: 'P'}, input: {name: 'आशा'}, output: {category: 'P'}});
const ended = {...begun, seq: 8, head: log[7].hash, stages: [passA, passB], path: ['FS0a', 'FS0b'], outcome: 'completed', end: 'approved', status: 'auto_approved', outcomeStage: 'FS0b', outcomeSeq: 8, lastWrite: t0 + 4};
const replay = (comment, events, state, erased, result) => book.ok(comment, 'replay', {events}, {state, erased, result});
const gone = r => ({...r, input: null, output: null, erased: true});
replay('nothing', [], emptyState, false, null);
replay('a completed run and its frozen result', log, ended, false, JSON.stringify({FS0a: {input: {mobile: '+919876543210'}, output: {verified: true}}, FS0b: {input: {name: 'आशा'}, output: {category: 'P'}}}));
replay('before the end there is no result', log.slice(0, 5), {...begun, seq: 5, head: log[4].hash, stages: [passA], path: ['FS0a'], lastWrite: t0 + 3}, false, null);
replay('erased: what was public stays, the result is gone', log.map(bare), {...ended, variables: {}, stages: [gone(passA), gone(passB)]}, true, null);
replay('one part is enough to lose the result', [...log.slice(0, 6), bare(log[6]), log[7]], {...ended, stages: [passA, gone(passB)]}, true, null);
replay('an acknowledged run', second.slice(0, 9), {...ended, seq: 9, head: second[8].hash, acknowledged: true}, false, JSON.stringify({FS0a: {input: {mobile: '+919876543210'}, output: {verified: true}}, FS0b: {input: {name: 'आशा'}, output: {category: 'P'}}}));
book.no('a damaged log is not replayed', 'replay', {events: at(3, {at: 0})}, {code: 'log_damaged', where: '/3', httpStatus: 500, retryable: false});
book.no('nor one with a gap', 'replay', {events: without(2)}, {code: 'log_damaged', where: '/2'});
book.no('nor what is no log', 'replay', {events: [[]]}, {code: 'malformed_request', where: '/events/0'});
book.no('nor nothing at all', 'replay', {}, {code: 'malformed_request', where: '/events'});

export default book;
