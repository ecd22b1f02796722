// The log of one handshake, event by event, that several headers look at: two forms, one wrong code's
// worth of tries, an end. Written out by hand; nothing here comes from the core.
import {chain, t0, sha256} from './lib.mjs';

export const flow = {id: 'FX0walk', version: '1.0.0', hash: sha256('flow')};
export const started = ['run_started', null, {reason: 'no_state', device: 'd1', epoch: 1, locale: 'en', flow: flow.id, version: flow.version, flowHash: flow.hash, pinned: false, kept: [], dropped: []}, {variables: {who: 'x'}}];
export const entered = stage => ['stage_entered', stage];
export const pass = (stage, input, output = {}, more = {}) => ['stage_passed', stage, {revealed: {}, provisional: false, tries: 1, ...more}, {input, output}];
export const end = (name, status, stage = 'FS0b') => ['run_ended', stage, {outcome: 'completed', end: name, status}];
export const rows = [
  started,
  entered('FS0a'),
  ['stage_progressed', 'FS0a', {note: 'code_sent'}, {memory: {sends: 1}}, t0 + 1],
  ['stage_rejected', 'FS0a', {code: 'wrong_code', triesLeft: 4, tries: 1}, {memory: {sends: 1, tries: 1}}, t0 + 2],
  [...pass('FS0a', {mobile: '+919876543210'}, {verified: true}, {tries: 2}), t0 + 3],
  [...entered('FS0b'), {}, undefined, t0 + 3],
  [...pass('FS0b', {name: 'आशा'}, {category: 'P'}, {revealed: {category: 'P'}}), t0 + 4],
  [...end('approved', 'auto_approved'), undefined, t0 + 4],
];
export const log = chain(rows);
