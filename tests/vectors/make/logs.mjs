// node tests/vectors/make/logs.mjs: writes the logs of ../logs that are not there yet, as this build of `sealflow/core`
// makes them. Logs that are there are never written again: see ../logs/README.md.
import {createHash} from 'node:crypto';
import {existsSync, readFileSync, readdirSync, writeFileSync} from 'node:fs';
import {loadCore} from '../../../web/dist/core.node.js';
import {day, form, hour, hs, t0, threeForms} from './lib.mjs';

const folder = new URL('../logs/', import.meta.url);
const core = await loadCore();
const sha256 = bytes => createHash('sha256').update(bytes).digest('hex');
const lines = events => events.map(event => JSON.stringify(event) + '\n').join('');
const bare = ({salt, private: bytes, ...rest}) => rest;

/// One handshake. Every command takes a second; refusals are mistakes of this script.
class Walk {
  state = null;
  log = [];
  code = '';
  now = t0;
  constructor(flow, {variables = {}, backend = {}} = {}) {
    Object.assign(this, {flow, variables, backend});
  }
  send(command) {
    this.now += 1000;
    const entropy = sha256(`${this.flow.id} ${this.now}`);
    const {events, effects} = core.decide(this.flow, this.state, {epoch: this.state?.epoch ?? 0, entropy, ...command}, this.now);
    if (events.length > 0) this.state = core.evolve(this.state, events).state;
    this.log.push(...events);
    for (const effect of effects) this.code = effect.payload.code ?? this.code;
    this.awaited = effects.at(-1)?.id;
    return this;
  }
  launch(more = {}) {
    const device = this.state?.device ?? '';
    return this.send({type: 'launch', epoch: 0, launch: {
      handshake: hs, variables: this.variables, backendVariables: this.backend, expiresAt: t0 + 60 * day,
      ...(device ? {device} : {newDevice: 'device1'}), ...more,
    }});
  }
  submit(input, more = {}) { return this.send({type: 'submit', stage: this.state.current, input, ...more}); }
  effect(ok) { return this.send({type: 'effect_result', actor: 'server', stage: this.state.current, input: {ok}}); }
  report(reply) { return this.send({type: 'effect_result', actor: 'server', stage: this.state.current, input: {effect: this.awaited, ok: true, ...reply}}); }
  review(input, more = {}) { return this.send({type: 'review', actor: 'operator', input: {by: 'operator 7', ...input}, ...more}); }
  plain(type, more = {}) { return this.send({type, ...more}); }
  after(ms) { this.now += ms; return this; }
}

const yes = {x: 'yes'};
const wrongCode = code => `${(Number(code[0]) + 1) % 10}${code.slice(1)}`;

