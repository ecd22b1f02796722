// flow: check_flow, client_view, parse_duration.
import {Book, threeForms, form, flowHash, day, hour} from './lib.mjs';
import {addStageTypes} from './flow-types.mjs';

const book = new Book('flow');
const check = (comment, flow) => book.ok(comment, 'check_flow', {flow}, {id: flow.id, version: flow.version, hash: flowHash(flow)});
const bad = (comment, flow, where, reason) => book.no(comment, 'check_flow', {flow}, {code: 'flow_invalid', where, reason, httpStatus: 422});

const flow = threeForms();
const {start, ...noStart} = flow;
const stage = (id, more) => threeForms({stages: {[id]: more}});
const one = (stageMembers, more = {}) => ({id: 'FX0one', version: '1.0.0', start: 'FS0a', stages: [{id: 'FS0a', next: 'done', ...stageMembers}], ends: {done: {status: 'approve'}}, ...more});
const otp = (toRule, more = {}) => one({type: 'otp', toRule}, {variables: {mobile: {type: 'string', format: 'mobile', source: 'backend'}}, ...more});

check('three forms', flow);
book.ok('the hash is over the RFC 8785 form, so the layout of the file does not count', 'check_flow', {text: JSON.stringify(flow, null, 2)}, {id: 'FX0three', version: '1.0.0', hash: flowHash(flow)});
book.ok('nor does the order of members', 'check_flow', {flow: Object.fromEntries(Object.entries(flow).reverse())}, {id: 'FX0three', version: '1.0.0', hash: flowHash(flow)});
check('titles in two scripts', threeForms({title: {en: 'Open an account', hi: 'खाता खोलें'}}));
check('all the members of a stage', stage('FS0b', {title: 'B', group: 'g', attempts: 3, attemptsReset: '24h', expiresAfter: '10d', skipCPRPut: true, fields: [{name: 'pan', format: 'pan'}], reveal: ['category'], conditionalResumeFrom: {if: "stages.FS0a.input.x == 'a' || stages.FS0b.output.category == 'P'", to: 'FS0a'}}));
for (const status of ['auto_approved', 'auto_declined', 'needs_review', 'manually_approved', 'manually_declined', 'user_cancelled', 'approve', 'decline', 'manualReview']) {
  check(`the status ${status}`, one({type: 'consent', text: 'Yes?'}, {ends: {done: {status}}}));
}
check('resume rules', threeForms({variables: {who: {type: 'string'}}, resume: {retention: '30d', afterEnd: 'restart', exitOnEndStates: ['auto_approved', 'user_cancelled', 'error'], ignoredStateRefreshInputKeys: ['who'], parallelSessions: 'oldest'}}));
check('a loop that counts tries', stage('FS0b', {attempts: 3, next: [{if: "input.x == 'back'", to: 'FS0a'}, {to: 'FS0c'}]}));
check('a pass may be good for just as long as the state is kept', stage('FS0a', {expiresAfter: '14d'}));
check('a resume to itself', stage('FS0b', {conditionalResumeFrom: {to: 'self'}}));
check('a resume to a group that came before', threeForms({stages: {FS0a: {group: 'g'}, FS0c: {conditionalResumeFrom: {to: 'g'}}}}));
check('a code to a number of the backend', otp('inputs.mobile'));
check('pre-release and build of a version', threeForms({version: '1.2.3-rc.1+build.05'}));

