// decide, continued: stages that wait for a provider, an API or an operator.
import {chain, stateOf, passed, record, dropped, completed, errored, skipped, entropy, form, flowHash, hs, t0, hour, day} from './lib.mjs';

export function addWaitingStages(book) {
  const now = t0 + hour;
  const ask = (flow, state, command, at = now) => ({flow, state, command: {epoch: 0, entropy, ...command}, now: at});
  const ok = (comment, flow, state, command, rows, effects = [], more = {}) => book.ok(comment, 'decide', ask(flow, state, command),
    {events: chain(rows, {after: state ?? {}, at: now, random: entropy}), effects, plan: null, ...more});
  const no = (comment, flow, state, command, error) => book.no(comment, 'decide', ask(flow, state, command), error);
  const idAt = (seq, n = 0) => `${hs}:${seq}:${n}`;
  const flowOf = (stage, more = {}) => ({
    id: 'FX0w', version: '1.0.0', variables: {person: {type: 'string', source: 'backend'}, age: {type: 'number'}}, start: 'FS0w',
    stages: [{id: 'FS0w', next: 'done', ...stage}], ends: {done: {status: 'approve'}}, ...more,
  });
  const progress = (open, memory, shown) => ['stage_progressed', 'FS0w', open, ...(memory ? [{memory, ...(shown && {shown})}] : [])];
  const rejected = (code, tries) => ['stage_rejected', 'FS0w', {code, tries}, {memory: {}}];
  const pass = (output, more = {}, tries = 1, revealed = {}) => ['stage_passed', 'FS0w', {revealed, provisional: false, tries}, {input: {}, output, ...more}];
  const end = (status = 'approve') => ['run_ended', 'FS0w', {outcome: 'completed', end: 'done', status}];
  const gone = detail => ['run_ended', 'FS0w', {outcome: 'errored', status: 'error', error: {code: 'provider_failed', number: 50201, httpStatus: 502, detail}}];
  const exhausted = ['run_ended', 'FS0w', {outcome: 'errored', status: 'error', error: {code: 'attempts_exhausted', number: 40313, httpStatus: 403}}];
  const report = (input, effect = 'e1') => ({type: 'effect_result', actor: 'server', stage: 'FS0w', input: {effect, ...input}});
  const submit = input => ({type: 'submit', stage: 'FS0w', input});
  const waits = (flow, memory, more = {}) => stateOf(flow, [record('FS0w', {waiting: true, memory, notes: {note: 'x', waiting: true}, ...more})], {variables: {person: 'p1', age: 30}});
  const relaunch = {type: 'launch', launch: {handshake: hs, device: 'd1', retry: true, backendVariables: {person: 'p1'}, expiresAt: t0 + 30 * day}};
  const planOf = (stage, action, reason) => ({plan: {action, reason, target: 'FS0w', newRun: action === 'start', continues: false, transactionAlreadyProcessed: false, dropped: [], kept: [], notes: [], steps: [{stage, verdict: 'run', reason: 'due', at: null}]}});
  const begun = (flow, device) => ['run_started', null, {reason: 'no_state', device, epoch: 1, locale: 'en', flow: flow.id, version: flow.version, flowHash: flowHash(flow), pinned: false, kept: [], dropped: []}, {variables: {person: 'p1'}}];
  const resumed = ['run_resumed', null, {reason: 'first_not_passed', device: 'd1', epoch: 1, locale: 'en', target: 'FS0w', dropped: []}, {variables: {person: 'p1', age: 30}}];
  const entered = ['stage_entered', 'FS0w'];
  const first = {type: 'launch', launch: {handshake: hs, newDevice: 'd1', backendVariables: {person: 'p1'}, expiresAt: t0 + 30 * day}};

  // biometric
  const scan = (more = {}) => flowOf({type: 'biometric', provider: 'iproov', toRule: 'inputs.person', ...more});
  const plain = scan();
  const counted = scan({attempts: 3});
  const verifying = scan({mode: 'verify', attempts: 3});
  const about = (kind, more = {}) => ({kind, stage: 'FS0w', delivery: kind === 'provider_token' ? 'at_least_once' : 'at_most_once', payload: {provider: 'iproov', mode: 'enrol', user: 'p1', ...more}});
  const wantToken = (seq, more) => ({id: idAt(seq), ...about('provider_token', more)});
  const preparing = (seq, user = 'p1') => progress({note: 'preparing', waiting: true}, {user, effect: idAt(seq)});
  ok('biometric: a launch that leads to it asks for a token', plain, null, first, [begun(plain, 'd1'), entered, preparing(3)], [wantToken(3)], planOf('FS0w', 'start', 'no_state'));
  const {toRule, ...unnamed} = scan().stages[0];
  const own = {...scan(), stages: [unnamed]};
  ok('biometric: without toRule the person is the handshake', own, null, first, [begun(own, 'd1'), entered, preparing(3, hs)], [wantToken(3, {user: hs})], planOf('FS0w', 'start', 'no_state'));
  const empty = scan({toRule: "''"});
  ok('biometric: a toRule that gives no id is an error of the flow', empty, null, first, [begun(empty, 'd1'), entered,
    ['run_ended', 'FS0w', {outcome: 'errored', status: 'error', error: {code: 'rule_error', number: 42202, httpStatus: 422, detail: '"toRule" of FS0w gives no id of 1 to 256 characters'}}]], [], planOf('FS0w', 'start', 'no_state'));

  const tokenDue = waits(plain, {user: 'p1', effect: 'e1'});
  const ready = {note: 'ready', provider: 'iproov', mode: 'enrol', expiresAt: now + 120_000};
  const held = {user: 'p1', token: 'tok1', expiresAt: now + 120_000};
  const given = {ok: true, token: 'tok1', expiresAt: now + 120_000};
  ok('biometric: the token is there, and the page gets it: it is good for one scan', plain, tokenDue, report(given), [progress(ready, held, {token: 'tok1'})]);
  ok('biometric: the report of another effect changes nothing', plain, tokenDue, report(given, 'e0'), []);
  ok('biometric: a report without an effect changes nothing', plain, tokenDue, {type: 'effect_result', actor: 'server', stage: 'FS0w', input: given}, []);
  ok('biometric: a provider that fails ends a stage without attempts', plain, tokenDue, report({ok: false, reason: 'refused'}), [rejected('provider_failed', 1), gone('refused')]);
  ok('biometric: a reply without a token is a failure', plain, tokenDue, report({ok: true}), [rejected('provider_failed', 1), gone('reply_unusable')]);
  ok('biometric: a reason that is a sentence stays outside', plain, tokenDue, report({ok: false, reason: 'Mr Rao was refused'}), [rejected('provider_failed', 1), gone('failed')]);
  const due = (flow, memory, tries) => waits(flow, memory, {tries, lastTry: tries ? t0 : 0});
  ok('biometric: with attempts it is asked again', counted, due(counted, {user: 'p1', effect: 'e1'}, 1), report({ok: false, reason: 'failed'}), [rejected('provider_failed', 2), preparing(11)], [wantToken(11)]);
  ok('biometric: the last failure ends the run, as the provider\'s fault', counted, due(counted, {user: 'p1', effect: 'e1'}, 2), report({ok: false}), [rejected('provider_failed', 3), gone('failed')]);

  const atScan = (flow, more = {}, notes = ready) => stateOf(flow, [record('FS0w', {memory: held, notes, ...more})], {variables: {person: 'p1', age: 30}});
  const validate = seq => ({id: idAt(seq), ...about('provider_validate', {token: 'tok1'})});
  const checking = seq => progress({note: 'checking', waiting: true}, {...held, effect: idAt(seq)});
  ok('biometric: the page says that the scan is over; the provider is asked', plain, atScan(plain), submit({}), [checking(10)], [validate(10)]);
  ok('biometric: with the token', plain, atScan(plain), submit({token: 'tok1'}), [checking(10)], [validate(10)]);
  no('biometric: with another token', plain, atScan(plain), submit({token: 'tok0'}), {code: 'stage_not_current', where: '/token'});
  no('biometric: a page cannot say that it passed', plain, atScan(plain), submit({passed: true}), {code: 'invalid_input', where: '/token'});
  no('biometric: nor report the effect', plain, tokenDue, {...report(given), actor: 'page'}, {code: 'forbidden', where: '/type'});
  no('biometric: nor submit while it waits', plain, tokenDue, submit({}), {code: 'stage_waiting', httpStatus: 409});
  no('biometric: a double submit', plain, waits(plain, {...held, effect: 'e1'}), submit({}), 'stage_waiting');
  no('biometric: another token while this one is good', plain, atScan(plain), {type: 'renew_token', stage: 'FS0w'}, {code: 'too_soon', where: '/expiresAt'});
  ok('biometric: a token that ran out is renewed, without a try', plain, atScan(plain, {memory: {...held, expiresAt: now}}), {type: 'renew_token', stage: 'FS0w'}, [preparing(10)], [wantToken(10)]);
  no('biometric: a command that it does not know', plain, atScan(plain), {type: 'send_code', stage: 'FS0w'}, 'command_unknown');

  const judged = (flow, tries = 0) => due(flow, {...held, effect: 'e1'}, tries);
  ok('biometric: passed, with what the provider says of it', scan({reveal: ['assurance']}), judged(scan({reveal: ['assurance']})), report({ok: true, passed: true, token: 'tok1', output: {assurance: 'genuine_presence', score: 0.98, live: true}}),
    [pass({assurance: 'genuine_presence', score: 0.98, live: true}, {}, 1, {assurance: 'genuine_presence'}), end()]);
  ok('biometric: not passed; a try is used, and a fresh token asked for', verifying, judged(verifying), report({ok: true, passed: false, reason: 'too_dark'}), [rejected('too_dark', 1), preparing(11)], [wantToken(11, {mode: 'verify'})]);
  ok('biometric: not passed, without a reason', counted, judged(counted, 1), report({ok: true, passed: false}), [rejected('not_passed', 2), preparing(11)], [wantToken(11)]);
  ok('biometric: the last try', counted, judged(counted, 2), report({ok: true, passed: false, reason: 'too_dark'}), [rejected('too_dark', 3), exhausted]);
  ok('biometric: a lost reply never passes; with tries left it costs a new scan', counted, judged(counted), report({ok: false, reason: 'indeterminate'}), [rejected('provider_failed', 1), preparing(11)], [wantToken(11)]);
  ok('biometric: without, it ends the run', plain, judged(plain), report({ok: false, reason: 'indeterminate', passed: true}), [rejected('provider_failed', 1), gone('indeterminate')]);
  for (const [what, reply] of [['"true" is not true', {passed: 'true'}], ['nothing is said', {}], ['of another token', {passed: true, token: 'tok0'}], ['an output that is no plain value', {passed: true, output: {frame: {bytes: 'x'}}}], ['an output whose name cannot enter a result', {passed: true, output: {0: 'x'}}], ['a number that JavaScript would change', {passed: true, output: {n: 9007199254740992}}]]) {
    ok(`biometric: a reply that cannot be used, ${what}`, plain, judged(plain), report({ok: true, ...reply}), [rejected('provider_failed', 1), gone('reply_unusable')]);
  }
  ok('biometric: the same report again', plain, {...judged(plain), current: '', stages: [passed('FS0w')]}, report({ok: true, passed: true}), []);
  ok('biometric: after the end', plain, {...judged(plain), ...skipped('FS0w')}, report({ok: true, passed: true}), []);
  ok('biometric: closed while it waited, launched again: what came meanwhile was not taken, so it begins anew', plain, {...judged(plain), ...skipped('FS0w')}, relaunch, [resumed, entered, preparing(12)], [wantToken(12)], planOf('FS0w', 'resume', 'first_not_passed'));
  ok('biometric: after a provider failed, too', counted, {...due(counted, {}, 1), ...errored('FS0w', {code: 'provider_failed', number: 50201, httpStatus: 502}), stages: [record('FS0w', {tries: 1, lastTry: t0, memory: {}})]}, relaunch,
    [resumed, entered, preparing(12)], [wantToken(12)], planOf('FS0w', 'resume', 'first_not_passed'));

  // http
  const call = (more = {}) => flowOf({type: 'http', url: 'https://api.example.com/score', ...more});
  const bare = call();
  const calling = seq => progress({note: 'calling', waiting: true}, {effect: idAt(seq)});
  const request = (seq, more = {}, delivery = 'at_least_once') => ({id: idAt(seq), kind: 'http_call', delivery, stage: 'FS0w',
    payload: {method: 'POST', url: 'https://api.example.com/score', headers: {}, query: {}, body: null, credential: null, timeoutMs: 10_000, ...more}});
  ok('http: a launch that leads to it calls', bare, null, first, [begun(bare, 'd1'), entered, calling(3)], [request(3)], planOf('FS0w', 'start', 'no_state'));
  const rich = call({method: 'PATCH', headers: {Accept: 'application/json'}, credential: 'scores', timeout: '3s', delivery: 'at_most_once',
    queryFrom: {who: 'inputs.person', n: '1 + 2', old: 'true', none: 'null'}, bodyFrom: {who: "{'id': inputs.person, 'tags': ['a']}", none: 'null'}});
  ok('http: parameters and body from rules; a null is left out', rich, null, first, [begun(rich, 'd1'), entered, calling(3)],
    [request(3, {method: 'PATCH', headers: {Accept: 'application/json'}, credential: 'scores', timeoutMs: 3000, query: {who: 'p1', n: '3', old: 'true'}, body: {who: {id: 'p1', tags: ['a']}}}, 'at_most_once')], planOf('FS0w', 'start', 'no_state'));
  const listed = call({queryFrom: {who: '[1]'}});
  const ruleError = detail => ['run_ended', 'FS0w', {outcome: 'errored', status: 'error', error: {code: 'rule_error', number: 42202, httpStatus: 422, detail}}];
  ok('http: a list is no parameter', listed, null, first, [begun(listed, 'd1'), entered, ruleError('"queryFrom/who" of FS0w gives no text, number or boolean')], [], planOf('FS0w', 'start', 'no_state'));
  const unset = call({bodyFrom: {age: 'inputs.age'}});

  const taking = (outputs, more = {}) => call({outputs, ...more});
  const replies = (comment, outputs, body, output, more = {}) => {
    const flow = taking(outputs, more.stage);
    ok(`http: ${comment}`, flow, waits(flow, {effect: 'e1'}), report({ok: true, status: 200, body: body === undefined ? null : JSON.stringify(body), ...more.reply}), [pass(output), end()]);
  };
  replies('only what is declared enters', {score: {type: 'integer', at: '/data/0/score'}}, {data: [{score: 7, name: 'Asha'}], more: 1}, {score: 7});
  replies('nothing is declared', {}, {data: 1}, {});
  replies('a reply without a body', {}, undefined, {});
  replies('and nothing that must be in it', {a: {at: '/a'}}, undefined, {});
  replies('more digits than JavaScript keeps', {n: {at: '/n'}}, undefined, {n: '9007199254740993'}, {reply: {body: '{"n": 9007199254740993}'}});
  replies('a body that is no JSON, of which nothing is taken', {}, undefined, {}, {reply: {body: '<html>'}});
  replies('all types', {s: {at: '/s'}, i: {type: 'integer', at: '/i'}, n: {type: 'number', at: '/n'}, w: {type: 'number', at: '/i'}, b: {type: 'boolean', at: '/b'}}, {s: '', i: -3, n: 1.5, b: false}, {s: '', i: -3, n: 1.5, w: -3, b: false});
  replies('the whole reply', {all: {at: ''}}, 'ok', {all: 'ok'});
  replies('escapes in a pointer', {a: {at: '/a~1b~0c'}}, {'a/b~c': 'x'}, {a: 'x'});
  replies('what is not required may be missing, or null', {a: {at: '/x/y/z'}, b: {at: '/b'}, c: {at: '/list/7'}, d: {at: '/list/-'}, e: {at: '/list/01'}}, {b: null, list: ['a', 'b']}, {});
  replies('the largest integer that JavaScript keeps', {n: {type: 'integer', at: '/n'}}, {n: 9007199254740991}, {n: 9007199254740991});
  replies('a whole number that was declared a string keeps its digits', {n: {at: '/n'}}, {n: 12345}, {n: '12345'});
  replies('another status that is good', {}, {}, {}, {stage: {okStatus: [200, 404]}, reply: {status: 404}});
  replies('one of the values there may be', {g: {at: '/g', enum: ['A', 'B']}}, {g: 'B'}, {g: 'B'});
  const fails = (comment, outputs, reply, reason, more = {}) => {
    const flow = taking(outputs, more);
    ok(`http: ${comment}`, flow, waits(flow, {effect: 'e1'}), report({ok: true, status: 200, ...reply, ...('body' in reply ? {body: JSON.stringify(reply.body)} : {})}), [rejected('provider_failed', 1), gone(reason)]);
  };
  fails('a status that is not', {}, {status: 500}, 'status');
  fails('no status', {}, {status: null}, 'status');
  fails('what is required is missing', {a: {at: '/a', required: true}}, {body: {}}, 'output_a');
  fails('or null', {a: {at: '/a', required: true}}, {body: {a: null}}, 'output_a');
  for (const [type, wrong] of [['integer', '7'], ['integer', 7.5], ['integer', 9007199254740992], ['integer', true], ['number', '1.5'], ['number', 1e300], ['number', 9007199254740993], ['string', 1.5], ['string', true], ['string', ['a']], ['boolean', 'true'], ['boolean', 1]]) {
    fails(`${JSON.stringify(wrong)} is no ${type}`, {a: {at: '/a', type}}, {body: {a: wrong}}, 'output_a');
  }
  const noJson = taking({a: {at: '/a'}});
  for (const body of ['<html>', '{"a": 1, "a": 2}', '{"a": 1}x']) ok(`http: ${body} is no JSON`, noJson, waits(noJson, {effect: 'e1'}), report({ok: true, status: 200, body}), [rejected('provider_failed', 1), gone('body')]);
  fails('none of the values there may be', {g: {at: '/g', enum: ['A', 'B']}}, {body: {g: 'C'}}, 'output_g');
  const pair = call({attempts: 2});
  ok('http: with attempts it is called again', pair, waits(pair, {effect: 'e1'}), report({ok: false, reason: 'failed'}), [rejected('provider_failed', 1), calling(11)], [request(11)]);
  ok('http: a second report of the first call changes nothing', pair, waits(pair, {effect: 'e2'}, {tries: 1, lastTry: t0}), report({ok: true, status: 200, body: '{}'}), []);
  ok('http: a lost reply is never asked for again', pair, waits(pair, {effect: 'e1'}), report({ok: false, reason: 'indeterminate'}), [rejected('provider_failed', 1), gone('indeterminate')]);
  const more = {id: 'FX0n', version: '1.0.0', start: 'FS0w', stages: [{id: 'FS0w', type: 'http', url: 'https://a.example/', outputs: {share: {type: 'number', at: '/share'}}, next: 'FS0a'}, form('FS0a', [{if: 'stages.FS0w.output.share + 0.5 == 2.5', to: 'done'}, {to: 'other'}])], ends: {done: {status: 'approve'}, other: {status: 'decline'}}};
  const wholeShare = stateOf(more, [passed('FS0w', t0, {input: {}, output: {share: 2}}), record('FS0a')]);
  ok('http: what is declared a number is a double in rules, also when it is whole', more, wholeShare, {type: 'submit', stage: 'FS0a', input: {x: 'a'}},
    [['stage_passed', 'FS0a', {revealed: {}, provisional: false, tries: 1}, {input: {x: 'a'}, output: {}}], ['run_ended', 'FS0a', {outcome: 'completed', end: 'done', status: 'approve'}]]);
  no('http: a page has nothing to submit', bare, waits(bare, {effect: 'e1'}), submit({}), 'stage_waiting');
  no('http: also when it waits for nothing', bare, stateOf(bare, [record('FS0w')]), submit({}), 'command_unknown');

  // review
  const desk = flowOf({type: 'review', reveal: ['decision'], next: [{if: "output.decision == 'approved'", to: 'done'}, {to: 'no'}]}, {ends: {done: {status: 'approve'}, no: {status: 'decline'}}});
  const pending = waits(desk, null, {notes: {note: 'pending', waiting: true}});
  const review = (input, more = {}) => ({type: 'review', actor: 'operator', stage: 'FS0w', input, ...more});
  ok('review: it waits for an operator', desk, null, first, [begun(desk, 'd1'), entered, progress({note: 'pending', waiting: true})], [], planOf('FS0w', 'start', 'no_state'));
  ok('review: a decision; by whom and why stays in the log', desk, pending, review({decision: 'approved', by: 'op1', note: 'photo matches'}),
    [pass({decision: 'approved', decidedAt: now}, {aside: {by: 'op1', note: 'photo matches'}}, 1, {decision: 'approved'}), end()]);
  ok('review: the rules of next read it', desk, pending, review({decision: 'declined', by: 'op1'}),
    [pass({decision: 'declined', decidedAt: now}, {aside: {by: 'op1'}}, 1, {decision: 'declined'}), ['run_ended', 'FS0w', {outcome: 'completed', end: 'no', status: 'decline'}]]);
  no('review: a page is no operator', desk, pending, review({decision: 'approved', by: 'op1'}, {actor: 'page'}), {code: 'forbidden', where: '/type'});
  no('review: nor is the server', desk, pending, review({decision: 'approved', by: 'op1'}, {actor: 'server'}), 'forbidden');
  no('review: a decision that is not listed', desk, pending, review({decision: 'maybe', by: 'op1'}), {code: 'invalid_input', where: '/decision', reason: 'option'});
  no('review: more than is asked', desk, pending, review({decision: 'approved', by: 'op1', status: 'approve'}), {code: 'invalid_input', where: '/status', reason: 'member_unknown'});
  no('review: of a stage that is no review', bare, waits(bare, {effect: 'e1'}), review({decision: 'approved', by: 'op1'}), 'command_unknown');
  no('review: of a stage that is not due', desk, {...pending, current: '', stages: [dropped('FS0w')]}, review({decision: 'approved', by: 'op1'}), 'stage_not_current');
  no('review: the page has nothing to submit', desk, pending, submit({decision: 'approved', by: 'me'}), 'stage_waiting');

  // a review after the end
  const open = status => ({...stateOf(desk, [passed('FS0w')]), ...completed('done', status)});
  const after = (input, more = {}) => ({type: 'review', actor: 'operator', input, ...more});
  for (const [was, becomes] of [['needs_review', 'manually_approved'], ['manualReview', 'manually_declined']]) {
    ok(`review after the end: ${was} becomes ${becomes}`, desk, open(was), after({status: becomes, by: 'op1', note: 'called'}), [['review_decided', null, {status: becomes}, {by: 'op1', note: 'called'}]]);
  }
  no('review after the end: once', desk, open('manually_approved'), after({status: 'manually_declined', by: 'op1'}), {code: 'review_not_due', httpStatus: 409});
  no('review after the end: nothing was left open', desk, open('approve'), after({status: 'manually_approved', by: 'op1'}), 'review_not_due');
  no('review after the end: there is no end yet', desk, pending, after({status: 'manually_approved', by: 'op1'}), 'review_not_due');
  no('review after the end: an error is not reviewed', desk, {...pending, ...errored('FS0w', {code: 'provider_failed'}), status: 'needs_review'}, after({status: 'manually_approved', by: 'op1'}), 'review_not_due');
  no('review after the end: another status', desk, open('needs_review'), after({status: 'auto_approved', by: 'op1'}), {code: 'invalid_input', where: '/status', reason: 'option'});
  no('review after the end: by a page', desk, open('needs_review'), after({status: 'manually_approved', by: 'me'}, {actor: 'page'}), 'forbidden');
  no('review after the end: of a stage', desk, open('needs_review'), review({decision: 'approved', by: 'op1'}), 'run_ended');

  // what a page can know
  const knows = (comment, stage, input) => book.ok(`check_input: ${comment}`, 'check_input', {stage, input, now}, true);
  const sees = (comment, stage, input, error) => book.no(`check_input: ${comment}`, 'check_input', {stage, input, now}, error);
  knows('a scan is over', {id: 'FS0w', type: 'biometric'}, {});
  knows('a scan with its token', {id: 'FS0w', type: 'biometric'}, {token: 'tok1'});
  sees('a token that is none', {id: 'FS0w', type: 'biometric'}, {token: 1}, {code: 'invalid_input', where: '/token'});
  sees('a scan with a verdict', {id: 'FS0w', type: 'biometric'}, {token: 'tok1', passed: true}, {code: 'invalid_input', where: '/token'});
  sees('a call takes nothing', {id: 'FS0w', type: 'http'}, {}, 'command_unknown');
  sees('nor does a review', {id: 'FS0w', type: 'review'}, {decision: 'approved'}, 'command_unknown');

  // a page's own run on its view
  for (const type of ['biometric', 'http']) {
    const view = {view: 1, id: 'FX0v', version: '1.0.0', hash: 'h', start: 'FS0a', stages: [form('FS0a', 'FS0w'), {id: 'FS0w', type, next: 'done'}], ends: {done: {status: 'approve'}}};
    book.no(`a view: ${type} is the server's to enter`, 'decide', {view: true, ...ask(view, stateOf(view, [record('FS0a')]), {type: 'submit', stage: 'FS0a', input: {x: 'a'}})}, 'ask_server');
  }
}
