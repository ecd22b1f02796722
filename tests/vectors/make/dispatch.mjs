// dispatch: which handler, with which payload.
import {Book, threeForms, stateOf, passed, record, completed, errored, skipped, errorOf, emptyState, hs, t0} from './lib.mjs';

const book = new Book('dispatch');
const flow = threeForms();
const signature = '0123456789abcdef'.repeat(4);
const call = (comment, state, delivery, value) => book.ok(comment, 'dispatch', {state, delivery}, value);
const no = (comment, state, delivery, error) => book.no(comment, 'dispatch', {state, delivery}, error);
const meta = {hs, run: 1, seq: 9};

const all = [passed('FS0a'), passed('FS0b'), passed('FS0c')];
const done = (status, more = {}) => stateOf(flow, all, completed('end', status, more));
const success = (status, more = {}) => ({handler: 'success', payload: {signature, receipt: null, status, ...meta, ...more}});
for (const status of ['auto_approved', 'auto_declined', 'needs_review', 'user_cancelled']) call(`completed as ${status}: success, and the status says so`, done(status), {signature}, success(status));
call('with a receipt', done('auto_approved'), {signature, receipt: 'eyJ.eyJ.sig'}, success('auto_approved', {receipt: 'eyJ.eyJ.sig'}));
call('run and seq of the outcome, not of the last event', {...done('auto_approved', {outcomeSeq: 7}), run: 3, seq: 12}, {signature}, success('auto_approved', {run: 3, seq: 7}));
call('exit on an end state says so', done('auto_approved'), {signature, alreadyProcessed: true}, success('auto_approved', {transactionAlreadyProcessed: true}));
call('acknowledged or not does not matter here', done('auto_approved', {acknowledged: false}), {signature}, success('auto_approved'));
call('a receipt of the server alone is passed on as it is', done('auto_approved'), {signature, receipt: null}, success('auto_approved'));

const local = {local: true};
call('a local run: no signature, no receipt, and it says so', done('auto_approved'), local, {handler: 'success', payload: {status: 'auto_approved', ...meta, ...local}});
call('a local run: a receipt is not passed on', done('auto_approved'), {...local, receipt: 'eyJ.eyJ.sig'}, {handler: 'success', payload: {status: 'auto_approved', ...meta, ...local}});

const failed = (stage, error, more) => stateOf(flow, [passed('FS0a'), record('FS0b')], errored(stage, error, more));
const error = (code, httpStatusCode, message, stage, more = {}) => ({handler: 'error', payload: {code, httpStatusCode, message, retry: false, stage, ...meta, ...more}});
call('an error carries number, HTTP status and text of the catalogue', failed('FS0b', errorOf.attempts), {}, error(40313, 403, 'There are no tries left', 'FS0b'));
call('a camera that is not there', failed('FS0b', errorOf.camera), {}, error(4121, 412, 'There is no camera or no permission to use it', 'FS0b'));
call('the localised text, when there is one', failed('FS0b', errorOf.camera), {message: 'कैमरा नहीं मिला'}, error(4121, 412, 'कैमरा नहीं मिला', 'FS0b'));
call('before any stage', failed('', errorOf.camera), {}, error(4121, 412, 'There is no camera or no permission to use it', null));
call("a provider's own error goes along", failed('FS0b', {code: 'provider_failed', original: {code: 'X7', message: 'down'}}), {}, error(50201, 502, 'An outside service failed', 'FS0b', {original: {code: 'X7', message: 'down'}}));
call('an original that is no object does not', failed('FS0b', {code: 'provider_failed', original: 'down'}), {}, error(50201, 502, 'An outside service failed', 'FS0b'));
call('a detail for developers stays inside', failed('FS0b', {code: 'rule_error', detail: 'no field `k`'}), {}, error(42202, 422, 'A rule of the flow could not be evaluated', 'FS0b'));
call('a code this build does not know is an internal error', failed('FS0b', {code: 'of_tomorrow'}), {}, error(5001, 500, 'The request could not be processed', 'FS0b'));
call('an errored run needs no signature', failed('FS0b', errorOf.camera), {signature: 'no'}, error(4121, 412, 'There is no camera or no permission to use it', 'FS0b'));
call('an error that exits', failed('FS0b', errorOf.camera), {alreadyProcessed: true}, error(4121, 412, 'There is no camera or no permission to use it', 'FS0b', {transactionAlreadyProcessed: true}));

const closed = stage => stateOf(flow, [passed('FS0a'), record('FS0b')], skipped(stage));
call('skip: the stage that was due', closed('FS0b'), {}, {handler: 'skip', payload: {stage: 'FS0b', ...meta}});
call('a local skip says so', closed('FS0b'), local, {handler: 'skip', payload: {stage: 'FS0b', ...meta, ...local}});
call('skip: none', closed(''), {}, {handler: 'skip', payload: {stage: null, ...meta}});

const reviewed = {...done('manually_approved'), reviewSeq: 12, seq: 12};
call('after a review a later launch gets the new status and its seq', reviewed, {signature}, success('manually_approved', {seq: 12}));
call('also when it exits on it', {...reviewed, status: 'manually_declined'}, {signature, alreadyProcessed: true}, success('manually_declined', {seq: 12, transactionAlreadyProcessed: true}));
call('a launcher that was called before the review is not called again', reviewed, {signature, handledSeq: 9}, null);
call('nor one that was called after it', reviewed, {signature, handledSeq: 12}, null);
call('an outside service failed: the text of the catalogue', failed('FS0b', {code: 'provider_failed', number: 50201, httpStatus: 502, detail: 'refused'}), {}, error(50201, 502, 'An outside service failed', 'FS0b'));

