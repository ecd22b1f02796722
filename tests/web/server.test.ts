// `sealflow/server` against a server that answers whatever a test wants.
import assert from "node:assert/strict";
import {createHmac} from "node:crypto";
import {readFileSync} from "node:fs";
import {createServer, type IncomingMessage} from "node:http";
import type {AddressInfo} from "node:net";
import {after, test} from "node:test";
// The built entry, as backends get it.
const {BackendError, SealflowBackend, replacesStatus, verifyResult} = (await import(
  `${SEALFLOW_ROOT}/web/dist/server.js`
)) as typeof import("../../web/src/server.js");

interface Answer {
  status: number;
  body: string | Buffer;
  headers?: Record<string, string>;
  delay?: number;
}
let answer: Answer | ((body: string) => Answer) = {status: 200, body: "{}"};
let seen: {method: string; url: string; headers: IncomingMessage["headers"]; body: string} | undefined;
const http = createServer((request, response) => {
  let body = "";
  request.on("data", (piece: Buffer) => (body += piece.toString()));
  request.on("end", () => {
    seen = {method: request.method ?? "", url: request.url ?? "", headers: request.headers, body};
    const {status, headers, body: text, delay = 0} = typeof answer === "function" ? answer(body) : answer;
    setTimeout(() => response.writeHead(status, headers).end(text), delay);
  });
}).listen(0, "127.0.0.1");
await new Promise((resolve) => http.once("listening", resolve));
after(() => {
  http.closeAllConnections();
  http.close();
});
const server = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
const backend = new SealflowBackend({server, serverToken: "t0ken", timeout: 500});

test("createHandshake: Attestr's request, our names in the answer", async () => {
  answer = {status: 200, body: '{"_id":"DS0x","number":"1234-123456-1234","digest":"d"}'};
  const handshake = await backend.createHandshake({flow: "FX0a", tag: "u1", variables: {mobile: "+91"}});
  assert.deepEqual(handshake, {id: "DS0x", number: "1234-123456-1234", digest: "d"});
  assert.equal(seen?.method, "POST");
  assert.equal(seen.url, "/api/v1/public/flowx/handshake");
  assert.equal(seen.headers.authorization, "Basic t0ken");
  assert.deepEqual(JSON.parse(seen.body), {flow: "FX0a", snapshot: null, tag: "u1", variables: {mobile: "+91"}});
});

const secret = "c11e27";
const text = '{"FS0a":{"input":{"name":"Āśā \\u2028 \\/ 1.0"},"output":{"score":1.0,"n":1e2}}}';
const signature = createHmac("sha256", secret).update(text).digest("hex");
const result = (raw: string, signed: string | null = signature): string =>
  `{"_id":"DS0x","number":"n","tag":"t","requestId":"r","consumed":true,"archived":null,"result":${raw},"resultSignature":${JSON.stringify(signed)},"run":1,"seq":9}`;

test("fetchResult keeps the very text that was signed, and both checks pass on it", async () => {
  answer = {status: 200, body: result(text)};
  const fetched = await backend.fetchResult("DS0x");
  assert.equal(fetched.id, "DS0x");
  assert.equal(fetched.resultText, text);
  assert.notEqual(JSON.stringify(fetched.result), text, "parsing and writing changes this one");
  const check = {clientSecret: secret, result: fetched, handlerSignature: signature};
  assert.deepEqual(await verifyResult(check), {ok: true});
});

test("each failed check has its reason", async () => {
  const fetch = async (raw: string, signed?: string | null): Promise<Awaited<ReturnType<typeof backend.fetchResult>>> => {
    answer = {status: 200, body: result(raw, signed)};
    return backend.fetchResult("DS0x");
  };
  const reason = async (...[raw, signed, handler = signature, key = secret]: [string, (string | null)?, string?, string?]): Promise<string> => {
    const check = await verifyResult({clientSecret: key, result: await fetch(raw, signed), handlerSignature: handler});
    return check.ok ? "ok" : check.reason;
  };
  assert.equal(await reason(text), "ok");
  assert.equal(await reason("null", null), "no_result");
  assert.equal(await reason(text, signature, "0".repeat(64)), "handler_differs");
  assert.equal(await reason(text, signature, signature, "other"), "wrong_key");
  assert.equal(await reason(text.replace("Āśā", "Eve")), "wrong_key");
  assert.equal(await reason(text, "short", "short"), "malformed");
  assert.equal(await reason(text, signature, 7 as unknown as string), "malformed");
  const plain = '{"FS0a":{"input":{"n":1},"output":{}}}';
  const ofPlain = createHmac("sha256", secret).update(plain).digest("hex");
  assert.equal(await reason('{"FS0a": {"input": {"n": 1}, "output": {}}}', ofPlain, ofPlain), "body_changed");
});

test("of statuses in any order, with repeats, the last one stays", async () => {
  const statuses = [
    {handshake: "DS0x", run: 1, seq: 9, status: "auto_declined"},
    {handshake: "DS0x", run: 2, seq: 14, status: "error"},
    {handshake: "DS0x", run: 2, seq: 18, status: "auto_approved"},
  ];
  for (const order of [[0, 1, 2], [2, 1, 0], [1, 2, 0, 1], [2, 2, 0, 1], [0, 2, 1, 2]]) {
    const [first, ...rest] = order.map((index) => statuses[index]) as [(typeof statuses)[0], ...typeof statuses];
    let kept = first;
    for (const arrived of rest) if (await replacesStatus(arrived, kept)) kept = arrived;
    assert.equal(kept.status, "auto_approved");
  }
  const [first, second] = statuses as [(typeof statuses)[0], (typeof statuses)[0]];
  await assert.rejects(replacesStatus({...first, handshake: "DS0y"}, first), {code: "malformed_request"});
  await assert.rejects(replacesStatus({...first, seq: 20}, second), {code: "malformed_request"});
});

