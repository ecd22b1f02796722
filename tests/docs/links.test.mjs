// Every relative link leads to a file that is there, and to a heading that is there.
import assert from "node:assert/strict";
import {execFileSync} from "node:child_process";
import {existsSync} from "node:fs";
import {dirname, join, relative} from "node:path";
import {test} from "node:test";
import {anchorsOf, proseOf, readDocument, root} from "./lib/markdown.mjs";

const documents = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "--", "*.md"], {cwd: root, encoding: "utf8"})
  .split("\n")
  .filter((path) => path !== "" && existsSync(join(root, path)));

for (const path of documents) {
  test(`links of ${path}`, () => {
    const broken = [];
    for (const [, target] of proseOf(readDocument(path)).matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(target)) continue;
      const [file, anchor] = target.split("#");
      const there = file === "" ? path : relative(root, join(root, dirname(path), file));
      if (!existsSync(join(root, there))) {
        broken.push(`${target}: there is no ${there}`);
      } else if (anchor !== undefined && there.endsWith(".md") && !anchorsOf(readDocument(there)).has(anchor)) {
        broken.push(`${target}: ${there} has no heading #${anchor}`);
      }
    }
    assert.deepEqual(broken, []);
  });
}

test("every guide, decision and page of the reference is in the map", () => {
  const map = readDocument("docs/README.md");
  const missing = documents
    .filter((path) => /^docs\/(guides|reference)\//.test(path))
    .filter((path) => !map.includes(`(${relative("docs", path)})`));
  assert.deepEqual(missing, []);
  const decisions = readDocument("docs/decisions/README.md");
  const unlisted = documents
    .filter((path) => /^docs\/decisions\/\d/.test(path))
    .filter((path) => !decisions.includes(`(${relative("docs/decisions", path)})`));
  assert.deepEqual(unlisted, []);
});

test("the first screen of the README gets something running", () => {
  const lines = readDocument("README.md").split("\n");
  assert.match(lines[0], /^# Sealflow\b.{20,}/, "line 1 says what it is");
  const commands = lines.slice(0, 15).filter((line) => /^(git clone|\.\/scripts\/)/.test(line));
  assert.ok(commands.length >= 3, "three commands by line 15");
  const first40 = lines.slice(0, 40).join("\n");
  assert.doesNotMatch(first40, /!\[|shields\.io|^\|/m, "no badge and no table before line 40");
});
