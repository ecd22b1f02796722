// Two walkers, the same commands, and what they say after each.
import {Random} from "./random.mjs";
import {randomCommands, randomFlow} from "./flows.mjs";
import {judgeOf} from "./judge.mjs";

export const commandsPerFlow = 50;

/** The flow and commands of a seed. `change` may make the judge's flow another one: a control. */
export function caseOf(seed) {
  const random = new Random(seed);
  return {seed, flow: randomFlow(random), commands: randomCommands(random, commandsPerFlow)};
}

/** What the judge says after the start and after each command. */
export function judged({flow, commands}) {
  const judge = judgeOf(flow);
  return [judge.seen(), ...commands.map((command) => (judge.send(command), judge.seen()))];
}

const text = ({stage, outcome, end, status, tries}) => [stage, outcome, end, status, tries].join(" | ");

/** The first difference as text, or undefined. */
export function difference({seed, flow, commands}, said, judgement) {
  const at = judgement.findIndex((seen, index) => text(seen) !== text(said[index]));
  if (at < 0) return undefined;
  return [
    `seed ${seed}, after command ${at} of ${commands.length}: ${JSON.stringify(commands[at - 1])}`,
    `inputs ${JSON.stringify(flow.inputs)}`,
    `before ${at > 0 ? text(said[at - 1]) : "the launch"}`,
    `core   ${text(said[at])}`,
    `xstate ${text(judgement[at])}`,
    JSON.stringify(flow.definition),
  ].join("\n");
}

/** What the walks were like, so that a run in which nothing happens is noticed. */
export class Tally {
  #counts = new Map();
  add(judgement) {
    judgement.forEach(({stage, outcome, end}, index) => {
      const before = judgement[index - 1];
      const key = outcome === "none" ? "due" : end || outcome;
      if (before === undefined || before.stage !== stage || before.outcome !== outcome) {
        this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
      }
    });
  }
  get(key) {
    return this.#counts.get(key) ?? 0;
  }
  toString() {
    return [...this.#counts].map(([key, count]) => `${key} ${count}`).join(", ");
  }
}