// an index page
const paged = (change = {}, stages = {}) => ({
  id: 'FX0paged', version: '1.0.0', start: 'FS0menu',
  stages: [
    {id: 'FS0menu', type: 'index', steps: [{id: 'one', start: 'FS0a', title: {en: 'You'}}, {id: 'two', start: 'FS0b', dependsOn: ['one'], optional: true}], next: 'done', ...stages.FS0menu},
    form('FS0a', 'FS0menu', stages.FS0a), form('FS0b', 'FS0menu', stages.FS0b), ...(stages.more ?? []),
  ],
  ends: {done: {status: 'approve'}}, ...change,
});
const steps = (...list) => paged({}, {FS0menu: {steps: list}});
const [stepOne, stepTwo] = paged().stages[0].steps;
check('an index page: its steps lead back to it, which is no loop', paged());
check('a stage before the page and one after it', paged({start: 'FS0x'}, {FS0menu: {next: 'FS0z'}, more: [form('FS0x', 'FS0menu'), form('FS0z', 'done')]}));
check('a step may end the run', paged({}, {FS0a: {next: [{if: "input.x == 'no'", to: 'done'}, {to: 'FS0menu'}]}}));
check('a step may read what another one gave', paged({}, {FS0b: {next: [{if: "has(stages.FS0a.input.x) && stages.FS0a.input.x == 'y'", to: 'done'}, {to: 'FS0menu'}]}}));
const leaving = stage => paged({}, {FS0menu: {next: [{if: `stages.${stage}.input.x == 'y'`, to: 'done'}, {to: 'done'}]}});
check('the page, when it is left, may rely on a step that must be done', leaving('FS0a'));
check('a step may rely on the one it waits for', paged({}, {FS0b: {next: [{if: "stages.FS0a.input.x == 'y'", to: 'done'}, {to: 'FS0menu'}]}}));
bad('but not on one that is optional', leaving('FS0b'), '/stages/0/next/0/if', 'output_uncertain');
bad('nor a step on one that it does not wait for', paged({}, {FS0a: {next: [{if: "stages.FS0b.input.x == 'y'", to: 'done'}, {to: 'FS0menu'}]}}), '/stages/1/next/0/if', 'output_uncertain');
bad('an index without steps', steps(), '/stages/0/steps', 'missing');
bad('a step without a start', steps({id: 'one'}, {...stepTwo}), '/stages/0/steps/0/start', 'missing');
bad('a step whose name is none', steps({...stepOne, id: '1st'}, {...stepTwo, dependsOn: []}), '/stages/0/steps/0/id', 'id_malformed');
bad('an unknown member of a step', steps({...stepOne, begin: 'FS0a'}, stepTwo), '/stages/0/steps/0/begin', 'member_unknown');
bad('a step twice', steps(stepOne, {...stepTwo, id: 'one', dependsOn: []}), '/stages/0/steps/1/id', 'id_duplicate');
bad('a step named like an end', steps({...stepOne, id: 'done'}, {...stepTwo, dependsOn: []}), '/stages/0/steps/0/id', 'id_duplicate');
bad('a step that begins nowhere', steps(stepOne, {...stepTwo, start: 'FS0q'}), '/stages/2', 'stage_unreachable');
bad('a step after a step that is not there', steps(stepOne, {...stepTwo, dependsOn: ['three']}), '/stages/0/steps/1/dependsOn', 'step_unknown');
bad('two steps that wait for each other', steps({...stepOne, dependsOn: ['two']}, stepTwo), '/stages/0/steps/0/dependsOn', 'step_circle');
bad('a step that waits for itself', steps({...stepOne, dependsOn: ['one']}, stepTwo), '/stages/0/steps/0/dependsOn', 'step_circle');
bad('a step that never comes back', paged({}, {FS0a: {next: 'done'}}), '/stages/0/steps/0', 'step_without_return');
bad('a stage of two steps', paged({}, {FS0a: {next: 'FS0b'}}), '/stages/2', 'step_overlap');
bad('a step that is entered past its page', paged({start: 'FS0x'}, {more: [form('FS0x', [{if: "input.x == 'y'", to: 'FS0a'}, {to: 'FS0menu'}])]}), '/stages/1', 'step_overlap');
bad('a second index page', paged({}, {FS0menu: {next: 'FS0two'}, more: [{id: 'FS0two', type: 'index', steps: [{id: 'three', start: 'FS0c'}], next: 'done'}, form('FS0c', 'FS0two', {attempts: 3})]}), '/stages/3', 'index_twice');
bad('a resume into another step', paged({}, {FS0b: {conditionalResumeFrom: {to: 'FS0a'}}}), '/stages/2/conditionalResumeFrom', 'target_other_step');
bad('a loop inside a step counts tries like any other', paged({}, {FS0a: {next: [{if: "input.x == 'again'", to: 'FS0a'}, {to: 'FS0menu'}]}}), '/stages/1', 'loop_without_limit');