/// name -> [what it shows, the walk]
const walks = {
  'v1-onboarding': ['the example flow to its end: a code that could not be sent, another one, a wrong try, a picture', () => {
    const flow = JSON.parse(readFileSync(new URL('../../../examples/flows/onboarding.flow.json', import.meta.url)));
    const walk = new Walk(flow, {variables: {userType: 'customer'}, backend: {mobile: '+919876543210'}});
    walk.launch({locale: 'hi'}).submit({accepted: true}).effect(false).after(hour / 60);
    walk.plain('send_code', {stage: 'FS0otp'});
    walk.submit({code: wrongCode(walk.code)}).submit({code: walk.code});
    walk.submit({name: 'आशा राव', birthDate: '1990-05-21', pan: 'abcpe 1234 f'});
    return walk.submit({front: 'MX1' + 'a'.repeat(22)}, {media: {['MX1' + 'a'.repeat(22)]: {type: 'image/jpeg', size: 250_000}}}).plain('acknowledge');
  }],
  'v1-decline': ['declined, then repaired in a new run that keeps the first pass', () => {
    const flow = threeForms({ends: {approved: {status: 'auto_approved'}, declined: {status: 'auto_declined', resumeFrom: 'FS0b', reason: 'by rule'}}});
    const walk = new Walk(flow).launch().submit(yes).submit(yes).submit({x: 'no'}).plain('acknowledge');
    return walk.after(hour).launch({retry: true}).submit(yes).submit(yes);
  }],
  'v1-exhausted': ['no code was right, a retry meets the same end, a day later there are tries again', () => {
    const flow = threeForms();
    flow.variables = {mobile: {source: 'backend'}};
    flow.stages[0] = {id: 'FS0a', type: 'otp', toRule: 'inputs.mobile', attempts: 2, attemptsReset: '1d', next: 'FS0b'};
    const walk = new Walk(flow, {backend: {mobile: '+14155550123'}}).launch();
    walk.submit({code: wrongCode(walk.code)}).submit({code: wrongCode(walk.code)}).plain('acknowledge');
    walk.launch({retry: true}).after(day).launch({retry: true});
    // A day later that code is dead.
    walk.plain('send_code', {stage: 'FS0a'});
    return walk.submit({code: walk.code}).submit(yes);
  }],
  'v1-devices': ['skipped, taken up on another device, a pass that expired, new variables, a page without a camera', () => {
    const flow = threeForms({stages: {FS0a: {expiresAfter: '1d'}, FS0b: {skipCPRPut: true}}, variables: {who: {}, n: {type: 'number'}}});
    const walk = new Walk(flow, {variables: {who: 'a', n: 2.5}}).launch().submit(yes).submit(yes).plain('skip').plain('acknowledge');
    walk.launch({retry: true, device: '', newDevice: 'device2', token: {flow: flow.id, handshake: hs, uniqueId: 'person', expiresAt: t0 + 60 * day}, handshakeResumes: true}).submit(yes);
    walk.after(2 * day).launch({retry: true}).submit(yes);
    walk.launch({retry: true, variables: {who: 'b', n: 1e21}});
    return walk.plain('fail', {input: {code: 'camera_unavailable'}}).after(20 * day).launch({retry: true});
  }],
  'v1-loop': ['a rule leads back; texts and numbers that writers of JSON like to get wrong', () => {
    const flow = threeForms();
    flow.stages = [form('FS0a', 'FS0b', {fields: [{name: 'x', required: true}, {name: 'n', format: 'number'}], attempts: 3}),
      form('FS0b', [{if: "input.x == 'back'", to: 'FS0a'}, {to: 'approved'}], {fields: [{name: 'x', required: true}], reveal: []})];
    flow.ends = {approved: {status: 'auto_approved'}};
    const walk = new Walk(flow).launch().submit({x: '😀 "\\/ ﬁ', n: 5e-324}).submit({x: 'back'});
    return walk.submit({x: 'é e\u0301 </script>', n: -2.5e21}).submit({x: 'on'});
  }],
  'v1-index': ['an index page with two steps, of which the first expires and is done again', () => {
    const index = {id: 'FS0home', type: 'index', next: 'approved', steps: [{id: 'person', start: 'FS0a'}, {id: 'address', start: 'FS0b', dependsOn: ['person']}]};
    const flow = threeForms({start: 'FS0home', ends: {approved: {status: 'auto_approved'}}});
    flow.stages = [index, form('FS0a', 'FS0home', {expiresAfter: '1d'}), form('FS0b', 'FS0home')];
    const walk = new Walk(flow).launch().submit({step: 'person'}).submit(yes).submit({step: 'address'});
    walk.after(2 * day).launch({retry: true}).submit({x: 'again'});
    return walk.submit({step: 'address'}).submit(yes).submit({done: true});
  }],
  'v1-reviewed': ['an end that an operator looks at: the status changes, the result does not', () => {
    const flow = threeForms({ends: {approved: {status: 'needs_review'}, declined: {status: 'auto_declined'}}});
    const walk = new Walk(flow).launch().submit(yes).submit(yes).submit(yes).plain('acknowledge').after(day);
    return walk.review({status: 'manually_approved', note: 'पहचान मिली'});
  }],
  'v1-waiting': ['a scan that fails once, a call whose first reply is not good, a review on the way', () => {
    const flow = {
      id: 'FX0waiting', version: '1.0.0', start: 'FS0face', variables: {person: {source: 'backend'}},
      stages: [
        {id: 'FS0face', type: 'biometric', provider: 'iproov', toRule: 'inputs.person', attempts: 3, reveal: ['assurance'], next: 'FS0score'},
        {id: 'FS0score', type: 'http', url: 'https://api.example.com/score', attempts: 2, bodyFrom: {who: 'inputs.person'}, next: 'FS0desk',
          outputs: {score: {type: 'number', at: '/data/0/score', required: true}, reference: {at: '/ref'}}},
        {id: 'FS0desk', type: 'review', next: [{if: "output.decision == 'approved'", to: 'approved'}, {to: 'declined'}]},
      ],
      ends: {approved: {status: 'approve'}, declined: {status: 'decline'}},
    };
    const walk = new Walk(flow, {backend: {person: 'आशा'}}).launch();
    const scan = token => walk.report({token, expiresAt: walk.now + hour}).submit({token});
    scan('token1').report({passed: false, reason: 'too_dark'});
    scan('token2').report({passed: true, token: 'token2', output: {assurance: 'genuine_presence', score: 0.98}});
    walk.report({status: 200, body: '{"data": []}'});
    walk.report({status: 200, body: '{"data": [{"score": 70.0}], "ref": 9007199254740993}'});
    return walk.after(day).review({decision: 'approved'}, {stage: 'FS0desk'});
  }],
};

