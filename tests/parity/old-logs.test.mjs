// Logs of former versions (tests/vectors/logs), through the command line and through `sealflow/core` in Node. The
// core's own tests replay them natively and in WebAssembly.
import assert from "node:assert/strict";
import {spawnSync} from "node:child_process";
import {existsSync, readFileSync, readdirSync} from "node:fs";
import {join} from "node:path";
import {test} from "node:test";
import {fileURLToPath, pathToFileURL} from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = join(root, "tests/vectors/logs");
const expectations = readdirSync(folder)
  .filter((name) => name.endsWith(".json"))
  .flatMap((name) => JSON.parse(readFileSync(join(folder, name), "utf8")));
const {loadCore} = await import(pathToFileURL(join(root, "web/dist/core.node.js")));
const core = await loadCore();

/** Exit code and JSON of `sealflow log …`. */
function log(verb, file) {
  const program = join(root, "build/dev/native/cli/sealflow");
  assert.ok(existsSync(program), `${program} is not there: build the preset dev first`);
  const {status, stdout} = spawnSync(program, ["log", verb, "--json", join(folder, file)], {encoding: "utf8"});
  return {status, said: JSON.parse(stdout)};
}

const eventsOf = (file) => readFileSync(join(folder, file), "utf8").trimEnd().split("\n").map((line) => JSON.parse(line));

for (const {file, firstBad, events, head, erased, result} of expectations) {
  if (firstBad === undefined) {
    test(`${file} replays`, () => {
      const verified = log("verify", file);
      assert.equal(verified.status, 0);
      assert.deepEqual([verified.said.events, verified.said.head], [events, head]);
      const {status, said} = log("replay", file);
      assert.equal(status, 0);
      assert.deepEqual([said.result, said.erased, said.state.head], [result, erased, head]);
      const inNode = core.replay(eventsOf(file));
      assert.equal(JSON.stringify(inNode.state), JSON.stringify(said.state));
      assert.deepEqual([inNode.result, inNode.erased], [result, erased]);
    });
  } else {
    test(`${file} is refused at entry ${firstBad}`, () => {
      for (const verb of ["verify", "replay"]) {
        const {status, said} = log(verb, file);
        assert.equal(status, 1);
        assert.deepEqual([said.error.code, said.error.where], ["log_damaged", `/${firstBad}`]);
      }
      assert.throws(() => core.verifyLog(eventsOf(file)), {code: "log_damaged", where: `/${firstBad}`});
    });
  }
}

test("there are logs", () => assert.ok(expectations.length >= 19));