// resume.auth: the code goes to a proved contact
const proving = (toRule, more = {}, variables = {}) => threeForms({
  resume: {auth: {triggerModuleId: 'FS0b', toRule, ...more}},
  variables: {mobile: {type: 'string', format: 'mobile', source: 'backend'}, typed: {type: 'string', format: 'mobile'}, ...variables},
});
const afterCode = toRule => ({
  id: 'FX0code', version: '1.0.0', start: 'FS0otp', variables: {typed: {type: 'string', format: 'mobile'}},
  stages: [{id: 'FS0otp', type: 'otp', toRule: 'inputs.typed', next: 'FS0a'}, form('FS0a', 'done')],
  ends: {done: {status: 'approve'}}, resume: {auth: {triggerModuleId: 'FS0a', channel: 'mobile', toRule}},
});
check('resume.auth: a contact of the backend', proving('inputs.mobile'));
check('resume.auth: a contact that a code was passed for', afterCode('stages.FS0otp.input.mobile'));
bad('resume.auth: a contact that the page gave', proving('inputs.typed'), '/resume/auth/toRule', 'contact_unproved');
bad('resume.auth: the page would choose between two', proving("inputs.typed == '1' ? inputs.mobile : inputs.other", {}, {other: {type: 'string', source: 'backend'}}), '/resume/auth/toRule', 'contact_unproved');
bad('resume.auth: what somebody typed into a form', proving('stages.FS0a.input.x'), '/resume/auth/toRule', 'contact_unproved');
bad('resume.auth: a constant is nobody\'s contact', proving("'+919876543210'"), '/resume/auth/toRule', 'contact_unproved');
bad('resume.auth: the code stage is passed on some ways only', {...afterCode('stages.FS0otp.input.mobile'), start: 'FS0first', stages: [...afterCode('').stages, form('FS0first', [{if: "input.x == 'y'", to: 'FS0otp'}, {to: 'FS0a'}])]}, '/resume/auth/toRule', 'contact_unproved');
bad('resume.auth: the channel is another one', {...afterCode('stages.FS0otp.input.mobile'), resume: {auth: {triggerModuleId: 'FS0a', channel: 'email', toRule: 'stages.FS0otp.input.mobile'}}}, '/resume/auth/toRule', 'contact_unproved');
bad('resume.auth: a trigger that is not there', proving('inputs.mobile', {triggerModuleId: 'FS0q'}), '/resume/auth/triggerModuleId', 'target_unknown');
bad('resume.auth without a trigger', proving('inputs.mobile', {triggerModuleId: undefined}), '/resume/auth/triggerModuleId', 'missing');
bad('resume.auth without toRule', proving(undefined), '/resume/auth/toRule', 'missing');
bad('resume.auth: a rule that cannot be read', proving('inputs.'), '/resume/auth/toRule', 'rule_invalid');
bad('resume.auth: an unknown member', proving('inputs.mobile', {startModuleId: 'FS0a'}), '/resume/auth/startModuleId', 'member_unknown');