/// Damages of the first walk, by name: the log it makes, and which entry verify must name.
const damages = {
  'hashed-part-changed': [log => log.with(4, {...log[4], at: log[4].at + 1}), 4],
  'public-part-changed': [log => log.with(1, {...log[1], public: {...log[1].public, extra: true}}), 1],
  'private-part-changed': [log => { const i = log.findIndex(one => one.type === 'stage_passed'); return log.with(i, {...log[i], private: log[i].private.replace('true', 'null')}); }, 2],
  'entry-missing': [log => log.toSpliced(3, 1), 3],
  'entry-twice': [log => log.toSpliced(3, 0, log[2]), 3],
  'entries-swapped': [log => log.with(5, log[6]).with(6, log[5]), 5],
  'first-entry-missing': [log => log.slice(1), 0],
  'another-handshake': [(log, other) => log.with(6, other[6]), 6],
};

/// A log that is there, or else a new walk. The walks of former versions stand above as what they were: a later build
/// may refuse what they sent.
function logOf(name, make) {
  const file = new URL(`${name}.jsonl`, folder);
  if (!existsSync(file)) return make().log;
  return readFileSync(file, 'utf8').trimEnd().split('\n').map(line => JSON.parse(line));
}

/// What every later build must say of a log.
function expectation(file, events, comment) {
  const {state, erased, result} = core.replay(events);
  return {file, comment, events: events.length, head: state.head, erased, result, state};
}

const expected = [];
const files = new Map();
let first;
for (const [name, [comment, make]] of Object.entries(walks)) {
  const log = logOf(name, make);
  first ??= log;
  files.set(`${name}.jsonl`, log);
  expected.push(expectation(`${name}.jsonl`, log, comment));
  if (!log.some(event => event.private)) continue;
  files.set(`${name}-erased.jsonl`, log.map(bare));
  expected.push(expectation(`${name}-erased.jsonl`, log.map(bare), 'every private part erased'));
}
const passed = first.findLastIndex(event => event.type === 'stage_passed');
const partly = first.with(passed, bare(first[passed]));
files.set('v1-onboarding-partly-erased.jsonl', partly);
expected.push(expectation('v1-onboarding-partly-erased.jsonl', partly, 'one private part erased'));
for (const [name, [damage, index]] of Object.entries(damages)) {
  const file = `v1-damaged-${name}.jsonl`;
  files.set(file, damage(first, files.get('v1-decline.jsonl').map(event => ({...event, handshake: 'DS0' + 'b'.repeat(22)}))));
  expected.push({file, firstBad: index});
}

// One list for what this run adds: lists that are there do not change either.
const added = expected.filter(({file}) => !existsSync(new URL(file, folder)));
for (const {file} of added) writeFileSync(new URL(file, folder), lines(files.get(file)));
if (added.length > 0) {
  let number = 1;
  const list = () => new URL(number === 1 ? 'v1-expected.json' : `v1-expected-${number}.json`, folder);
  while (existsSync(list())) number += 1;
  writeFileSync(list(), `[\n${added.map(one => JSON.stringify(one)).join(',\n')}\n]\n`);
}
const kept = readdirSync(folder).filter(name => /^v\d/.test(name)).sort();
writeFileSync(new URL('SHA256SUMS', folder), kept.map(name => `${sha256(readFileSync(new URL(name, folder)))}  ${name}\n`).join(''));
console.log(`${added.length} logs added, ${kept.length} files`);
