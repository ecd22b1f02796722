// Rules in two forms: the text that stands in a flow file, and what CEL's specification says it means, as JavaScript.
// `holds` gives true, false, or undefined for "cannot be evaluated".

const words = ["a", "ab", "b", "zz"];

/** What a rule reads: variables, the input of the stage just passed, the inputs of those passed before. */
const reads = {
  inputs: (name) => ({text: `inputs.${name}`, of: ({inputs}) => inputs[name]}),
  input: (name) => ({text: `input.${name}`, of: ({input}) => input[name]}),
  earlier: (stage, name) => ({text: `stages.${stage}.input.${name}`, of: ({passed}) => passed[stage]?.[name]}),
};

/** A comparison of a text: undefined when there is none. */
function ofText({text, of}, random) {
  const word = random.oneOf(words);
  const made = (rule, test) => ({text: rule, holds: (facts) => (typeof of(facts) === "string" ? test(of(facts)) : undefined)});
  switch (random.below(6)) {
    case 0: return made(`${text} == '${word}'`, (value) => value === word);
    case 1: return made(`${text} != '${word}'`, (value) => value !== word);
    case 2: return made(`size(${text}) < 2`, (value) => value.length < 2);
    case 3: return made(`${text}.startsWith('a')`, (value) => value.startsWith("a"));
    case 4: return made(`${text} in ['${word}', 'b']`, (value) => value === word || value === "b");
    default: return made(`${text} + 'b' == 'ab'`, (value) => value === "a");
  }
}

/** A comparison of a number that may be null: with null nothing compares, but equality can be asked. */
function ofNumber({text, of}, random) {
  const limit = random.below(4);
  switch (random.below(3)) {
    case 0: return {text: `${text} == null`, holds: (facts) => (of(facts) === undefined ? undefined : of(facts) === null)};
    case 1: return {text: `${text} > ${limit}.0`, holds: (facts) => (typeof of(facts) === "number" ? of(facts) > limit : undefined)};
    default: return {text: `${text} - 1.0 <= ${limit}.0`, holds: (facts) => (typeof of(facts) === "number" ? of(facts) - 1 <= limit : undefined)};
  }
}

/** A stage that some ways leave out has to be asked for first; the one that every walk starts with has not. */
function ofEarlier(random, stage, {start}) {
  const rule = random.chance(3)
    ? {text: `has(stages.${stage}.input.x)`, holds: ({passed}) => (passed[stage] === undefined ? undefined : true)}
    : ofText(reads.earlier(stage, "x"), random);
  if (stage === start) return rule;
  return {text: `(has(stages.${stage}) && ${rule.text})`, holds: (facts) => (facts.passed[stage] === undefined ? false : rule.holds(facts))};
}

function atom(random, stage, earlier) {
  const choice = random.below(8);
  if (choice < 3 && stage.type === "form") return ofText(reads.input("x"), random);
  if (choice < 5 && stage.type === "form") return ofNumber(reads.input("n"), random);
  if (choice < 7 && earlier.forms.length > 0) return ofEarlier(random, random.oneOf(earlier.forms), earlier);
  return random.chance(2) ? ofText(reads.inputs("who"), random) : ofNumber(reads.inputs("amount"), random);
}

/** `stage` is where the rule stands; `earlier.forms` are ids of forms that may have passed before it. */
export function randomRule(random, stage, earlier, depth = 2) {
  if (depth === 0 || random.chance(2)) return atom(random, stage, earlier);
  const left = randomRule(random, stage, earlier, depth - 1);
  if (random.chance(4)) {
    return {text: `!(${left.text})`, holds: (facts) => {
      const value = left.holds(facts);
      return value === undefined ? undefined : !value;
    }};
  }
  const right = randomRule(random, stage, earlier, depth - 1);
  // Whichever side decides alone, decides, also when the other one cannot be evaluated.
  const decisive = random.chance(2);
  return {text: `(${left.text} ${decisive ? "||" : "&&"} ${right.text})`, holds: (facts) => {
    const [one, other] = [left.holds(facts), right.holds(facts)];
    if (one === decisive || other === decisive) return decisive;
    return one === undefined || other === undefined ? undefined : !decisive;
  }};
}
