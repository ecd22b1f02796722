// The core, natively: many walks at a time, through the program walk_flows.
import {spawn} from "node:child_process";
import {once} from "node:events";
import {existsSync} from "node:fs";
import {createInterface} from "node:readline";
import {fileURLToPath} from "node:url";

const program = fileURLToPath(new URL("../../build/release-test/tests/differential/walk_flows", import.meta.url));

export function startNative() {
  if (!existsSync(program)) throw new Error(`${program} is not there: build the preset release-test first`);
  const child = spawn(program, {stdio: ["pipe", "pipe", "inherit"]});
  const lines = createInterface({input: child.stdout})[Symbol.asyncIterator]();
  return {
    /** What there is to see after the launch and each command, case by case; null where the flow is refused. */
    async walk(cases) {
      for (const {flow, commands} of cases) {
        child.stdin.write(`${JSON.stringify({flow: flow.definition, inputs: flow.inputs, commands})}\n`);
      }
      const said = [];
      for (let left = cases.length; left > 0; left -= 1) {
        const {value, done} = await lines.next();
        if (done) throw new Error("walk_flows ended early");
        said.push(readAnswer(JSON.parse(value)));
      }
      return said;
    },
    async stop() {
      child.stdin.end();
      await once(child, "close");
    },
  };
}

/** Problems that random flows have by chance; any other is the generator's mistake. */
const byChance = ["loop_without_limit", "rule_dead"];

function readAnswer(answer) {
  if (Array.isArray(answer)) {
    return answer.map(([stage, outcome, end, status, tries]) => ({stage, outcome, end, status, tries: tries.join()}));
  }
  const reasons = (answer.details ?? []).map(({reason}) => reason);
  if (reasons.length > 0 && reasons.every((reason) => byChance.includes(reason))) return null;
  throw new Error(`${answer.code}: ${answer.message} ${reasons}`);
}
