// What the browser under test cannot do, as README.md's table says: the only reasons for which a test may be skipped.
//
//   test("…", {skip: cannot("file dialog")}, async () => …)
import {readFileSync} from "node:fs";
import {engine} from "./browser.mjs";

const columns = ["chromium", "firefox", "webkit"];

const table = new Map(
  readFileSync(new URL("README.md", import.meta.url), "utf8")
    .split("\n")
    .map((line) => line.split("|").map((cell) => cell.trim()))
    .filter((cells) => cells.length === 7)
    .map(([, what, ...cells]) => [what.replaceAll("`", ""), cells]),
);

/** Why the browser cannot do it, as the table says; false where it can. */
export function cannot(what) {
  const cells = table.get(what);
  if (!cells) throw new Error(`README.md has no line "${what}" in its table of what the engines can do`);
  const can = cells[columns.indexOf(engine)];
  return can.startsWith("no") && reasonOf(what, can);
}

/** All reasons there are, for the check that nothing else is skipped. */
export const reasons = new Set(
  [...table].flatMap(([what, cells]) => cells.slice(0, columns.length).filter((can) => can.startsWith("no")).map((can) => reasonOf(what, can))),
);

function reasonOf(what, can) {
  return `${what}: ${can} (README.md)`;
}
