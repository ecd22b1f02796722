// `sealflow/server` against a server that answers whatever a test wants.
import assert from "node:assert/strict";
import {createHmac} from "node:crypto";
import {createServer, type IncomingMessage} from "node:http";
import type {AddressInfo} from "node:net";
import {after, test} from "node:test";
// The built entry, as backends get it.
const {BackendError, SealflowBackend, replacesStatus, verifyResult} = (await import(
  `${SEALFLOW_ROOT}/web/dist/server.js`
)) as typeof import("../../web/src/server.js");

let answer: {status: number; body: string | Buffer; delay?: number} = {status: 200, body: "{}"};
let seen: {method: string; url: string; headers: IncomingMessage["headers"]; body: string} | undefined;
const http = createServer((request, response) => {
  let body = "";
  request.on("data", (piece: Buffer) => (body += piece.toString()));
  request.on("end", () => {
    seen = {method: request.method ?? "", url: request.url ?? "", headers: request.headers, body};
    setTimeout(() => response.writeHead(answer.status).end(answer.body), answer.delay ?? 0);
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
  const check = {clientSecret: "", result: {resultText: null, resultSignature: null}, handlerSignature: ""};
  await assert.rejects(verifyResult(check), TypeError);
});
