// errors-by-stage.md against what decide answers in the golden vectors, both ways.
import assert from "node:assert/strict";
import {execFileSync} from "node:child_process";
import {readdirSync} from "node:fs";
import {join} from "node:path";
import {test} from "node:test";
import {bare, readDocument, root, tableOf} from "./lib/markdown.mjs";
import * as prerequisites from "./lib/prerequisites.mjs";

const header = ["code", "number", "retry", "how", "when"];
const sections = readDocument("docs/reference/errors-by-stage.md").split(/^## /m).slice(1);
const rows = (title) => tableOf(sections.find((section) => section.startsWith(title)) ?? "", ...header);
const pairs = (title) => rows(title).map(([code, , , how]) => `${bare(code)} ${bare(how)}`);

const types = readdirSync(join(root, "core/src/stages"))
  .filter((name) => name.endsWith(".cpp") && name !== "stage_types.cpp")
  .map((name) => name.replace(".cpp", ""));
const general = pairs("Every type");

/** "code how" of every answer about a stage, by the type of the stage. */
function answers() {
  const found = Object.fromEntries(types.map((type) => [type, new Set()]));
  for (const name of readdirSync(join(root, "tests/vectors")).filter((file) => file.endsWith(".json"))) {
    for (const {function: asked, request, reply} of JSON.parse(readDocument(`tests/vectors/${name}`)).cases) {
      if (asked !== "decide") continue;
      const seen = (id, code, how) => found[request?.flow?.stages?.find?.((stage) => stage.id === id)?.type]?.add(`${code} ${how}`);
      if (!reply.ok) seen(request?.command?.stage, reply.error.code, "refused");
      for (const event of reply.value?.events ?? []) {
        if (event.type === "stage_rejected") seen(event.stage, event.public.code, "try");
        if (event.type === "run_ended" && event.public.outcome === "errored") seen(event.stage, event.public.error.code, "ends");
      }
    }
  }
  return found;
}
const found = answers();

for (const type of types) {
  test(`every error of a stage of the type ${type}, and no other`, () => {
    const listed = pairs(`\`${type}\``);
    assert.equal(new Set(listed).size, listed.length, "no line twice");
    assert.deepEqual([...found[type]].filter((pair) => !listed.includes(pair) && !general.includes(pair)), []);
    assert.deepEqual(listed.filter((pair) => !found[type].has(pair)), []);
    assert.deepEqual(listed.filter((pair) => general.includes(pair)), [], "what is so for every type stands there");
  });
}

test("the errors of every type are met by one", () => {
  const met = Object.values(found).flatMap((set) => [...set]);
  assert.ok(general.length > 10);
  assert.deepEqual(general.filter((pair) => !met.includes(pair)), []);
});

test("numbers and retry are the catalogue's; codes without a number are those of tries", () => {
  const {value: catalogue} = JSON.parse(execFileSync(prerequisites.cli(), ["call", "errors"], {input: "{}", encoding: "utf8"}));
  const all = ["Every type", ...types.map((type) => `\`${type}\``)].flatMap(rows);
  for (const [code, number, retry, how] of all) {
    const known = catalogue.find(({name}) => name === bare(code));
    if (known === undefined) assert.deepEqual([number, retry, how], ["", "", "`try`"], code);
    else assert.deepEqual([number, retry], [String(known.number), known.retryable ? "yes" : "no"], code);
  }
});
