// The document of the interface: linted, equal to the table of routes, served, and a check that can fail.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { dirname, join } from "node:path";
import { it } from "node:test";
import { fileURLToPath } from "node:url";

import { startServer } from "./harness.mjs";
import { document, file, problemsOf, watch } from "./openapi.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const [major, minor] = process.versions.node.split(".").map(Number);

it("passes its linter", { skip: major < 20 || (major === 20 && minor < 19) ? "the linter needs Node 20.19" : false }, () => {
  const redocly = join(here, "node_modules", "@redocly", "cli", "bin", "cli.js");
  const env = { ...process.env, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" };
  const lint = () => execFileSync(process.execPath, [redocly, "lint", "--config", join(here, "redocly.yaml"), file], { env, stdio: "pipe" });
  assert.doesNotThrow(lint, (error) => assert.fail(error.stdout + error.stderr));
});

it("has every route of the server, and no other", () => {
  const table = readFileSync(join(here, "../../native/server/handlers/routes.cpp"), "utf8");
  const routes = new Set([...table.matchAll(/Route\{"(\w+)",\s*"([^"]+)"/g)].map(([, method, pattern]) => `${method} ${pattern}`));
  const documented = Object.entries(document.paths).flatMap(([path, item]) => Object.entries(item)
    .filter(([name, operation]) => operation.operationId && !operation["x-public-files"])
    .map(([method]) => `${method.toUpperCase()} ${path}`));
  assert.ok(routes.size > 10);
  assert.deepEqual(documented.sort(), [...routes].sort());
});

it("is what the server serves, of its own version", async () => {
  const server = await startServer();
  const served = await (await fetch(`${server.url}/openapi.json`)).text();
  assert.equal(served, readFileSync(file, "utf8"));
  assert.equal(document.info.version, JSON.parse(server.log.find((line) => line.includes('"listening"'))).version);
  await server.stop();
});

it("shows what is not documented: a status, a header, a member, a type, a missing header", () => {
  const headers = [["x-request-id", "0123456789abcdef"], ["x-content-type-options", "nosniff"], ["cache-control", "no-store"], ["content-type", "application/json"]];
  const right = { method: "GET", path: "/healthz", status: 200, headers, text: '{"ok":true}' };
  assert.deepEqual(problemsOf(right), []);
  assert.deepEqual(problemsOf({ ...right, status: 418 }), ["the status 418 is not documented"]);
  assert.deepEqual(problemsOf({ ...right, headers: [...headers, ["server", "x"]] }), ["the header server is not documented"]);
  assert.match(problemsOf({ ...right, text: '{"ok":true,"load":3}' }).join(), /additional properties \(load\)/);
  assert.match(problemsOf({ ...right, text: '{"ok":"yes"}' }).join(), /\/ok must be equal/);
  assert.match(problemsOf({ ...right, headers: [...headers.slice(0, 3), ["content-type", "text/html"]] }).join(), /the type text\/html is not documented/);
  assert.deepEqual(problemsOf({ ...right, headers: headers.slice(1) }), ["the header x-request-id is missing"]);
  assert.match(problemsOf({ ...right, method: "DELETE" }).join(), /status 200 is not documented/);
});

it("fails a test's fetch() when the answer is another", async () => {
  const impostor = createServer((request, response) => response.end("{}")).listen(0, "127.0.0.1");
  await new Promise((resolve) => impostor.once("listening", resolve));
  const origin = `http://127.0.0.1:${impostor.address().port}`;
  watch(origin);
  await assert.rejects(fetch(`${origin}/healthz`), /not as openapi\.json says: GET \/healthz → 200: .*x-request-id is missing/);
  impostor.close();
});