// the members
bad('an unknown member', threeForms({strat: 'FS0a'}), '/strat', 'member_unknown');
bad('a misspelt member of a stage', stage('FS0a', {expiresAftr: '1d'}), '/stages/0/expiresAftr', 'member_unknown');
bad('names in a pointer are escaped', threeForms({'a/b~c': 1}), '/a~1b~0c', 'member_unknown');
bad('no start', noStart, '/start', 'missing');
bad('an empty version', threeForms({version: ''}), '/version', 'missing');
bad('a version of two parts', threeForms({version: '1.2'}), '/version', 'version_malformed');
bad('a version with a leading zero', threeForms({version: '1.02.0'}), '/version', 'version_malformed');
bad('a version with an empty part', threeForms({version: '1.2.0-a..b'}), '/version', 'version_malformed');
bad('an id without FX0', threeForms({id: 'three'}), '/id', 'id_malformed');
bad('an id that is only its prefix', threeForms({id: 'FX0'}), '/id', 'id_malformed');
bad('a title of no text', threeForms({title: {en: 1}}), '/title/en', 'format');
bad('stages are a list', {...flow, stages: {}}, '/stages', 'type');
bad('attempts is a number', stage('FS0a', {attempts: '3'}), '/stages/0/attempts', 'type');
bad('at least one attempt', stage('FS0a', {attempts: 0}), '/stages/0/attempts', 'range');
bad('skipCPRPut is no text here', stage('FS0a', {skipCPRPut: 'yes'}), '/stages/0/skipCPRPut', 'type');
bad('a duration without a unit', stage('FS0a', {expiresAfter: '10'}), '/stages/0/expiresAfter', 'duration');
bad('a retention of nothing', threeForms({resume: {retention: '0d'}}), '/resume/retention', 'duration');
bad('a pass that outlives the state', stage('FS0a', {expiresAfter: '15d'}), '/stages/0/expiresAfter', 'beyond_retention');
bad('an unknown stage type', stage('FS0a', {type: 'magic'}), '/stages/0/type', 'stage_type_unknown');
bad('a form without fields', stage('FS0a', {fields: []}), '/stages/0/fields', 'missing');
bad('an unknown format', stage('FS0a', {fields: [{name: 'x', format: 'passport'}]}), '/stages/0/fields/0/format', 'format_unknown');
bad('a field twice', stage('FS0a', {fields: [{name: 'x'}, {name: 'x'}]}), '/stages/0/fields/1/name', 'id_duplicate');
bad('a field whose name cannot enter a result', stage('FS0a', {fields: [{name: '1x'}]}), '/stages/0/fields/0/name', 'format');
bad('an otp without toRule', one({type: 'otp'}), '/stages/0/toRule', 'missing');
bad('an unknown channel', one({type: 'otp', toRule: "'a'", channel: 'pigeon'}), '/stages/0/channel', 'choice');
bad('consent without a text', one({type: 'consent'}), '/stages/0/text', 'missing');
bad('a document of an unknown type', one({type: 'document', accept: ['image/gif']}), '/stages/0/accept', 'choice');
bad('a document of more than 15 MiB', one({type: 'document', maxBytes: 15728641}), '/stages/0/maxBytes', 'range');
bad('a side that no document has', one({type: 'document', sides: ['left']}), '/stages/0/sides', 'choice');

// names and targets
bad('an id twice', threeForms({stages: {FS0c: {id: 'FS0b'}}}), '/stages/2/id', 'id_duplicate');
bad('a stage id without FS0', {...flow, start: 'a', stages: [{...flow.stages[0], id: 'a'}, ...flow.stages.slice(1)]}, '/stages/0/id', 'id_malformed');
bad('an end with the name of a stage', threeForms({ends: {...flow.ends, FS0a: {status: 'approve'}}}), '/ends/FS0a', 'id_duplicate');
bad('a group with the name of an end', stage('FS0a', {group: 'approved'}), '/stages/0/group', 'id_duplicate');
bad('a group that takes the word for "this stage"', stage('FS0a', {group: 'self'}), '/stages/0/group', 'id_duplicate');
bad('start names no stage', threeForms({start: 'approved'}), '/start', 'target_unknown');
bad('next names nothing', stage('FS0b', {next: 'FS0d'}), '/stages/1/next', 'target_unknown');
bad('an entry names nothing', stage('FS0c', {next: [{if: 'true', to: 'nowhere'}, {if: 'false', to: 'declined'}, {to: 'approved'}]}), '/stages/2/next/0', 'target_unknown');
bad('a stage no way leads to', {...flow, stages: [...flow.stages, form('FS0d', 'approved')]}, '/stages/3', 'stage_unreachable');
bad('an end no way leads to', threeForms({ends: {...flow.ends, lost: {status: 'decline'}}}), '/ends/lost', 'end_unreachable');
bad('no end can be reached', {...flow, stages: [form('FS0a', 'FS0b', {attempts: 1}), form('FS0b', 'FS0a')], ends: {}}, '/stages/0', 'no_end_reachable');
bad('a loop in which nothing counts tries', stage('FS0b', {next: [{if: "input.x == 'back'", to: 'FS0a'}, {to: 'FS0c'}]}), '/stages/0', 'loop_without_limit');
bad('the last entry has a condition', stage('FS0c', {next: [{if: 'true', to: 'declined'}, {if: 'true', to: 'approved'}]}), '/stages/2/next/1', 'no_otherwise');
bad('an entry after one that is always taken', stage('FS0c', {next: [{to: 'declined'}, {to: 'approved'}]}), '/stages/2/next/0', 'rule_dead');
bad('an empty list leads nowhere', stage('FS0c', {next: []}), '/stages/2/next', 'type');
bad('an end of an unknown status', threeForms({ends: {...flow.ends, approved: {status: 'fine'}}}), '/ends/approved/status', 'status_unknown');
bad('resumeFrom at an end that is no decline', threeForms({ends: {...flow.ends, approved: {status: 'auto_approved', resumeFrom: 'FS0a'}}}), '/ends/approved/resumeFrom', 'resume_from_status');
bad('resumeFrom a stage that is not there', threeForms({ends: {...flow.ends, declined: {status: 'auto_declined', resumeFrom: 'FS0x'}}}), '/ends/declined/resumeFrom', 'target_unknown');
bad('a redirect to what is not there', stage('FS0b', {conditionalResumeFrom: {to: 'approved'}}), '/stages/1/conditionalResumeFrom/to', 'target_unknown');
bad('a redirect forward', stage('FS0a', {conditionalResumeFrom: {to: 'FS0b'}}), '/stages/0/conditionalResumeFrom/to', 'target_forward');
bad('a redirect forward to a group', threeForms({stages: {FS0a: {conditionalResumeFrom: {to: 'g'}}, FS0b: {group: 'g'}}}), '/stages/0/conditionalResumeFrom/to', 'target_forward');

