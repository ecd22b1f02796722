// Pictures of flows: the same bytes as before, everything in them, nothing on top of anything.
// After a change that is meant: `npm run draw` here, and look at the pictures.
import assert from "node:assert/strict";
import {execFileSync} from "node:child_process";
import {readFileSync, readdirSync} from "node:fs";
import {join} from "node:path";
import {describe, test} from "node:test";
import {cli, examples, folder, readSet, root} from "./lib/sets.mjs";

const draw = (path, ...more) => execFileSync(cli, ["flow", "draw", path, ...more], {encoding: "utf8"});
const goldens = readdirSync(join(folder, "pictures")).filter((name) => name.endsWith(".svg"));
const pictures = readSet("pictures");

/** What the structure of a picture says. Coordinates are whole numbers. */
function read(svg) {
  const attributes = (text) => Object.fromEntries([...text.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, name, value]) => [name, value]));
  const rectangle = (text) => {
    const {x, y, width, height} = attributes(text);
    return {left: +x, top: +y, right: +x + +width, bottom: +y + +height};
  };
  const shapes = [...svg.matchAll(/<g class="(stage|end) [\w-]+" data-id="([^"]*)">.*?<rect class="box"([^>]*)>/g)].map(([, kind, id, rest]) => ({kind, id, ...rectangle(rest)}));
  const labels = [...svg.matchAll(/<g class="label[^"]*">(?:<title>([^<]*)<\/title>)?<rect([^>]*)\/><text[^>]*>([^<]*)</g)].map(([, rule, rest, text]) => ({id: `label ${text}`, rule, text, ...rectangle(rest)}));
  const ways = [...svg.matchAll(/<path class="way[^"]*" (data-from[^>]*)>/g)].map(([, rest]) => {
    const {d, "data-from": from, "data-to": to} = attributes(rest);
    const numbers = d.match(/-?\d+/g).map(Number);
    return {from, to, points: numbers.flatMap((n, i) => (i % 2 === 0 ? [{x: n, y: numbers[i + 1]}] : []))};
  });
  return {shapes, labels, ways, ...attributes(/<svg[^>]*>/.exec(svg)[0])};
}

const overlap = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

function check(flow, svg) {
  const {shapes, labels, ways, width, height} = read(svg);
  assert.deepEqual(shapes.filter(({kind}) => kind === "stage").map(({id}) => id).sort(), flow.stages.map(({id}) => id).sort());
  assert.deepEqual(shapes.filter(({kind}) => kind === "end").map(({id}) => id).sort(), Object.keys(flow.ends).sort());
  for (const {id, next} of flow.stages) {
    for (const to of typeof next === "string" ? [next] : next.map((branch) => branch.to)) {
      assert.ok(ways.some((way) => way.from === id && way.to === to), `a way from ${id} to ${to}`);
    }
  }
  const solid = [...shapes, ...labels];
  solid.forEach((a, i) => solid.slice(i + 1).forEach((b) => assert.ok(!overlap(a, b), `${a.id} lies on ${b.id}`)));
  for (const {left, top, right, bottom, id} of solid) assert.ok(left >= 0 && top >= 0 && right <= +width && bottom <= +height, `${id} is in the picture`);
  for (const {from, to, points} of ways) {
    const [first, last] = [points[0], points.at(-1)];
    const ends = [[from, first, "bottom"], [to, last, "top"]];
    for (const [id, point, side] of ends) {
      const box = shapes.find((shape) => shape.id === id);
      if (box) assert.ok(point.y === box[side] && point.x >= box.left && point.x <= box.right, `the way from ${from} to ${to} meets ${id}`);
    }
    points.slice(1).forEach((b, i) => {
      const a = points[i];
      assert.ok(a.x === b.x || a.y === b.y || Math.hypot(a.x - b.x, a.y - b.y) < 10, "lines are level or upright");
      const line = {left: Math.min(a.x, b.x), right: Math.max(a.x, b.x), top: Math.min(a.y, b.y), bottom: Math.max(a.y, b.y)};
      for (const shape of shapes) {
        const inside = line.left < shape.right && line.right > shape.left && line.top < shape.bottom && line.bottom > shape.top;
        assert.ok(!inside, `the way from ${from} to ${to} runs through ${shape.id}`);
      }
    });
  }
}

