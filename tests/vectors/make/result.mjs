// result: how any function of the text API reports. A value of each kind, and errors in full: here,
// unlike in the other files, an error case names every member.
import {Book, threeForms, stateOf, record, passed, flowHash, hs, t0, hour} from './lib.mjs';

const book = new Book('result');
const flow = threeForms();
const launch = {handshake: hs, device: 'd1', expiresAt: t0 + hour};
const full = (comment, name, request, error) => book.no(comment, name, request, Object.fromEntries(Object.entries({where: "", reason: "", details: [], ...error}).filter(([, member]) => member !== undefined)));
const malformed = {code: 'malformed_request', number: 4001, httpStatus: 400, retryable: false};

book.ok('a value may be true', 'verify_log', {events: []}, true);
book.ok('or false', 'equal', {a: 'x', b: 'y'}, false);
book.ok('or null', 'dispatch', {state: null, delivery: {}}, null);
book.ok('or a number', 'parse_duration', {text: '1m'}, 60000);
book.ok('or zero', 'rule', {rule: '1 - 1', bindings: {}}, 0);
book.ok('or a fraction', 'rule', {rule: '0.5', bindings: {}}, 0.5);
book.ok('or text', 'stringify', {text: '{ "b" : [ ] }'}, '{"b":[]}');
book.ok('or an empty text', 'rule', {rule: "''", bindings: {}}, '');
book.ok('or a list', 'rule', {rule: '[1, [2]]', bindings: {}}, [1, [2]]);
book.ok('or an empty object', 'rule', {rule: '{}', bindings: {}}, {});
book.ok('or an object', 'check_flow', {flow}, {id: flow.id, version: flow.version, hash: flowHash(flow)});
book.ok('text keeps what is outside ASCII', 'rule', {rule: "'आशा 🐱'", bindings: {}}, 'आशा 🐱');
book.ok('and what must be escaped', 'rule', {rule: 'inputs.t', bindings: {inputs: {t: '"\\\u0000\u001f\u007f\u2028'}}}, '"\\\u0000\u001f\u007f\u2028');
book.ok('unknown members of a request are not looked at', 'parse_duration', {text: '1s', more: 1}, 1000);
for (const [name, number, http, retryable, text] of [
  ['handshake_consumed', 40901, 409, false, 'The handshake was used already; launch with retry'],
  ['camera_unavailable', 4121, 412, false, 'There is no camera or no permission to use it'],
  ['internal', 5001, 500, true, 'The request could not be processed'],
]) {
  book.ok(`the catalogue's entry of ${name}`, 'error', {name}, {name, number, http, retryable, key: `error.${name}`, text});
}

full('no function of that name', 'decides', {}, {code: 'command_unknown', number: 40038, httpStatus: 400, retryable: false, message: 'the core has no function "decides"'});
full('names are exact', 'Decide', {}, {code: 'command_unknown', number: 40038, httpStatus: 400, retryable: false, message: 'the core has no function "Decide"'});
full('an empty name', '', {}, {code: 'command_unknown', number: 40038, httpStatus: 400, retryable: false, message: 'the core has no function ""'});
full('a request is an object', 'errors', [], {...malformed, message: 'a request is an object'});
full('null is none', 'errors', null, {...malformed, message: 'a request is an object'});
full('nor is a text', 'check_flow', 'flow', {...malformed, message: 'a request is an object'});
full('an error without a message of its own has the one of the catalogue', 'decide',
  {view: true, flow: {view: 1, id: 'FX0v', version: '1.0.0', hash: 'h', start: 'FS0a', stages: [{id: 'FS0a', type: 'otp', next: 'done'}], ends: {done: {status: 'approve'}}},
    state: stateOf({id: 'FX0v', version: '1.0.0'}, [record('FS0a')]), command: {type: 'send_code', stage: 'FS0a', epoch: 1}, now: t0},
  {code: 'ask_server', number: 42205, httpStatus: 422, retryable: false, message: 'Only the server can decide this'});
full('one without a place', 'plan', {flow, state: null, launch: {...launch, expiresAt: t0}, now: t0}, {code: 'handshake_expired', number: 41001, httpStatus: 410, retryable: false, message: 'the handshake has expired'});
full('one that may be tried again', 'plan',
  {flow: {...flow, resume: {parallelSessions: 'oldest'}}, state: {...stateOf({...flow, resume: {parallelSessions: 'oldest'}}, [passed('FS0a'), record('FS0b')]), devices: ['d1', 'd2']}, launch: {...launch, device: 'd2', leaseAlive: true}, now: t0 + 1},
  {code: 'session_active', number: 40905, httpStatus: 409, retryable: true, message: 'the session is open on another device'});
const finding = (where, reason, message) => ({code: 'flow_invalid', where, message, reason});
const invalid = {code: 'flow_invalid', number: 42201, httpStatus: 422, retryable: false};
full('one finding: its place and reason are those of the error', 'check_flow', {flow: {...flow, start: 'FS0x'}}, {
  ...invalid, where: '/start', reason: 'target_unknown', message: 'there is no stage "FS0x"', details: [finding('/start', 'target_unknown', 'there is no stage "FS0x"')]});
full('several: all of them, the first also in front', 'check_flow', {flow: {...flow, strat: 1, start: 'FS0x'}}, {
  ...invalid, where: '/strat', reason: 'member_unknown', message: '2 problems; the first: "strat" is not known here',
  details: [finding('/strat', 'member_unknown', '"strat" is not known here'), finding('/start', 'target_unknown', 'there is no stage "FS0x"')]});
full('a place in a text is a byte offset', 'check_flow', {text: '[1, 2'}, {code: 'invalid_json', number: 40001, httpStatus: 400, retryable: false, where: '5', reason: undefined, message: undefined});
full('also in a rule', 'rule', {rule: '1 +', bindings: {}}, {code: 'rule_invalid', number: 42203, httpStatus: 422, retryable: false, where: '3', reason: undefined, message: undefined});
full('a form tells all that is wrong with it', 'decide',
  {flow: {...flow, stages: [{...flow.stages[0], fields: [{name: 'x', required: true}, {name: 'mail', format: 'email'}]}, ...flow.stages.slice(1)]}, state: {...stateOf(flow, [record('FS0a')])}, command: {type: 'submit', stage: 'FS0a', epoch: 1, input: {mail: 'no', y: 1}}, now: t0},
  {code: 'invalid_input', number: 40002, httpStatus: 400, retryable: false, where: '/x', reason: 'required', message: undefined, details: undefined});
full('two findings in a request', 'plan', {flow, state: null, launch: {retry: 1}, now: t0}, {
  ...malformed, where: '/handshake', reason: 'missing', message: '2 problems; the first: "handshake" is missing',
  details: [{code: 'malformed_request', where: '/handshake', message: '"handshake" is missing', reason: 'missing'}, {code: 'malformed_request', where: '/retry', message: '"retry" must be true or false', reason: 'type'}]});
full('no such error in the catalogue', 'error', {name: 'nothing'}, {code: 'not_found', number: 4041, httpStatus: 404, retryable: false, message: 'there is no error of that name'});

export default book;