call('no outcome yet', stateOf(flow, [record('FS0a')]), {signature}, null);
call('no state', null, {}, null);
call('an empty state', emptyState, {}, null);
call('once: this launcher has had it', done('auto_approved'), {signature, handledSeq: 9}, null);
call('once, also without a signature', done('auto_approved'), {handledSeq: 9}, null);
call('once: an error', failed('FS0b', errorOf.camera), {handledSeq: 9}, null);
call('once: a skip', closed('FS0b'), {handledSeq: 9}, null);

no('a success nobody can prove is none', done('auto_approved'), {}, {code: 'signature_invalid', where: '/signature', httpStatus: 422});
no('an empty signature', done('auto_approved'), {signature: ''}, 'signature_invalid');
no('63 digits', done('auto_approved'), {signature: signature.slice(1)}, 'signature_invalid');
no('65 digits', done('auto_approved'), {signature: signature + '0'}, 'signature_invalid');
no('upper case', done('auto_approved'), {signature: signature.toUpperCase()}, 'signature_invalid');
no('no hex', done('auto_approved'), {signature: 'g'.repeat(64)}, 'signature_invalid');
no('base64', done('auto_approved'), {signature: Buffer.from(signature, 'hex').toString('base64')}, 'signature_invalid');
no('a reviewed one as well', reviewed, {}, 'signature_invalid');
no('a decline needs one as well', done('auto_declined'), {}, 'signature_invalid');
no('a local run has no signature', done('auto_approved'), {signature, local: true}, {code: 'signature_invalid', where: '/signature'});
no('local in text', done('auto_approved'), {local: 'yes'}, {code: 'malformed_request', where: '/delivery/local', reason: 'type'});
no('a run is not local because it says false', done('auto_approved'), {local: false}, 'signature_invalid');
no('a signature that is no text', done('auto_approved'), {signature: 7}, {code: 'malformed_request', where: '/delivery/signature', reason: 'type'});
no('an unknown member', done('auto_approved'), {signature, sig: signature}, {code: 'malformed_request', where: '/delivery/sig', reason: 'member_unknown'});
no('a message that is no text', closed('FS0b'), {message: {en: 'x'}}, {code: 'malformed_request', where: '/delivery/message', reason: 'type'});
no('handledSeq below zero', closed('FS0b'), {handledSeq: -1}, {code: 'malformed_request', where: '/delivery/handledSeq', reason: 'range'});
no('handledSeq in text', closed('FS0b'), {handledSeq: '9'}, {code: 'malformed_request', where: '/delivery/handledSeq', reason: 'type'});
no('alreadyProcessed in text', closed('FS0b'), {alreadyProcessed: 'yes'}, {code: 'malformed_request', where: '/delivery/alreadyProcessed', reason: 'type'});
no('a delivery is an object', closed('FS0b'), [], {code: 'malformed_request', where: '/delivery', reason: 'type'});
book.no('a delivery is needed', 'dispatch', {state: closed('FS0b')}, {code: 'malformed_request', where: '/delivery', reason: 'type'});
no('a state of another version', {...closed('FS0b'), v: 0}, {}, {code: 'state_incompatible', where: '/v'});
no('an unknown outcome', {...closed('FS0b'), outcome: 'paused'}, {}, {code: 'malformed_request', where: '/outcome', reason: 'choice'});
no('a path without records', {...closed('FS0b'), stages: []}, {}, {code: 'malformed_request'});

// Which of two statuses counts: the one with the higher seq, whichever comes first.
const stamp = (run, seq, handshake = hs) => ({handshake, run, seq});
const merge = (comment, arrived, kept, value) => book.ok(comment, 'replaces_status', {arrived, kept}, value);
const clash = (comment, arrived, kept, error) => book.no(comment, 'replaces_status', {arrived, kept}, error);
merge('a later one of the same run replaces', stamp(1, 10), stamp(1, 9), true);
merge('also when much is missing in between', stamp(3, 90), stamp(1, 9), true);
merge('an earlier one does not', stamp(1, 8), stamp(1, 9), false);
merge('nor one of an earlier run', stamp(1, 9), stamp(2, 12), false);
merge('nor the same once more', stamp(2, 12), stamp(2, 12), false);
merge('the first of a new run', stamp(2, 10), stamp(1, 9), true);
clash('of another handshake', stamp(1, 10, 'DS0' + 'b'.repeat(22)), stamp(1, 9), {code: 'malformed_request', where: '/arrived/handshake'});
clash('later, yet of an earlier run', stamp(1, 13), stamp(2, 12), {code: 'malformed_request', where: '/arrived/run'});
clash('earlier, yet of a later run', stamp(3, 11), stamp(2, 12), {code: 'malformed_request', where: '/arrived/run'});
clash('the same place in two runs', stamp(1, 12), stamp(2, 12), {code: 'malformed_request', where: '/arrived/run'});
clash('without seq', {handshake: hs, run: 1}, stamp(1, 9), {code: 'malformed_request', where: '/arrived/seq'});
clash('seq 0 is before the first event', stamp(1, 9), stamp(1, 0), {code: 'malformed_request', where: '/kept/seq', reason: 'range'});
clash('seq in text', {...stamp(1, 9), seq: '10'}, stamp(1, 9), {code: 'malformed_request', where: '/arrived/seq', reason: 'type'});
clash('nothing kept is not asked', stamp(1, 9), null, {code: 'malformed_request', where: '/kept'});

export default book;