describe("every flow can be drawn", () => {
  for (const {name, path, flow} of [...pictures, ...readSet("valid"), ...examples()]) {
    test(name, () => {
      const svg = draw(path);
      check(flow, svg);
      assert.equal(draw(path), svg, "the same bytes each time");
      assert.doesNotMatch(svg, /<script|<image|@import|href=|url\((?!#)/, "nothing from elsewhere");
      assert.match(svg, /role="img"/);
      assert.match(svg, /<title id="title">.+<\/title>\n<desc id="desc">.+<\/desc>/);
    });
  }
});

describe("the pictures that were looked at", () => {
  for (const golden of goldens) {
    test(golden, () => {
      const [, name, language] = /^(.*?)(?:\.(\w+))?\.svg$/.exec(golden);
      const svg = draw(join(folder, "pictures", `${name}.flow.json`), ...(language ? ["--lang", language] : []));
      assert.equal(svg, readFileSync(join(folder, "pictures", golden), "utf8"), "npm run draw makes it anew");
    });
  }
  test("the one in the guide", () => {
    assert.equal(draw(join(root, "examples/flows/onboarding.flow.json")), readFileSync(join(root, "docs/guides/onboarding.svg"), "utf8"), "sealflow flow draw examples/flows/onboarding.flow.json --out docs/guides/onboarding.svg");
  });
});

test("titles come in the language asked for; rules are cut short and there in full", () => {
  const path = join(folder, "pictures/eight-stages.flow.json");
  assert.match(draw(path, "--lang", "hi"), />आपकी सहमति</);
  assert.match(draw(path), />Your consent</);
  const {labels} = read(draw(path));
  const long = labels.find(({text}) => text.endsWith("…"));
  assert.ok(long.rule.length > long.text.length && long.rule.includes("inputs.userType"), "the whole rule is in a tooltip");
});

test("a text cannot break out of the picture", () => {
  const flow = {id: "FX0evil", version: "1.0.0", title: '</title><script>"&\u0001', start: "FS0a",
    stages: [{id: "FS0a", type: "form", title: "]]>'\"<b>", fields: [{name: "x"}], next: [{if: "input.x == '<&\\\"'", to: "a"}, {to: "b"}]}],
    ends: {a: {status: "approve", reason: "<i>"}, b: {status: "decline"}}};
  const svg = execFileSync(cli, ["flow", "draw", "-"], {input: JSON.stringify(flow), encoding: "utf8"});
  assert.doesNotMatch(svg, /<script|<b>|<i>|\u0001/);
  check(flow, svg);
});

test("random flows: nothing lies on anything", () => {
  let seed = 7;
  const random = (below) => (seed = (seed * 48271) % 2147483647) % below;
  for (let round = 0; round < 25; ++round) {
    const count = 2 + random(14);
    const stages = Array.from({length: count}, (_, i) => {
      const next = [];
      while (random(2) === 0 && next.length < 3) next.push({if: `input.x == '${next.length}'`, to: random(3) === 0 ? "no" : `FS0s${random(count)}`});
      return {id: `FS0s${i}`, type: "form", attempts: 3, fields: [{name: "x"}], next: [...next, {to: i + 1 < count ? `FS0s${i + 1}` : "yes"}]};
    });
    if (!stages.some(({next}) => next.some(({to}) => to === "no"))) stages[0].next.unshift({if: "input.x == 'no'", to: "no"});
    const flow = {id: "FX0random", version: "1.0.0", start: "FS0s0", stages, ends: {yes: {status: "approve"}, no: {status: "auto_declined", resumeFrom: "FS0s0"}}};
    check(flow, execFileSync(cli, ["flow", "draw", "-"], {input: JSON.stringify(flow), encoding: "utf8"}));
  }
});
