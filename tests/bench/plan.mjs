// Planning a resume of a flow of 200 stages: after a hundred events and after ten thousand that led to the same state.
import {equal} from "./walk.mjs";

export function planComparison({native}) {
  const names = {few: "plan after few events", many: "plan after 10,000 events"};
  const contenders = [native.contender(names.few, "plan-few"), native.contender(names.many, "plan-many")];
  return {
    title: "Planning a resume of a flow of 200 stages",
    unit: "plans/s",
    contenders,
    async check() {
      equal(names.many, await contenders[1].check(), await contenders[0].check());
    },
    ratios: [{of: names.many, to: names.few, goal: 0.9}],
  };
}
