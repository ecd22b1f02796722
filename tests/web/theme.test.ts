// The built-in colours can be told apart, in light and in dark, and the guide says what they are.
import assert from "node:assert/strict";
import {readdirSync, readFileSync} from "node:fs";
import {join} from "node:path";
import {test} from "node:test";
import {palette, tokens} from "../../web/src/ui/styles/tokens.js";
import {controlStyles} from "../../web/src/ui/styles/controls.js";
import {sheetStyles} from "../../web/src/ui/styles/sheet.js";

const guide = readFileSync(join(SEALFLOW_ROOT, "docs/guides/theme.md"), "utf8");
type Name = keyof typeof palette;

/** Cells of the rows whose first cell is a name in code quotes. */
const rows = guide.split("\n").filter((line) => line.startsWith("| `")).map((line) => line.split("|").map((cell) => cell.trim()).slice(1, -1));
const unquoted = (cell = ""): string => cell.replaceAll("`", "");

// WCAG 2.2, "relative luminance" and "contrast ratio".
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((share) => (share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(front: string, behind: string): number {
  const [lighter = 0, darker = 0] = [luminance(front), luminance(behind)].sort((a, b) => b - a);
  return (lighter + 0.05) / (darker + 0.05);
}

test("the measure: black on white is 21, and order does not count", () => {
  assert.equal(contrast("#000000", "#ffffff"), 21);
  assert.equal(contrast("#777777", "#ffffff").toFixed(2), "4.48");
  assert.equal(contrast("#ffffff", "#777777"), contrast("#777777", "#ffffff"));
});

const pairs = rows.filter((cells) => cells.length === 6);

for (const [front, behind, what, least, ...printed] of pairs) {
  test(`contrast of ${unquoted(front)} on ${unquoted(behind)} (${what ?? ""})`, () => {
    assert.ok(["3", "4.5"].includes(least ?? ""), least);
    for (const scheme of [0, 1] as const) {
      const found = contrast(palette[unquoted(front) as Name][scheme], palette[unquoted(behind) as Name][scheme]);
      assert.ok(found >= Number(least), `${found}`);
      assert.equal(printed[scheme], (Math.floor(found * 10) / 10).toFixed(1), "as the guide says");
    }
  });
}

test("every colour is in a pair, but the one of lines that only divide", () => {
  const named = new Set(pairs.flatMap(([front, behind]) => [unquoted(front), unquoted(behind)]));
  assert.deepEqual(Object.keys(palette).filter((name) => !named.has(name)), ["line"]);
});

test("the guide names every property with its colours, and the style sheets use no others", () => {
  const listed = rows.filter(([name]) => name?.startsWith("`--sealflow-")).map(([name, light, dark]) => [unquoted(name).slice(11), unquoted(light), unquoted(dark)]);
  const colours = listed.filter(([, light]) => light?.startsWith("#"));
  assert.deepEqual(colours, Object.entries(palette).map(([name, [light, dark]]) => [name, light, dark]));
  const settable = new Set([...tokens.matchAll(/var\(--sealflow-([\w-]+)/g)].map(([, name]) => name));
  assert.deepEqual([...settable].sort(), listed.map(([name]) => name).sort());
  const used = new Set([...(sheetStyles + controlStyles).matchAll(/var\(--([\w-]+)/g)].map(([, name]) => name));
  assert.deepEqual([...used].filter((name) => !settable.has(name)), []);
});

test("the guide names every part that there is", () => {
  const folder = join(SEALFLOW_ROOT, "web/src/ui");
  const files = (readdirSync(folder, {recursive: true}) as string[]).filter((name) => name.endsWith(".ts"));
  const sources = files.map((name) => readFileSync(join(folder, name), "utf8")).join("\n");
  const parts = new Set([...sources.matchAll(/ part="([^"]*)"/g)].flatMap(([, names = ""]) => names.split(" ")));
  const section = guide.slice(guide.indexOf("## Parts"), guide.indexOf("## In the page"));
  const listed = [...section.matchAll(/^\| (.*?) \|/gm)].flatMap(([, cell = ""]) => [...cell.matchAll(/`([\w-]+)`/g)].map(([, name]) => name));
  assert.deepEqual([...parts].filter((name) => !listed.includes(name)), []);
  assert.ok(listed.every((name) => sources.includes(name ?? "")));
});
