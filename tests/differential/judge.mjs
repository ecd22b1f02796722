// The judge: a flow as a state machine of xstate, written from docs/reference/flow-file.md alone. It shares no code and
// no data with the core: rules are JavaScript (rules.mjs), sequence, branches, guards and ends are xstate's.
import {assign, initialTransition, setup, transition} from "xstate";

/** A code is dead after so many wrong tries, whatever the stage's `attempts` say. */
const triesPerCode = 5;

/** right: passes. wrong: uses a try. undefined: refused without using one. */
function verdict(stage, event, {wrongCodes}) {
  const answer = event.answers[stage.type];
  switch (stage.type) {
    case "consent": return answer.accepted ? "right" : undefined;
    case "form": return answer.x === undefined ? undefined : "right";
    case "document": return answer.front === "MX1known" ? "right" : undefined;
    default: return answer === "short" || wrongCodes >= triesPerCode ? undefined : answer;
  }
}

export function judgeOf(flow) {
  const stageOf = (id) => flow.stages.find((stage) => stage.id === id);
  const exhausted = (id, tries) => stageOf(id).attempts > 0 && (tries[id] ?? 0) >= stageOf(id).attempts;

  const answers = (stage, wanted) => ({context, event}) =>
    (event.stage === undefined || event.stage === stage.id) && verdict(stage, event, context) === wanted;
  const oneMore = (stage, {tries}) => ({...tries, [stage.id]: (tries[stage.id] ?? 0) + 1});
  const storedBy = (stage, event) => (stage.type === "form" ? {n: null, ...event.answers.form} : {});
  const facts = (stage, {context, event}) =>
    ({inputs: flow.inputs, input: storedBy(stage, event), passed: context.passed});
  /** The first rule that is true wins; one before it that cannot be evaluated ends the run. */
  const takes = (stage, branch) => (scope) => branch.rule === null || branch.rule.holds(facts(stage, scope)) === true;
  const breaks = (stage, branch) => (scope) => branch.rule !== null && branch.rule.holds(facts(stage, scope)) === undefined;

  /** Going (back) to a stage: it has not passed, nor has what came after it. */
  const enter = (id) => ({path, passed}) => {
    const kept = path.includes(id) ? path.slice(0, path.indexOf(id)) : path;
    return {
      path: [...kept, id],
      passed: Object.fromEntries(Object.entries(passed).filter(([each]) => kept.includes(each))),
      wrongCodes: 0,
    };
  };
  const errored = (guard, actions) => ({guard, target: "errored", actions});

  /** What happens when `stage` is passed and `branch` is its way on. */
  function passes(stage, branch) {
    const right = answers(stage, "right");
    const pass = assign(({context, event}) => ({
      tries: oneMore(stage, context),
      passed: {...context.passed, [stage.id]: storedBy(stage, event)},
    }));
    const broken = errored((scope) => right(scope) && breaks(stage, branch)(scope), [pass, assign({at: undefined})]);
    const taken = (scope) => right(scope) && takes(stage, branch)(scope);
    if (stageOf(branch.to) === undefined) return [broken, {guard: taken, target: branch.to, actions: pass}];
    // A stage that leads to itself is exhausted by this very pass.
    const full = (scope) => taken(scope) && exhausted(branch.to, oneMore(stage, scope.context));
    const after = branch.to === stage.id ? full
      : (scope) => taken(scope) && exhausted(branch.to, scope.context.tries);
    return [
      broken,
      errored(after, [pass, assign({at: branch.to})]),
      {guard: taken, target: branch.to, actions: [pass, assign(({context}) => enter(branch.to)(context))]},
    ];
  }

  const stateOf = (stage) => {
    const wrong = answers(stage, "wrong");
    const countWrong = assign(({context}) => ({tries: oneMore(stage, context), wrongCodes: context.wrongCodes + 1}));
    const stop = assign({at: stage.id});
    return {
      on: {
        submit: [
          ...stage.branches.flatMap((branch) => passes(stage, branch)),
          errored((scope) => wrong(scope) && exhausted(stage.id, oneMore(stage, scope.context)), [countWrong, stop]),
          {guard: wrong, actions: countWrong},
        ],
        skip: {target: "skipped", actions: stop},
        fail: {target: "errored", actions: stop},
      },
    };
  };

  // A retry goes on where it was, if that stage has tries left.
  const retry = flow.stages.map(({id}) => ({
    guard: ({context}) => context.at === id && !exhausted(id, context.tries),
    target: id,
  }));
  const unfinished = [...retry, {guard: ({context}) => context.at !== undefined, target: "errored"}];
  const startAgain = [
    errored(({context}) => exhausted(flow.start, context.tries), assign({path: [], passed: {}, at: flow.start})),
    {target: flow.start, actions: [assign({path: [], passed: {}}), assign(({context}) => enter(flow.start)(context))]},
  ];
  const endState = {on: {retry: flow.restarts ? startAgain : []}};

  const machine = setup({}).createMachine({
    context: {tries: {}, passed: {}, path: [flow.start], wrongCodes: 0, at: undefined},
    initial: flow.start,
    states: {
      ...Object.fromEntries(flow.stages.map((stage) => [stage.id, stateOf(stage)])),
      ...Object.fromEntries(Object.keys(flow.ends).map((end) => [end, endState])),
      errored: {on: {retry: unfinished}},
      skipped: {on: {retry: unfinished}},
    },
  });
  return walker(flow, machine);
}

/** `{send(command), seen()}`; `seen` is what is compared. */
function walker(flow, machine) {
  let [snapshot] = initialTransition(machine);
  return {
    send(command) {
      [snapshot] = transition(machine, snapshot, command);
    },
    seen() {
      const {value, context} = snapshot;
      const end = flow.ends[value] === undefined ? "" : value;
      const due = flow.stages.some(({id}) => id === value);
      const outcome = due ? "none" : end === "" ? value : "completed";
      const status = due ? "" : end !== "" ? flow.ends[end] : value === "skipped" ? "user_cancelled" : "error";
      return {stage: due ? value : "", outcome, end, status, tries: flow.stages.map(({id}) => context.tries[id] ?? 0).join()};
    },
  };
}