const row = (id: string, more = {}): object => ({
  ...{_id: id, number: "n", flow: "FX0a", snapshot: null, tag: "u1", created: 1, expiry: 2},
  ...{archived: null, cancelled: null, erased: null, consumed: false, outcome: null, status: null},
  ...more,
});

test("listHandshakes goes through all pages, one call for each, and only as far as the loop goes", async () => {
  const calls: Record<string, unknown>[] = [];
  const pages = [["a", "b"], ["c"], []];
  answer = (body) => {
    const handshakes = pages[calls.length]?.map((id) => row(id));
    calls.push(JSON.parse(body) as Record<string, unknown>);
    return {status: 200, body: JSON.stringify({handshakes, next: calls.length < pages.length ? `after ${calls.length}` : null})};
  };
  const ids: string[] = [];
  for await (const {id} of backend.listHandshakes({flow: "FX0a", tag: "u1", pageSize: 2})) ids.push(id);
  assert.deepEqual(ids, ["a", "b", "c"]);
  assert.deepEqual([seen?.method, seen?.url], ["POST", "/api/v1/public/flowx/handshake/list"]);
  assert.deepEqual(calls, [null, "after 1", "after 2"].map((cursor) => ({flow: "FX0a", tag: "u1", limit: 2, cursor})));

  calls.length = 0;
  for await (const handshake of backend.listHandshakes({flow: "FX0a"})) {
    const {_id, ...rest} = row("a") as {_id: string};
    assert.deepEqual(handshake, {id: _id, ...rest});
    break;
  }
  assert.deepEqual(calls, [{flow: "FX0a", cursor: null}]);
});

test("a page that fails in the middle of a list ends the loop with its error", async () => {
  answer = (body) =>
    (JSON.parse(body) as {cursor: string | null}).cursor === null
      ? {status: 200, body: JSON.stringify({handshakes: [row("a")], next: "more"})}
      : {status: 429, body: '{"code":4292,"httpStatusCode":429,"message":"often"}', headers: {"Retry-After": "7"}};
  const ids: string[] = [];
  const loop = async (): Promise<void> => {
    for await (const {id} of backend.listHandshakes({flow: "FX0a"})) ids.push(id);
  };
  await assert.rejects(loop(), {name: "BackendError", code: 4292, retryable: true, retryAfter: 7000});
  assert.deepEqual(ids, ["a"]);
});

test("a handshake is archived, cancelled, erased by a call without a body; the id cannot leave its place in the path", async () => {
  answer = {status: 200, body: '{"_id":"DS0/x","number":"n","archived":5,"cancelled":null,"erased":null}'};
  for (const [act, action] of [
    [backend.archiveHandshake.bind(backend), "archive"],
    [backend.cancelHandshake.bind(backend), "cancel"],
    [backend.eraseHandshake.bind(backend), "erase"],
  ] as const) {
    assert.deepEqual(await act("DS0/x"), {id: "DS0/x", number: "n", archived: 5, cancelled: null, erased: null});
    assert.deepEqual([seen?.method, seen?.url, seen?.body], ["POST", `/api/v1/public/flowx/handshake/DS0%2Fx/${action}`, ""]);
    await assert.rejects(act(""), TypeError);
  }
});

test("what waiting does not mend is not called retryable, as in the catalogue", () => {
  const errors = JSON.parse(readFileSync(`${SEALFLOW_ROOT}/tests/vectors/errors.json`, "utf8")) as {
    cases: {reply: {value?: {number: number; http: number; retryable: boolean}}}[];
  };
  const ofServers = errors.cases.flatMap(({reply: {value}}) => (value && value.http >= 429 ? [value] : []));
  assert.ok(ofServers.length >= 8);
  for (const {number, http, retryable} of ofServers) {
    assert.equal(new BackendError({code: number, httpStatusCode: http, message: ""}).retryable, retryable, String(number));
  }
});

test("refusals are BackendErrors, a proxy's page too; silence is a NetworkError", async () => {
  answer = {status: 401, body: '{"code":4016,"httpStatusCode":401,"message":"The credentials are not valid"}'};
  await assert.rejects(backend.languages(), (error) => error instanceof BackendError && error.code === 4016 && !error.retryable);
  answer = {status: 503, body: "<html>down</html>"};
  await assert.rejects(backend.languages(), (error) => error instanceof BackendError && error.httpStatusCode === 503 && error.retryable);
  answer = {status: 200, body: Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d])};
  await assert.rejects(backend.languages(), BackendError);
  answer = {status: 200, body: "[]", delay: 5000};
  await assert.rejects(backend.languages(), {name: "NetworkError"});
  await assert.rejects(new SealflowBackend({server: "http://127.0.0.1:1", serverToken: "t"}).languages(), {name: "NetworkError"});
});

test("misuse is a TypeError", async () => {
  assert.throws(() => new SealflowBackend({server: "verify.example", serverToken: "t"}), TypeError);
  assert.throws(() => new SealflowBackend({server, serverToken: ""}), TypeError);
  await assert.rejects(backend.fetchResult(""), TypeError);
  // A tag that got lost would list everybody's.
  for (const filter of [{flow: ""}, {flow: "FX0a", tag: ""}, {flow: "FX0a", tag: undefined as unknown as string}]) {
    await assert.rejects(backend.listHandshakes(filter).next(), TypeError);
  }
  const check = {clientSecret: "", result: {resultText: null, resultSignature: null}, handlerSignature: ""};
  await assert.rejects(verifyResult(check), TypeError);
});
