// What the vector scripts share. Hashes come from Node's crypto and the canonical form from the few
// lines below, so that the core is held against something that is not the core.
import {createHash, createHmac} from 'node:crypto';
import {writeFileSync} from 'node:fs';

/// RFC 8785 for what vectors hold: JavaScript sorts strings by UTF-16 code units, as the RFC asks.
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const members = Object.keys(value).sort().map(name => `${JSON.stringify(name)}:${canonical(value[name])}`);
  return `{${members.join(',')}}`;
}

export const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest('hex');
export const derive = (entropy, label) => createHmac('sha256', Buffer.from(entropy, 'hex')).update(label).digest();
export const zeros = '0'.repeat(64);
export const entropy = 'e1'.repeat(32);
export const hour = 3_600_000;
export const day = 24 * hour;
/// When the handshakes of the vectors began.
export const t0 = 1_800_000_000_000;
export const hs = 'DS0' + 'a'.repeat(22);
export const flowHash = flow => sha256(canonical(flow));
/// A launch with a token of the backend; `uniqueId` undefined: it names nobody.
export const by = (uniqueId, more = {}) => ({app: 'k1', token: {app: 'k1', flow: 'FX0three', handshake: hs, uniqueId, expiresAt: t0 + 365 * day, ...more}});

/// An event with its commitment and hash.
export function event({secret, salt, ...given}) {
  const hashed = {v: 1, handshake: hs, run: 1, seq: 1, at: t0, prev: zeros, type: 'run_started', stage: null, public: {}, commit: null, ...given};
  let rest = {};
  if (secret !== undefined) {
    const bytes = typeof secret === 'string' ? secret : canonical(secret);
    const used = salt ?? sha256(`salt ${hashed.seq}`);
    hashed.commit = sha256(Buffer.from(used, 'hex'), bytes);
    rest = {salt: used, private: bytes};
  }
  return {...hashed, hash: sha256(canonical(hashed)), ...rest};
}

/// Events one after the other: rows of [type, stage, public, secret?, at?].
export function chain(rows, {after = {}, at = t0, random} = {}) {
  let {seq = 0, head: prev = zeros, run = 0} = after;
  return rows.map(([type, stage, open = {}, secret, when = at]) => {
    seq += 1;
    if (type === 'run_started') run += 1;
    const salt = random && secret !== undefined ? derive(random, `salt:${seq}`).toString('hex') : undefined;
    const made = event({run, seq, prev, at: when, type, stage, public: open, secret, salt});
    prev = made.hash;
    return made;
  });
}

export const bare = ({salt, private: bytes, ...rest}) => rest;

export const form = (id, next, more = {}) => ({id, type: 'form', fields: [{name: 'x', required: true}], next, ...more});

/// Three forms in a row, and a decline. `change` names what differs, stage by stage.
export function threeForms({stages = {}, ...change} = {}) {
  return {
    id: 'FX0three', version: '1.0.0', start: 'FS0a',
    stages: [
      form('FS0a', 'FS0b', stages.FS0a),
      form('FS0b', 'FS0c', stages.FS0b),
      form('FS0c', [{if: "input.x == 'no'", to: 'declined'}, {to: 'approved'}], stages.FS0c),
    ],
    ends: {approved: {status: 'auto_approved'}, declined: {status: 'auto_declined'}},
    ...change,
  };
}

export const record = (id, more = {}) => ({
  id, progress: 'entered', enteredAt: t0, passedAt: 0, tries: 0, lastTry: 0, provisional: false, waiting: false,
  erased: false, step: '', stepsDone: [], revealed: null, notes: null, input: null, output: null, memory: null, ...more,
});
export const passed = (id, at = t0, more = {}) => record(id, {
  progress: 'passed', passedAt: at, tries: 1, lastTry: at, revealed: {}, input: {x: 'yes'}, output: {}, ...more,
});
export const dropped = (id, more = {}) => record(id, {progress: 'dropped', enteredAt: 0, ...more});

export const emptyState = {
  v: 1, handshake: '', run: 0, seq: 0, head: zeros, flowId: '', flowVersion: '', flowHash: '', pinned: false, locale: '',
  variables: {}, owner: '', devices: [], device: '', epoch: 0, stages: [], path: [], current: '', outcome: 'none', end: '',
  status: '', outcomeStage: '', outcomeSeq: 0, reviewSeq: 0, error: null, acknowledged: false, startedAt: 0, lastWrite: 0,
};

/// A state in the middle of `flow`: records in the order walked; the last one that is only entered is due.
export function stateOf(flow, records, more = {}) {
  const path = records.filter(r => r.progress !== 'dropped').map(r => r.id);
  const due = records.filter(r => r.progress === 'entered').at(-1);
  return {
    ...emptyState, handshake: hs, run: 1, seq: 9, head: sha256('head'), flowId: flow.id, flowVersion: flow.version,
    flowHash: flowHash(flow), locale: 'en', devices: ['d1'], device: 'd1', epoch: 1, stages: records, path,
    current: due ? due.id : '', startedAt: t0, lastWrite: t0, ...more,
  };
}

export const completed = (end, status, more = {}) => ({
  outcome: 'completed', end, status, outcomeStage: 'FS0c', outcomeSeq: 9, acknowledged: true, ...more,
});
export const errorOf = {
  attempts: {code: 'attempts_exhausted', number: 40313, httpStatus: 403},
  camera: {code: 'camera_unavailable', number: 4121, httpStatus: 412},
};
export const errored = (stage, error, more = {}) => ({
  outcome: 'errored', status: 'error', error, outcomeStage: stage, outcomeSeq: 9, acknowledged: true, ...more,
});
export const skipped = (stage, more = {}) => ({
  outcome: 'skipped', status: 'user_cancelled', outcomeStage: stage, outcomeSeq: 9, acknowledged: true, ...more,
});

/// Collects the cases of a header.
export class Book {
  constructor(header, room = '') {
    this.header = header;
    this.room = room;
    this.cases = [];
  }
  ok(comment, name, request, value) {
    this.cases.push({id: this.cases.length + 1, comment, function: name, request, reply: {ok: true, value}});
  }
  /// `error` names the members that the design fixes.
  no(comment, name, request, error) {
    const named = typeof error === 'string' ? {code: error} : error;
    this.cases.push({id: this.cases.length + 1, comment, function: name, request, reply: {ok: false, error: named}});
  }
  write(folder) {
    const lines = this.cases.map(one => '  ' + JSON.stringify(one)).join(',\n');
    writeFileSync(new URL(`${this.room}${this.header}.json`, folder), `{"header":${JSON.stringify(this.header)},"cases":[\n${lines}\n]}\n`);
    const invalid = this.cases.filter(one => !one.reply.ok).length;
    console.log(`${this.header}: ${this.cases.length} cases, ${invalid} invalid`);
  }
}
