// What operators look at: does it live, is it ready, what does it cost, what does it say. Each "no" is made to happen.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";

import { eventually, startServer } from "./harness.mjs";
import { exchange } from "./raw.mjs";

const ready = async (server) => {
  const response = await fetch(`${server.operations}/readyz`);
  return { status: response.status, ...(await response.json()) };
};

/** Family → samples, each `[labels, value]`. Throws when the text is none that Prometheus takes. */
async function scrape(server) {
  const text = await (await fetch(`${server.operations}/metrics`)).text();
  const samples = [];
  let family;
  for (const line of text.split("\n").filter(Boolean)) {
    const declared = /^# (HELP|TYPE) ([a-z_]+) (.+)$/.exec(line);
    if (declared) {
      family = declared[2];
      continue;
    }
    const [, name, labels = "", value] = /^([a-z_]+)(?:\{((?:[a-z]+="[^"\\\n]*",?)*)\})? (\S+)$/.exec(line) ?? assert.fail(`no sample: ${line}`);
    assert.ok(name.startsWith(family), `${name} comes without its TYPE`);
    assert.ok(Number.isFinite(Number(value)), line);
    samples.push({ name, labels: Object.fromEntries([...labels.matchAll(/([a-z]+)="([^"]*)"/g)].map(([, key, text]) => [key, text])), value: Number(value) });
  }
  const find = (name, labels = {}) => samples.find((each) => each.name === name && Object.entries(labels).every(([key, value]) => each.labels[key] === value))?.value;
  return { text, samples, find };
}

describe("figures", () => {
  let server, app;
  before(async () => {
    server = await startServer();
    app = server.createApp();
    server.publish(app);
  });
  after(() => server.stop());

  it("count requests by route, method and class of status, and how long they took", async () => {
    const id = (await server.backend(app).create()).body._id;
    const page = server.page(app, id);
    await page.launch();
    await page.launch({ clientKey: "0".repeat(32) });
    const { find } = await scrape(server);
    const launch = { route: "/v1/sessions/{handshake}/launch", method: "POST" };
    assert.equal(find("sealflow_http_requests_total", { ...launch, status: "2xx" }), 1);
    assert.equal(find("sealflow_http_requests_total", { ...launch, status: "4xx" }), 1);
    assert.equal(find("sealflow_http_request_duration_seconds_count", launch), 2);
    assert.equal(find("sealflow_http_request_duration_seconds_bucket", { ...launch, le: "+Inf" }), 2);
    assert.ok(find("sealflow_http_request_duration_seconds_sum", launch) > 0);
    assert.ok(find("sealflow_jobs_total") >= find("sealflow_commits_total") && find("sealflow_commits_total") > 0);
    assert.ok(find("sealflow_sessions") >= 1);
    assert.ok(find("process_resident_memory_bytes") > 1e6);
    assert.equal(find("sealflow_build_info"), 1);
  });

  it("show an event stream while it is open", async () => {
    const page = server.page(app, (await server.backend(app).create()).body._id);
    await page.launch();
    const streaming = page.stream(page.seq, () => false);
    await eventually(async () => (await scrape(server)).find("sealflow_event_streams") === 1);
    await page.command({ type: "skip" });
    await streaming;
    await eventually(async () => (await scrape(server)).find("sealflow_event_streams") === 0);
  });

  it("have no ids in them, and no series for whatever somebody invents", async () => {
    const id = (await server.backend(app).create()).body._id;
    await server.page(app, id).launch();
    const before = (await scrape(server)).samples.length;
    for (const odd of ["BREW", "FROBNICATE", "X"]) {
      for (const path of ["/healthz", `/${odd}`, `/v1/sessions/${odd}/launch`]) await exchange(server.port, `${odd} ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    }
    const { text, samples } = await scrape(server);
    for (const secret of [id, app.clientKey, "FROBNICATE", "BREW"]) assert.ok(!text.includes(secret), secret);
    // A method that nobody knows is "other": one more series per route and class, and its histogram.
    assert.ok(samples.length - before <= 3 * 16, `${samples.length - before} more`);
  });

  it("are not on the public listener, and the calls of pages are not on the other", async () => {
    assert.equal((await fetch(`${server.url}/metrics`)).status, 404);
    const text = await exchange(Number(new URL(server.operations).port), "GET /api/v1/public/languages HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    assert.match(text, /^HTTP\/1\.1 404 /);
  });

  it("keep out of the log what somebody writes where a method belongs", async () => {
    const text = await exchange(server.port, "ASHA_RAO /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    const [, id] = /x-request-id: (\w+)/.exec(text);
    assert.equal(JSON.parse(await eventually(() => server.log.find((line) => line.includes(`"request":"${id}"`)))).method, "other");
    assert.doesNotMatch(server.log.join("\n"), /ASHA_RAO/);
  });

  it("follow a request through the log by its traceparent, and ignore a malformed one", async () => {
    const trace = randomBytes(16).toString("hex");
    const send = (traceparent) => fetch(`${server.url}/api/v1/public/languages`, { headers: { traceparent } });
    const lineOf = async (response) => {
      const id = response.headers.get("x-request-id");
      return JSON.parse(await eventually(() => server.log.find((line) => line.includes(`"request":"${id}"`))));
    };
    assert.equal((await lineOf(await send(`00-${trace}-00f067aa0ba902b7-01`))).trace, trace);
    for (const wrong of [`00-${trace}-00f067aa0ba902b7`, `00-${trace.toUpperCase()}x-00f067aa0ba902b7-01`, `ff-${trace}-00f067aa0ba902b7-01`,
      `00-${"0".repeat(32)}-00f067aa0ba902b7-01`, `00-${trace}-${"0".repeat(16)}-01`, `00-${trace}-00f067aa0ba902b7-01-more`, "x"]) {
      const response = await send(wrong);
      assert.equal(response.status, 200);
      assert.equal((await lineOf(response)).trace, undefined, wrong);
    }
  });
});

describe("readiness", () => {
  it("is yes, and no when the disk is short of space", async () => {
    const server = await startServer();
    assert.deepEqual(await ready(server), { status: 200, ready: true, failing: [] });
    assert.equal((await fetch(`${server.url}/readyz`)).status, 200, "load balancers ask the public listener");
    await server.stop();
    const short = await startServer({ flags: ["--disk-reserve", "2000000000"] });
    assert.deepEqual(await ready(short), { status: 503, ready: false, failing: ["disk"] });
    assert.equal((await fetch(`${short.url}/healthz`)).status, 200, "it lives all the same");
    await short.stop();
  });

  it("is no while the database takes nothing, and yes again when it does", async () => {
    const server = await startServer();
    const app = server.createApp();
    server.publish(app);
    const limit = (soft) => execFileSync("prlimit", ["--pid", String(server.child.pid), `--fsize=${soft}:unlimited`]);
    limit(4096);
    assert.deepEqual(await eventually(async () => {
      const answer = await ready(server);
      return answer.ready ? undefined : answer;
    }), { status: 503, ready: false, failing: ["database"] });
    const refused = await server.backend(app).create();
    assert.deepEqual([refused.status, refused.headers.get("retry-after")], [503, "2"]);
    limit("unlimited");
    await eventually(async () => (await ready(server)).ready);
    assert.equal((await server.backend(app).create()).status, 200);
    await server.stop();
  });

  it("is no between the signal and the stop, while requests are still answered", async () => {
    const server = await startServer({ flags: ["--drain", "2"] });
    server.child.kill("SIGTERM");
    await eventually(async () => !(await ready(server)).ready);
    assert.deepEqual((await ready(server)).failing, ["stopping"]);
    assert.equal((await fetch(`${server.url}/api/v1/public/languages`)).status, 200);
    assert.equal(await server.ended, 0);
    await server.stop();
  });
});

it("metrics.md is what a server answers", async () => {
  const server = await startServer();
  await fetch(`${server.url}/healthz`);
  const { text } = await scrape(server);
  const families = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, type]) => `${name} ${type}`);
  const page = readFileSync(new URL("../../docs/reference/metrics.md", import.meta.url), "utf8");
  const rows = [...page.matchAll(/^\| `(\w+)` \| (gauge|counter|histogram) \|/gm)].map(([, name, type]) => `${name} ${type}`);
  assert.deepEqual(rows.sort(), families.sort());
  await server.stop();
});
