// What an attacker sends: never a 2xx, never a 5xx, never more memory; and slow ones keep nobody out.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { connect } from "node:net";
import { after, before, describe, it } from "node:test";

import { origin, png, startServer } from "./harness.mjs";
import { exchange, parseAnswers, raw } from "./raw.mjs";

const long = Boolean(process.env.SEALFLOW_LONG);
/** A sanitizer keeps what was freed for a while: its memory says nothing. */
const atMost = (bytes) => (process.env.SEALFLOW_SANITIZED ? Infinity : bytes);

const memory = async (server) => Number(/^process_resident_memory_bytes (\d+)$/m.exec(await (await fetch(`${server.operations}/metrics`)).text())[1]);

describe("hostile requests", () => {
  let server, page, path, other, media;
  before(async () => {
    server = await startServer();
    const app = server.createApp();
    const theirs = server.createApp();
    server.publish(app);
    server.publish(theirs);
    page = server.page(app, (await server.backend(app).create()).body._id);
    other = server.page(theirs, (await server.backend(theirs).create()).body._id);
    await page.launch();
    await other.launch();
    media = (await other.upload(png)).body.id;
    other.theirs = theirs;
    path = new URL(page.base).pathname;
  });
  after(() => server.stop());

  const head = (method, target, fields = {}) => `${method} ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n` +
    Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`).join("");
  const post = (body, fields = {}, target = `${path}/commands`) => {
    const bytes = Buffer.isBuffer(body) ? body : Buffer.from(body);
    return Buffer.concat([Buffer.from(head("POST", target, {
      Origin: origin, Authorization: `Bearer ${page.token}`, "Content-Type": "application/json", "Idempotency-Key": randomUUID(),
      "Content-Length": bytes.length, ...fields,
    }) + "\r\n", "latin1"), bytes]);
  };
  const command = (input) => `{"command":{"type":"submit","stage":"FS0consent","input":${input}},"epoch":1,"expectedSeq":${page.seq}}`;

  /** name → the request's bytes. Made when they are needed: ids are known only then. */
  const requests = {
    "a header beyond 16 KiB": () => `${head("GET", "/healthz", { "X-Large": "a".repeat(20_000) })}\r\n`,
    "ten thousand headers": () => `${head("GET", "/healthz")}${"X: y\r\n".repeat(10_000)}\r\n`,
    "a target beyond 16 KiB": () => `${head("GET", `/${"a".repeat(20_000)}`)}\r\n`,
    "a body that is announced too large": () => `${head("POST", `${path}/commands`, { Origin: origin, Authorization: `Bearer ${page.token}`, "Content-Type": "application/json", "Content-Length": 1e12 })}\r\n`,
    "a body that is too large": () => post(`{"a":"${"a".repeat(300_000)}"}`),
    "UTF-8 cut off": () => post(Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xe0, 0xa4]), Buffer.from('"}')])),
    "UTF-8 longer than it must be": () => post(Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xc0, 0xaf]), Buffer.from('"}')])),
    "a surrogate in UTF-8": () => post(Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from('"}')])),
    "half a surrogate pair": () => post(command('{"accepted":"\\ud800"}')),
    "a depth of 100,000 arrays": () => post("[".repeat(100_000) + "]".repeat(100_000)),
    "a depth of 40,000 objects": () => post('{"a":'.repeat(40_000) + "1" + "}".repeat(40_000)),
    "names twice": () => post(command('{"accepted":true,"accepted":false}')),
    "a NUL after the JSON": () => post(Buffer.concat([Buffer.from(command("{}")), Buffer.alloc(1)])),
    "a NUL in the path": () => `${head("GET", "/healthz%00.js")}\r\n`,
    "a NUL in a header": () => `${head("GET", "/healthz", { "X-A": "a\0b" })}\r\n`,
    "a number without end": () => post(command(`{"a":${"9".repeat(200_000)}}`)),
    "line ends in a header's value": () => post(command("{}"), { "Idempotency-Key": "k\r\nX-Injected: yes\r\nContent-Length: 3" }),
    "line ends in the target": () => `${head("GET", "/%0d%0aX-Injected:%20yes")}\r\n`,
    "a header that goes on in the next line": () => post(command("{}"), { Authorization: `Bearer\r\n ${page.token}x` }),
    "two lengths": () => post("{}", { "Content-Length": "2\r\nContent-Length: 30" }),
    "a length and chunks": () => post("0\r\n\r\n", { "Content-Length": "5\r\nTransfer-Encoding: chunked" }),
    "a negative length": () => post("{}", { "Content-Length": -1 }),
    "a length that is no number": () => post("{}", { "Content-Length": "0x2" }),
    "a chunk that lies": () => `${head("POST", `${path}/commands`, { Origin: origin, Authorization: `Bearer ${page.token}`, "Content-Type": "application/json", "Transfer-Encoding": "chunked" })}\r\nZZ\r\n{}\r\n0\r\n\r\n`,
    "an unknown encoding of the transfer": () => post("{}", { "Transfer-Encoding": "gzip" }),
    "no host": () => "GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n",
    "two hosts": () => `${head("GET", "/healthz", { Host: "y" })}\r\n`,
    "the method DELETE": () => `${head("DELETE", `${path}/commands`)}\r\n`,
    "the method TRACE": () => `${head("TRACE", "/healthz")}\r\n`,
    "the method CONNECT": () => "CONNECT example.com:443 HTTP/1.1\r\nHost: example.com\r\nConnection: close\r\n\r\n",
    "the method PUT": () => `${head("PUT", "/healthz")}\r\n`,
    "GET where POST belongs": () => `${head("GET", `${path}/launch`)}\r\n`,
    "HTTP/0.9": () => "GET /healthz\r\n\r\n",
    "the preface of HTTP/2": () => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "a form": () => post("a=b", { "Content-Type": "application/x-www-form-urlencoded" }),
    "text that is JSON": () => post(command('{"accepted":true}'), { "Content-Type": "text/plain" }),
    "no type": () => post(command('{"accepted":true}'), { "Content-Type": "" }),
    "another page's origin": () => post(command('{"accepted":true}'), { Origin: "https://evil.example" }),
    "another handshake's token": () => post(command('{"accepted":true}'), { Authorization: `Bearer ${other.token}` }),
    "another handshake": () => post(command('{"accepted":true}'), {}, `${new URL(other.base).pathname}/commands`),
    "another app's result": () => `${head("GET", `/api/v1/public/flowx/handshake/${path.split("/").pop()}`, { Authorization: `Basic ${other.theirs.serverToken}` })}\r\n`,
    "another handshake's file": () => post(`{"command":{"type":"submit","stage":"FS0document","input":{"front":"${media}"}},"epoch":1,"expectedSeq":${page.seq}}`),
    "another client's key": () => post(JSON.stringify({ clientKey: other.theirs.clientKey }), {}, `${path}/launch`),
    "a guessed epoch": () => post(`{"command":{"type":"skip"},"epoch":99,"expectedSeq":${page.seq}}`),
    "a command of the server": () => post(`{"command":{"type":"effect_result","input":{"effect":"x","ok":true}},"epoch":1,"expectedSeq":${page.seq}}`),
    "a token that is no token": () => post(command("{}"), { Authorization: `Bearer ${"'".repeat(43)}` }),
    "credentials that are no base64": () => `${head("GET", `/api/v1/public/flowx/handshake/${path.split("/").pop()}`, { Authorization: "Basic %%%" })}\r\n`,
    "a path that leads out": () => `${head("GET", "/../../etc/passwd")}\r\n`,
    "an encoded path that leads out": () => `${head("GET", "/%2e%2e%2f%2e%2e%2fetc%2fpasswd")}\r\n`,
    "a file that is none": () => post("MZ", { "Content-Type": "image/png" }, `${path}/media`),
    "Last-Event-ID ahead of the log": () => `${head("GET", `${path}/events`, { Origin: origin, Authorization: `Bearer ${page.token}`, "Last-Event-ID": "999999999999999999999" })}\r\n`,
  };

  it("are all refused, and cost no memory", async () => {
    await Promise.all(Object.values(requests).map((make) => exchange(server.port, make()))); // warm
    const before = await memory(server);
    const seen = {};
    for (let round = 0; round < 3; ++round) {
      await Promise.all(Object.entries(requests).map(async ([name, make]) => {
        const text = await raw(server.port, make());
        const [answer] = parseAnswers(text);
        // Closed without an answer is a refusal, too.
        seen[name] = answer?.status ?? "closed";
        assert.ok(!answer || (answer.status >= 400 && answer.status < 500), `${name}: ${answer?.status}`);
        assert.doesNotMatch(text, /x-injected/i, name);
      }));
    }
    const grown = (await memory(server)) - before;
    console.log(`# ${Object.keys(seen).length} named requests: ${JSON.stringify(seen)}`);
    console.log(`# memory grew by ${Math.round(grown / 1024)} KiB`);
    assert.ok(grown < atMost(10 * 1024 * 1024), `${grown} bytes more`);
    assert.equal((await page.submit("FS0consent", { accepted: true })).status, 200, "the session they aimed at goes on");
  });

  // What a proxy in front takes for the body of one person's request must never be a request of its own here.
  it("hide no second request in a body whose end is told in a way that is not ours", async () => {
    const second = "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    for (const [version, ...lines] of [
      ["1.1", "gzip"], ["1.1", "identity"], ["1.1", "xchunked"], ["1.1", "chunked, identity"], ["1.1", "gzip, chunked"], ["1.1", "identity", "chunked"],
      ["1.1", "chunked", "identity"], ["1.0", "chunked"],
    ]) {
      const fields = lines.map((line) => `Transfer-Encoding: ${line}\r\n`).join("");
      const text = await exchange(server.port, `POST ${path}/commands HTTP/${version}\r\nHost: x\r\nConnection: keep-alive\r\n${fields}\r\n0\r\n\r\n${second}`);
      assert.deepEqual(parseAnswers(text).map(({ status }) => status), [400], `${version} ${lines}`);
    }
  });

  it("are cut off where a chunk's head or a trailer has no end, and are not kept in memory meanwhile", async () => {
    const start = head("POST", "/api/v1/public/flowx/handshake", { "Content-Type": "application/json", "Transfer-Encoding": "chunked" }) + "\r\n";
    const before = await memory(server);
    const filling = Buffer.alloc(64 * 1024, "0");
    for (const beginning of ["", "2;a", '2;a="', "2\r\n{}\r\n0\r\nX: ", "2\r\n{}\r\n0\r\nX"]) {
      const socket = connect(server.port, "127.0.0.1");
      const closed = new Promise((resolve) => socket.on("error", () => {}).on("close", () => resolve(true)));
      socket.resume().write(start + beginning);
      let open = true;
      for (let sent = 0; open && sent < 64 * 1024 * 1024; sent += filling.length)
        open = !(await Promise.race([closed, new Promise((resolve) => socket.write(filling, () => resolve(false)))]));
      const grown = (await memory(server)) - before;
      socket.destroy();
      assert.ok(grown < atMost(10 * 1024 * 1024), `${JSON.stringify(beginning)}: ${grown} bytes more`);
    }
  });

  it("altered at random get no 2xx and no 5xx either", async () => {
    const right = post(command('{"accepted":true}'), { Authorization: `Bearer ${"A".repeat(43)}` });
    let seed = 7;
    const random = (below) => (seed = (seed * 1103515245 + 12345) % 2147483648) % below;
    const many = long ? 20_000 : 500;
    for (let i = 0; i < many; ++i) {
      const bytes = Buffer.from(right);
      for (let n = random(4); n >= 0; --n) bytes[random(bytes.length)] = random(256);
      // Without an end nothing would come back before the time-out.
      const socketText = await new Promise((resolve) => {
        const socket = connect({ port: server.port, host: "127.0.0.1" });
        let text = "";
        socket.on("data", (data) => (text += data)).on("close", () => resolve(text)).on("error", () => resolve(text));
        socket.end(bytes);
      });
      const [answer] = parseAnswers(socketText);
      assert.ok(!answer || (answer.status >= 400 && answer.status < 500), `${i}: ${socketText}`);
    }
  });
});

