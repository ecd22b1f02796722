// Whoever kills tests in the middle finds nothing of them afterwards.
import assert from "node:assert/strict";
import {spawn} from "node:child_process";
import {once} from "node:events";
import {readdirSync, readFileSync} from "node:fs";
import {createInterface} from "node:readline";
import {test} from "node:test";
import {setTimeout as sleep} from "node:timers/promises";

/** What runs, with its parent. Not what has ended and waits to be asked how. */
function processes() {
  const found = new Map();
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      const [state, parent] = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1).split(" ");
      if (state !== "Z") found.set(Number(pid), Number(parent));
    } catch {
      // Gone meanwhile.
    }
  }
  return found;
}

function descendantsOf(ancestor) {
  const all = [...processes()];
  const found = [ancestor];
  for (const each of found) found.push(...all.filter(([, parent]) => parent === each).map(([pid]) => pid));
  return found.slice(1);
}

test("a test that is killed leaves no browser, no screen and no server behind", async () => {
  const code = `
    const [{openBrowser, openDevice}, {startStack}] = await Promise.all([import("./browser.mjs"), import("./stack.mjs")]);
    const [stack, browser] = await Promise.all([startStack(), openBrowser()]);
    const device = await openDevice(browser);
    await device.openPage(stack.url);
    console.log("open");
    setInterval(() => {}, 1000);`;
  const cwd = new URL(".", import.meta.url);
  const killed = spawn(process.execPath, ["--input-type=module", "--eval", code], {cwd, stdio: ["ignore", "pipe", "inherit"]});
  await once(createInterface({input: killed.stdout}), "line");
  const started = descendantsOf(killed.pid);
  assert.ok(started.length >= 4, `only ${started.length} were started`);
  killed.kill("SIGKILL");
  const left = () => started.filter((pid) => processes().has(pid));
  for (const end = Date.now() + 10_000; left().length > 0 && Date.now() < end; ) await sleep(50);
  assert.deepEqual(left(), []);
});
