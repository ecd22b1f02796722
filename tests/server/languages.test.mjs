// Whoever lets people choose a language asks here which ones the screens have.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, it } from "node:test";
import { startServer } from "./harness.mjs";

let server;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

it("the list of languages is that of the screens, each in its own words", async () => {
  const table = JSON.parse(readFileSync(new URL("../../web/src/i18n/languages.json", import.meta.url), "utf8"));
  const listed = await (await fetch(`${server.url}/api/v1/public/languages`)).json();
  assert.deepEqual(listed, table.map(({ tag, name }) => ({ key: tag, value: name })));
});