describe("slow connections", () => {
  const many = long ? 1000 : 200;

  // How fast others are answered meanwhile, trials/slow.test.mjs measures.
  it(`do not keep others out (${many} of them), and are closed in time`, async (t) => {
    const server = await startServer();
    t.after(() => server.stop());
    const before = await memory(server);
    const starts = ["GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ", "POST /api/v1/public/flowx/handshake HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 200000\r\n\r\n{"];
    const endings = [];
    const sockets = Array.from({ length: many }, (_, index) => {
      const socket = connect(server.port, "127.0.0.1");
      socket.write(starts[index % 2]);
      let text = "";
      endings.push(new Promise((resolve) => socket.on("data", (data) => (text += data)).on("error", () => {}).on("close", () => resolve(text))));
      return socket;
    });
    // A few at a time, or this process would be the slow one: each sends a byte about twice a second.
    let turn = 0;
    const drip = setInterval(() => {
      for (let i = 0; i < many / 50; ++i) {
        const socket = sockets[turn++ % many];
        if (socket.writable) socket.write("a");
      }
    }, 10);
    t.after(() => clearInterval(drip));
    for (let i = 0; i < 200; ++i) assert.equal((await fetch(`${server.url}/api/v1/public/languages`)).status, 200);
    const grown = (await memory(server)) - before;
    const began = Date.now();
    // Headers have 10 s in all, whole bodies 30 s.
    const texts = await Promise.race([Promise.all(endings), new Promise((resolve, reject) => setTimeout(() => reject(new Error("still open after 45 s")), 45_000).unref())]);
    console.log(`# beside ${many} slow ones: ${Math.round(grown / 1024 / many)} KiB each; all closed ${Date.now() - began} ms later`);
    assert.ok(grown < atMost(many * 64 * 1024), `${grown} bytes for ${many}`);
    // Too late for an answer: they are cut off.
    for (const text of texts) assert.match(text, /^$/);
  });
});