// rules
const next = rule => stage('FS0b', {next: [{if: rule, to: 'approved'}, {to: 'FS0c'}]});
const at = '/stages/1/next/0/if';
bad('a rule that is none', next('input.x =='), at, 'rule_invalid');
bad('a condition is written as a string', next(true), at, 'type');
bad('a rule reads a variable that is not declared', next("inputs.who == 'x'"), at, 'variable_unknown');
bad('a rule reads a stage that is not there', next('stages.FS0x.output.k == 1'), at, 'stage_unknown');
bad('a rule reads a stage that comes later', next("stages.FS0c.input.x == 'x'"), at, 'output_too_early');
bad('a rule reads what no rule can', next("session.id == 'x'"), at, 'name_unknown');
bad('of a stage, a rule reads input and output', next("stages.FS0a.outputs.x == 'x'"), at, 'name_unknown');
bad('toRule reads an output of the stage itself', otp('output.mobile'), '/stages/0/toRule', 'output_too_early');
bad('also by the name of the stage', otp('stages.FS0a.output.mobile'), '/stages/0/toRule', 'output_too_early');
bad('toRule that is no rule', otp('inputs.'), '/stages/0/toRule', 'rule_invalid');
bad('the rule of a redirect', stage('FS0b', {conditionalResumeFrom: {if: 'inputs.who', to: 'FS0a'}}), '/stages/1/conditionalResumeFrom/if', 'variable_unknown');

// variables and resume
const variable = declared => threeForms({variables: {who: declared}});
bad('a variable of an unknown type', variable({type: 'date'}), '/variables/who/type', 'choice');
bad('a format for a number', variable({type: 'number', format: 'pan'}), '/variables/who/format', 'type');
bad('a list of values for a number could never be met', variable({type: 'number', enum: ['1']}), '/variables/who/enum', 'type');
bad('an unknown format of a variable', variable({type: 'string', format: 'phone'}), '/variables/who/format', 'format_unknown');
bad('a variable named like an array index', threeForms({variables: {0: {type: 'string'}}}), '/variables/0', 'id_malformed');
bad('exitOnEndStates of an unknown status', threeForms({resume: {exitOnEndStates: ['done']}}), '/resume/exitOnEndStates', 'status_unknown');
bad('an ignored input that is not declared', threeForms({resume: {ignoredStateRefreshInputKeys: ['who']}}), '/resume/ignoredStateRefreshInputKeys', 'variable_unknown');
bad('parallelSessions', threeForms({resume: {parallelSessions: 'both'}}), '/resume/parallelSessions', 'choice');
bad('a definition is an object', 7, '', 'type');
book.no('a file that is no JSON', 'check_flow', {text: '{"id": "FX0a",}'}, 'invalid_json');
book.no('a member twice', 'check_flow', {text: '{"id": "FX0a", "id": "FX0b"}'}, 'invalid_json');

