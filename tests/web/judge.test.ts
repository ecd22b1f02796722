// What the camera's hints say of pictures whose faults are known.
import assert from "node:assert/strict";
import {test} from "node:test";
import {judge, measure, thresholds, type Hint} from "../../web/src/ui/capture/judge.js";
import {HintPacer} from "../../web/src/ui/capture/hint-pacer.js";
import {outlinedPart, visiblePart} from "../../web/src/ui/capture/picture.js";
import {picture, type Conditions} from "./support/pictures.js";

const cases: [string, Conditions, Hint][] = [
  ["a card on a well-lit desk", {}, "good"],
  ["a card with hardly any print", {document: "plain"}, "good"],
  ["a booklet with a dark page", {document: "booklet"}, "good"],
  ["a card in a dim room, noise and all", {light: 0.55, noise: 8}, "good"],
  ["a card held a little unsteadily", {blur: 4}, "good"],
  ["a card at night", {light: 0.25, noise: 10}, "dark"],
  ["a card in no light at all", {light: 0.05, noise: 6}, "dark"],
  ["a booklet at dusk", {document: "booklet", light: 0.45}, "dark"],
  ["a card out of focus", {blur: 8}, "blurred"],
  ["a card out of focus, in a grainy picture", {blur: 12, light: 0.6, noise: 8}, "blurred"],
  ["a plain card that was moved", {document: "plain", blur: 8}, "blurred"],
  ["a booklet out of focus", {document: "booklet", blur: 10}, "blurred"],
  ["a lamp's reflection on a card", {glare: 0.22}, "bright"],
  ["a small reflection that hides a word", {glare: 0.16}, "bright"],
  ["a card in the sun, burnt out", {light: 1.3}, "bright"],
];

if (process.env["FIGURES"] !== undefined) {
  // The table of docs/decisions/0051-judging-pictures.md.
  for (const [name, conditions, hint] of cases) {
    const {mean, dark, bright, sharpness} = measure(picture(conditions));
    console.log(`| ${name} | ${mean.toFixed(0)} | ${dark.toFixed(3)} | ${bright.toFixed(3)} | ${sharpness.toFixed(3)} | ${hint} |`);
  }
}

for (const [name, conditions, hint] of cases) {
  test(`${name}: ${hint}`, () => {
    const figures = measure(picture(conditions));
    assert.equal(judge(figures), hint, JSON.stringify(figures));
  });
}

test("the more blur, the less sharp, and the light does not matter to it", () => {
  const sharpness = (conditions: Conditions): number => measure(picture({noise: 0, ...conditions})).sharpness;
  const steps = [1, 3, 6, 9, 12].map((blur) => sharpness({blur}));
  assert.deepEqual(steps, [...steps].sort((a, b) => b - a));
  const dim = sharpness({light: 0.5});
  assert.ok(Math.abs(dim / sharpness({}) - 1) < 0.1, `${dim}`);
});

test("the figures of frames that can be counted by hand", () => {
  const frame = (grey: number[], width: number): Parameters<typeof measure>[0] => ({grey: new Uint8Array(grey), width, height: grey.length / width});
  const flat = measure(frame(Array.from({length: 25}, () => 128), 5));
  assert.deepEqual(flat, {mean: 128, dark: 0, bright: 0, sharpness: 0});
  const board = measure(frame(Array.from({length: 16}, (_, index) => ((index + Math.floor(index / 4)) % 2) * 255), 4));
  assert.deepEqual([board.mean, board.dark, board.bright], [127.5, 0.5, 0.5]);
  // Stripes of one pixel are grain: softened, 1 4 6 4 1 leaves nothing of them. Stripes of two leave something.
  const stripes = (wide: number): number => measure(frame(Array.from({length: 400}, (_, index) => (Math.floor((index % 20) / wide) % 2) * 200), 20)).sharpness;
  assert.ok(stripes(1) < 1e-9, `${stripes(1)}`);
  assert.ok(stripes(2) > 0.1, `${stripes(2)}`);
  // Too small to have an inside: no division by zero.
  assert.deepEqual(measure(frame([1, 2, 3, 4], 2)), {mean: 2.5, dark: 1, bright: 0, sharpness: 0});
});

test("darkness is said before blur: nothing is sharp in the dark", () => {
  assert.equal(judge({mean: thresholds.mean - 1, dark: 0, bright: 1, sharpness: 0}), "dark");
  assert.equal(judge({mean: 255, dark: 0, bright: 1, sharpness: 0}), "bright");
});

test("one shaky frame changes nothing on the screen; what is read out keeps its distance", () => {
  const pacer = new HintPacer();
  const spoken: [number, Hint | undefined][] = [];
  const add = (hint: Hint, now: number): void => {
    const {spoken: before} = pacer;
    pacer.add(hint, now);
    if (pacer.spoken !== before) spoken.push([now, pacer.spoken]);
  };
  add("good", 0);
  assert.equal(pacer.shown, undefined);
  add("good", 200);
  assert.equal(pacer.shown, "good");
  add("blurred", 400);
  assert.equal(pacer.shown, "good");
  // Half a minute of a hand that shakes: another hint every 600 ms.
  for (let now = 600; now < 30_000; now += 200) add(Math.floor(now / 600) % 2 === 0 ? "blurred" : "good", now);
  assert.equal(spoken.length, 0, "nothing that lasts, so nothing to say");
  for (let now = 30_000; now < 40_000; now += 200) add("dark", now);
  for (let now = 40_000; now < 43_000; now += 200) add("bright", now);
  assert.deepEqual(spoken.map(([, hint]) => hint), ["dark", "bright"]);
  const [first = 0, second = 0] = spoken.map(([now]) => now);
  assert.ok(second - first >= 4000);
});

test("what is judged and taken is what is on the screen, whatever the camera's shape", () => {
  for (const [width, height] of [[1920, 1080], [1440, 1920], [640, 480]] as const) {
    const part = visiblePart(width, height);
    assert.ok(part.x >= 0 && part.y >= 0 && part.x + part.width <= width && part.y + part.height <= height);
    assert.ok(Math.abs(part.width / part.height - 4 / 3) < 1e-9);
    const inner = outlinedPart(part);
    assert.ok(inner.x > part.x && inner.x + inner.width < part.x + part.width);
    assert.ok(Math.abs(inner.width / inner.height - 1.586) < 0.01, "an identity card");
  }
});
