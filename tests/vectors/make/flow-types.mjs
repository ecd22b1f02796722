// flow, continued: the stage types that wait for something outside, and outputs that cannot exist.
import {threeForms, flowHash} from './lib.mjs';

export function addStageTypes(book) {
  const flow = (stage, more = {}) => ({
    id: 'FX0one', version: '1.0.0', start: 'FS0a', variables: {person: {type: 'string', source: 'backend'}, age: {type: 'integer'}},
    stages: [{id: 'FS0a', next: 'done', ...stage}], ends: {done: {status: 'approve'}}, ...more,
  });
  /// What a file holds: no member that is undefined.
  const written = of => JSON.parse(JSON.stringify(of));
  const check = (comment, of) => book.ok(comment, 'check_flow', {flow: of}, {id: of.id, version: of.version, hash: flowHash(written(of))});
  const bad = (comment, of, where, reason) => book.no(comment, 'check_flow', {flow: of}, {code: 'flow_invalid', where, reason});
  const at = member => `/stages/0/${member}`;

  const scan = (more = {}) => flow({type: 'biometric', provider: 'iproov', ...more});
  check('biometric: a provider is enough', scan());
  check('biometric: all its members', scan({mode: 'verify', toRule: 'inputs.person', attempts: 3, reveal: ['whatever_the_provider_gives']}));
  bad('biometric: without a provider', scan({provider: undefined}), at('provider'), 'missing');
  bad('biometric: a provider that is no name', scan({provider: 'https://iproov.com'}), at('provider'), 'id_malformed');
  bad('biometric: a name of 33 characters', scan({provider: 'a'.repeat(33)}), at('provider'), 'id_malformed');
  bad('biometric: an unknown mode', scan({mode: 'guess'}), at('mode'), 'choice');
  bad('biometric: whom to verify?', scan({mode: 'verify'}), at('toRule'), 'missing');
  bad('biometric: toRule is evaluated before there is an output', scan({toRule: 'output.user'}), at('toRule'), 'output_too_early');

  const call = (more = {}) => flow({type: 'http', url: 'https://api.example.com/v1/score', ...more});
  const score = {score: {type: 'integer', at: '/data/score', required: true}};
  check('http: a url is enough', call());
  check('http: all its members', call({
    method: 'PUT', url: 'https://api.example.com:8443/a/b?c=%20d', headers: {'X-Version': '2', Accept: 'application/json'}, credential: 'scores_2',
    queryFrom: {'person.id': 'inputs.person'}, bodyFrom: {age: 'inputs.age', person: "{'id': inputs.person}"}, timeout: '60s', delivery: 'at_most_once',
    okStatus: [200, 202, 404], attempts: 3, reveal: ['grade'],
    outputs: {...score, grade: {at: '/data/grade', enum: ['A', 'B']}, share: {type: 'number', at: '/data/0/share~1of'}, known: {type: 'boolean', at: ''}},
    next: [{if: 'output.score > 3 && has(output.grade)', to: 'done'}, {to: 'done'}],
  }));
  for (const url of ['http://api.example.com/', 'https://', 'https:///path', 'https://user@api.example.com/', 'https://user:secret@api.example.com/', 'https://api.example.com/#part', 'https://api.example.com/a b', 'https://api.example.com:/', 'https://api.example.com:443x/', 'HTTPS://api.example.com/', 'https://bücher.example/', 'https://api.example.com\\@evil.example/']) {
    bad(`http: no url: ${url}`, call({url}), at('url'), 'format');
  }
  bad('http: without a url', call({url: undefined}), at('url'), 'missing');
  bad('http: an unknown method', call({method: 'DELETE'}), at('method'), 'choice');
  bad('http: a secret in the flow', call({headers: {Authorization: 'Bearer x'}}), at('headers/Authorization'), 'not_applicable');
  bad('http: a header the server writes', call({headers: {Host: 'internal'}}), at('headers/Host'), 'not_applicable');
  bad('http: a header that is none', call({headers: {'X-A:': 'b'}}), at('headers/X-A:'), 'id_malformed');
  bad('http: a second header in the value of one', call({headers: {'X-A': 'b\r\nX-C: d'}}), at('headers/X-A'), 'format');
  bad('http: a header that is a number', call({headers: {'X-A': 1}}), at('headers/X-A'), 'type');
  bad('http: a credential that is a secret itself', call({credential: 'sk_live_ABC'}), at('credential'), 'id_malformed');
  bad('http: a rule that is none', call({bodyFrom: {age: 'inputs.'}}), at('bodyFrom/age'), 'rule_invalid');
  bad('http: a rule that is a number', call({bodyFrom: {age: 18}}), at('bodyFrom/age'), 'type');
  bad('http: a rule that reads a variable that is not declared', call({queryFrom: {who: 'inputs.who'}}), at('queryFrom/who'), 'variable_unknown');
  bad('http: a rule that reads its own reply', call({queryFrom: {who: 'output.score'}, outputs: score}), at('queryFrom/who'), 'output_too_early');
  bad('http: also by the name of the stage', call({bodyFrom: {who: 'stages.FS0a.output.score'}, outputs: score}), at('bodyFrom/who'), 'output_too_early');
  bad('http: a parameter whose name is none', call({queryFrom: {'a b': 'inputs.age'}}), at('queryFrom/a b'), 'id_malformed');
  bad('http: a GET with a body', call({method: 'GET', bodyFrom: {age: 'inputs.age'}}), at('bodyFrom'), 'not_applicable');
  bad('http: a call of two minutes', call({timeout: '2m'}), at('timeout'), 'range');
  bad('http: an unknown delivery', call({delivery: 'exactly_once'}), at('delivery'), 'choice');
  bad('http: a status that is none', call({okStatus: [200, 99]}), at('okStatus'), 'range');
  bad('http: no status is good', call({okStatus: []}), at('okStatus'), 'range');
  bad('http: an output whose name cannot enter a result', call({outputs: {'0': {at: '/a'}}}), at('outputs/0'), 'id_malformed');
  bad('http: an output from nowhere', call({outputs: {a: {}}}), at('outputs/a/at'), 'missing');
  bad('http: a pointer without its slash', call({outputs: {a: {at: 'data'}}}), at('outputs/a/at'), 'format');
  bad('http: a pointer with a lone ~', call({outputs: {a: {at: '/a~2'}}}), at('outputs/a/at'), 'format');
  bad('http: an output of an unknown type', call({outputs: {a: {at: '/a', type: 'object'}}}), at('outputs/a/type'), 'choice');
  bad('http: values of another type', call({outputs: {a: {at: '/a', type: 'integer', enum: [1, 2.5]}}}), at('outputs/a/enum'), 'type');
  bad('http: an unknown member of an output', call({outputs: {a: {at: '/a', default: 1}}}), at('outputs/a/default'), 'member_unknown');
  bad('http: a rule that reads an output that is not declared', call({outputs: score, next: [{if: 'output.grade == 1', to: 'done'}, {to: 'done'}]}), at('next/0/if'), 'output_unknown');

  const review = (more = {}) => flow({type: 'review', ...more});
  check('review: nothing is needed', review());
  check('review: decisions of its own', review({decisions: ['approve', 'decline', 'ask_again'], next: [{if: "output.decision == 'approve'", to: 'done'}, {to: 'done'}]}));
  bad('review: no decision at all', review({decisions: []}), at('decisions'), 'missing');
  bad('review: a decision twice', review({decisions: ['yes', 'yes']}), at('decisions'), 'duplicate');
  bad('review: a decision that is no name', review({decisions: ['yes!']}), at('decisions'), 'id_malformed');
  bad('review: who decided stays private', review({reveal: ['by']}), at('reveal/0'), 'output_unknown');

  // outputs that cannot exist
  const reads = (rule, first = {}) => ({...threeForms({stages: {FS0a: first, FS0b: {next: [{if: rule, to: 'approved'}, {to: 'FS0c'}]}}})});
  const where = '/stages/1/next/0/if';
  bad('a form without such a format derives nothing', reads("stages.FS0a.output.category == 'P'"), where, 'output_unknown');
  check('with a pan it does', reads("stages.FS0a.output.category == 'P'", {fields: [{name: 'pan', format: 'pan'}]}));
  bad('has() of what can never be there', reads('has(stages.FS0a.output.score)'), where, 'output_unknown');
  bad('the output of the stage itself', reads('output.score > 1'), where, 'output_unknown');
  const other = (type, more) => ({type, fields: undefined, ...more});
  check('an otp: verified', reads('stages.FS0a.output.verified', other('otp', {toRule: "'+919876543210'"})));
  bad('an otp: the code', reads("stages.FS0a.output.code == '1'", other('otp', {toRule: "'+919876543210'"})), where, 'output_unknown');
  check('a consent: its language', reads("stages.FS0a.output.locale == 'en'", other('consent', {text: 'Yes?'})));
  bad('a consent: that it was given', reads('stages.FS0a.output.accepted', other('consent', {text: 'Yes?'})), where, 'output_unknown');
  check('a document: the size of a side', reads('stages.FS0a.output.front.size > 1', other('document')));
  bad('a document: a side that it does not have', reads('stages.FS0a.output.back.size > 1', other('document')), where, 'output_unknown');
  bad('revealing what can never be there', threeForms({stages: {FS0b: {fields: [{name: 'pan', format: 'pan'}], reveal: ['category', 'score']}}}), '/stages/1/reveal/1', 'output_unknown');

  // the client view
  const shown = (of, stage) => ({view: 1, id: of.id, version: of.version, hash: flowHash(written(of)), variables: {age: {type: 'integer'}}, start: 'FS0a', stages: [{id: 'FS0a', reveal: [], ...stage, next: [{to: 'done'}]}], ends: {done: {status: 'approve'}}});
  const view = (comment, of, stage) => book.ok(comment, 'client_view', {flow: of}, shown(of, stage));
  view('of a biometric: provider and mode, not whose face', scan({mode: 'verify', toRule: 'inputs.person'}), {type: 'biometric', provider: 'iproov', mode: 'verify'});
  view('of an http: nothing', call({headers: {'X-A': 'b'}, credential: 'scores', queryFrom: {p: 'inputs.person'}, outputs: score}), {type: 'http'});
  view('of a review: nothing', review({decisions: ['yes', 'no']}), {type: 'review'});
  const called = call({credential: 'scores', outputs: score});
  book.ok('a view of such a view is the same', 'client_view', {view: true, flow: shown(called, {type: 'http'})}, shown(called, {type: 'http'}));
}