// the client view
const view = (of, changes) => {
  const {stages, ...rest} = changes;
  return {view: 1, id: of.id, version: of.version, hash: flowHash(of), variables: {}, start: of.start, stages, ends: {approved: {status: 'auto_approved'}, declined: {status: 'auto_declined'}}, ...rest};
};
const seen = (id, next, more = {}) => ({id, type: 'form', reveal: [], fields: [{name: 'x', required: true}], next, ...more});
const to = name => [{to: name}];
const plain = [seen('FS0a', to('FS0b')), seen('FS0b', to('FS0c')), seen('FS0c', [{if: "input.x == 'no'", to: 'declined'}, {to: 'approved'}])];
book.ok('a view: a rule over what was typed in goes along', 'client_view', {flow}, view(flow, {stages: plain}));
const secretive = threeForms({
  variables: {who: {type: 'string', enum: ['a', 'b']}, risk: {type: 'number', source: 'backend'}},
  stages: {FS0b: {attempts: 2, expiresAfter: '1d', group: 'g', skipCPRPut: true, conditionalResumeFrom: {if: "inputs.who == 'a'", to: 'FS0a'}}},
  ends: {approved: {status: 'auto_approved', reason: 'fine'}, declined: {status: 'auto_declined', resumeFrom: 'FS0a', reason: 'score'}},
  resume: {retention: '2d'}});
book.ok('nothing about resume, groups, reasons and backend variables', 'client_view', {flow: secretive}, view(secretive, {variables: {who: {type: 'string', enum: ['a', 'b']}}, stages: [plain[0], seen('FS0b', to('FS0c'), {attempts: 2}), plain[2]]}));
const withPan = [{name: 'pan', format: 'pan'}];
const ruled = (rule, reveal = []) => threeForms({variables: {who: {type: 'string'}, risk: {type: 'number', source: 'backend'}}, stages: {FS0c: {fields: withPan, next: [{if: rule, to: 'declined'}, {to: 'approved'}], reveal}}});
const ruledView = (rule, next, reveal = []) => book.ok(`a view: ${rule}${reveal.length ? `, revealing ${reveal}` : ''}`, 'client_view', {flow: ruled(rule, reveal)}, view(ruled(rule, reveal), {variables: {who: {type: 'string'}}, stages: [plain[0], plain[1], seen('FS0c', next, {reveal, fields: withPan})]}));
const told = rule => [{if: rule, to: 'declined'}, {to: 'approved'}];
const asked = [{askServer: true}];
ruledView("inputs.who == 'a'", told("inputs.who == 'a'"));
ruledView('inputs.risk > 0.5', asked);
ruledView("inputs['risk'] > 0.5", asked);
ruledView("has(inputs.risk) && inputs.who == 'a'", asked);
ruledView("inputs[inputs.who] == 'a'", asked);
ruledView("stages.FS0a.input.x == 'a'", asked);
ruledView("output.category == 'P'", asked);
ruledView("output.category == 'P'", told("output.category == 'P'"), ['category']);
ruledView("output.category == 'P' && inputs.risk > 0.5", asked, ['category']);
ruledView('size(output) > 1', asked, ['category']);
const code = otp('inputs.mobile');
book.ok('of an otp: the channel, never the rule that finds the number', 'client_view', {flow: code}, {view: 1, id: 'FX0one', version: '1.0.0', hash: flowHash(code), variables: {}, start: 'FS0a', stages: [{id: 'FS0a', type: 'otp', reveal: [], channel: 'mobile', digits: 6, next: to('done')}], ends: {done: {status: 'approve'}}});
book.ok('a view of a view is the same', 'client_view', {view: true, flow: view(flow, {stages: plain})}, view(flow, {stages: plain}));
book.no('no view of a flow with problems', 'client_view', {flow: noStart}, {code: 'flow_invalid', where: '/start'});
book.no('a view without its hash', 'client_view', {view: true, flow: {...view(flow, {stages: plain}), hash: undefined}}, {code: 'flow_invalid', where: '/hash'});

// durations
const lasts = (text, ms) => book.ok(`${text}`, 'parse_duration', {text}, ms);
lasts('1s', 1000);
lasts('90m', 90 * 60_000);
lasts('24h', day);
lasts('10d', 10 * day);
lasts('366d', 366 * day);
lasts('31622400s', 366 * day);
for (const text of ['', '1', 's', '0s', '01d', '1.5h', '-1d', '+1d', '1 d', ' 1d', '1D', '1w', '1d1h', '367d', '31622401s', '99999999999s', '١d']) {
  book.no(`no duration: ${JSON.stringify(text)}`, 'parse_duration', {text}, 'malformed_request');
}
book.no('a number is no duration', 'parse_duration', {text: 86400}, 'malformed_request');

addStageTypes(book);

export default book;
