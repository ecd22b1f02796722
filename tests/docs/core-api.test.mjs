// Every example of docs/reference/core-api.md is asked of the core, and answers what stands there. That no function is
// missing is looked at in tests/unit/api_test.cpp, which knows their names.
import assert from "node:assert/strict";
import {execFileSync} from "node:child_process";
import {test} from "node:test";
import {blocksOf, readDocument} from "./lib/markdown.mjs";
import * as prerequisites from "./lib/prerequisites.mjs";

const document = readDocument("docs/reference/core-api.md");
const [introduction, ...sections] = document.split(/^### /m);

const call = (name, request) => {
  try {
    return JSON.parse(execFileSync(prerequisites.cli(), ["call", name], {input: JSON.stringify(request), encoding: "utf8"}));
  } catch (error) {
    return JSON.parse(error.stdout);
  }
};

/** `[request, reply]` of each example. */
const examplesOf = (text) =>
  blocksOf(text)
    .filter((block) => block.text.startsWith("> "))
    .map((block) => block.text.slice(2).split(/\n(?=\{\s*"ok")/).map((part) => JSON.parse(part)));

const known = {"<flow>": JSON.parse(blocksOf(introduction).find(({language}) => language === "json").text), "<state>": null, "<events>": []};

function filled(value) {
  if (value === "<event>") return known["<events>"].at(-2);
  if (typeof value === "string" && value in known) return known[value];
  if (Array.isArray(value)) return value.map(filled);
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, filled(member)]));
  }
  return value;
}

/** What was answered, with "…" wherever that is expected. */
function elided(actual, expected) {
  if (expected === "…") return "…";
  if (Array.isArray(expected) && Array.isArray(actual)) return actual.map((item, index) => elided(item, expected[index]));
  if (typeof expected !== "object" || expected === null || typeof actual !== "object" || actual === null) return actual;
  const names = "…" in expected ? Object.keys(expected).filter((name) => name in actual || name === "…") : Object.keys(actual);
  return Object.fromEntries(names.map((name) => [name, name === "…" ? "…" : elided(actual[name], expected[name])]));
}

for (const section of sections) {
  const [, name] = /^`(\w+)`/.exec(section) ?? [];
  test(`core-api.md: ${name}`, () => {
    assert.match(section, /^- Reply: /m);
    assert.match(section, /^- Errors: /m);
    const examples = examplesOf(section);
    assert.ok(examples.length > 0, "an example");
    for (const [request, expected] of examples) {
      const reply = call(name, filled(request));
      assert.deepEqual(elided(reply, expected), expected, JSON.stringify(reply));
      if (name !== "decide" || !reply.ok) continue;
      const {events} = reply.value;
      known["<state>"] = call("evolve", {state: known["<state>"], events}).value.state;
      known["<events>"].push(...events);
    }
  });
}
