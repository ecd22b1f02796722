// Random flows, as a definition for the core and, beside it, the same things for the judge; and random commands.
import {randomRule} from "./rules.mjs";

const idOf = (index) => `FS0s${index}`;
const types = ["form", "form", "form", "consent", "otp", "document"];

const members = {
  form: {fields: [{name: "x", required: true}, {name: "n", format: "number"}]},
  consent: {text: "Yes?"},
  otp: {toRule: "inputs.mobile"},
  document: {},
};

/** `{definition, start, stages: [{id, type, attempts, branches: [{rule, to}]}], ends, restarts, inputs}` */
export function randomFlow(random) {
  const count = 1 + random.below(6);
  const stages = Array.from({length: count}, (_, index) => ({
    id: idOf(index),
    type: random.oneOf(types),
    attempts: random.chance(6) ? 0 : 1 + random.below(6),
  }));
  const forms = stages.filter(({type}) => type === "form").map(({id}) => id);
  stages.forEach((stage, index) => {
    const earlier = {start: idOf(0), forms: forms.filter((id) => id < stage.id)};
    stage.branches = Array.from({length: random.below(4)}, () => ({
      rule: randomRule(random, stage, earlier),
      to: random.chance(4) ? random.oneOf(["declined", "review"]) : idOf(random.below(count)),
    }));
    stage.branches.push({rule: null, to: index + 1 < count ? idOf(index + 1) : "approved"});
  });
  const ends = {approved: "auto_approved", declined: "auto_declined", review: "needs_review"};
  const reached = new Set(stages.flatMap(({branches}) => branches.map(({to}) => to)));
  for (const end of Object.keys(ends)) if (!reached.has(end)) delete ends[end];
  const restarts = !random.chance(4);
  const inputs = {who: random.oneOf(["a", "b", "zz"]), amount: random.chance(6) ? null : random.below(5)};
  return {definition: definitionOf(stages, ends, restarts), start: idOf(0), stages, ends, restarts, inputs};
}

function definitionOf(stages, ends, restarts) {
  return {
    id: "FX0random", version: "1.0.0", start: idOf(0),
    variables: {
      who: {type: "string", required: true},
      amount: {type: "number", required: true, nullable: true},
      mobile: {type: "string", source: "backend"},
    },
    stages: stages.map(({id, type, attempts, branches}) => ({
      id, type, ...members[type],
      ...(attempts > 0 ? {attempts} : {}),
      next: branches.map(({rule, to}) => (rule === null ? {to} : {if: rule.text, to})),
    })),
    ends: Object.fromEntries(Object.entries(ends).map(([name, status]) => [name, {status}])),
    resume: {afterEnd: restarts ? "restart" : "return"},
  };
}

/**
 * A command that can be written down before anybody knows where the walk is: an answer for each type of stage, of which
 * the one for the stage that is due is taken. `stage` is there when it goes to one by name, due or not.
 */
function randomCommand(random) {
  const choice = random.below(40);
  if (choice === 0) return {type: "skip"};
  if (choice === 1) return {type: "fail"};
  if (choice < 9) return {type: "retry"};
  const form = {x: random.oneOf(["a", "ab", "b", "zz"])};
  if (random.chance(8)) delete form.x;
  if (!random.chance(4)) form.n = random.below(5);
  const answers = {
    form,
    consent: {accepted: !random.chance(5)},
    otp: random.oneOf(["right", "right", "wrong", "wrong", "short"]),
    document: {front: random.chance(4) ? "MX1nowhere" : "MX1known"},
  };
  return random.chance(10) ? {type: "submit", stage: idOf(random.below(6)), answers} : {type: "submit", answers};
}

export function randomCommands(random, count) {
  return Array.from({length: count}, () => randomCommand(random));
}
