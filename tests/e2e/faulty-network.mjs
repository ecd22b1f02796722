// A bad network between page and sealflowd: requests get lost on the way there or on the way back, all take their time,
// and the server behind it may be killed and started again. What the page loads (files) always arrives.
import {randomUUID} from "node:crypto";
import {createServer, request as send} from "node:http";
import {setTimeout as sleep} from "node:timers/promises";

/** Numbers from 0 to 1 that a seed names (mulberry32). */
export function numbersFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * `upstream()` gives the server's address of the moment. `lose` is the share of requests that get lost, half of them
 * before the server sees them; `delay` is in ms.
 */
export class FaultyNetwork {
  url = "";
  counts = {passed: 0, lostBefore: 0, lostAfter: 0, serverDown: 0};
  #settings;
  #lines = new Map();
  #server;

  static async start(settings) {
    const network = new FaultyNetwork();
    network.#settings = settings;
    network.#server = createServer((request, response) => void network.#handle(request, response).catch(() => response.destroy()));
    await new Promise((resolve) => network.#server.listen(0, "127.0.0.1", resolve));
    network.url = `http://127.0.0.1:${network.#server.address().port}`;
    return network;
  }

  /**
   * What one handshake's requests meet. `cut`: no command is answered for now, or
   * none gets there ("before"); `loseAnswers`: so many of the next commands are
   * not; `freshKeys`: each looks like a new command to the server (a control). `arrived` and `answered` count commands
   * by type, and pieces of files: those that came here, and those whose answer went back to the page.
   */
  line(handshake, {random = () => 1, freshKeys = false} = {}) {
    const line = {random, freshKeys, cut: false, loseAnswers: 0, seq: 0, arrived: {}, answered: {}};
    this.#lines.set(handshake, line);
    return line;
  }

  stop() {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #handle(request, response) {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    let body = Buffer.concat(chunks);
    const [, handshake, call] = /^\/v1\/sessions\/(\w+)\/(\w+)/.exec(request.url) ?? [];
    const line = this.#lines.get(handshake);
    if (!line) return this.#file(request, response, body);

    const headers = {...request.headers};
    const type = call === "commands" && body.length > 0 ? JSON.parse(body).command.type : "";
    countUp(line.arrived, request.method === "PATCH" ? "piece" : type);
    if (line.freshKeys && type !== "") {
      body = Buffer.from(JSON.stringify({...JSON.parse(body), expectedSeq: line.seq}));
      Object.assign(headers, {"idempotency-key": randomUUID(), "content-length": String(body.length)});
    }
    const drawn = line.random() / this.#settings.lose;
    const cut = line.cut && type !== "";
    const lost = drawn < 0.5 || (cut && (line.cut === "before" || drawn % 1 < 0.5)) ? "before" : drawn < 1 || cut ? "after" : "";
    await sleep(this.#settings.delay);
    if (lost === "before") {
      this.counts.lostBefore += 1;
      return response.destroy();
    }
    const answer = await this.#forward(request, headers, body).catch(() => undefined);
    if (answer === undefined) {
      this.counts.serverDown += 1;
      return response.destroy();
    }
    if (String(answer.headers["content-type"]).startsWith("text/event-stream") && lost === "") {
      this.counts.passed += 1;
      response.writeHead(answer.statusCode, answer.headers);
      answer.on("error", () => response.destroy());
      response.on("close", () => answer.destroy());
      return answer.pipe(response);
    }
    const text = lost === "" || line.freshKeys ? await whole(answer) : (answer.destroy(), Buffer.alloc(0));
    if (line.freshKeys) line.seq = Math.max(line.seq, seqOf(text));
    if (lost === "after" || (type !== "" && line.loseAnswers-- > 0)) {
      this.counts.lostAfter += 1;
      return response.destroy();
    }
    this.counts.passed += 1;
    response.writeHead(answer.statusCode, answer.headers).end(text, () => countUp(line.answered, type));
  }

  /** Files, and the sandbox's inbox: as often as it takes. */
  async #file(request, response, body) {
    for (const until = Date.now() + 20_000; ; await sleep(50)) {
      try {
        const answer = await this.#forward(request, request.headers, body);
        const text = await whole(answer);
        return response.writeHead(answer.statusCode, answer.headers).end(text);
      } catch (error) {
        if (Date.now() > until) throw error;
      }
    }
  }

  #forward({method, url}, headers, body) {
    return new Promise((resolve, reject) => {
      const call = send(new URL(url, this.#settings.upstream()), {method, headers, agent: false}, resolve);
      call.on("error", reject);
      call.end(body);
    });
  }
}

function countUp(counts, type) {
  if (type !== "") counts[type] = (counts[type] ?? 0) + 1;
}

async function whole(answer) {
  const chunks = [];
  for await (const chunk of answer) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function seqOf(text) {
  try {
    const answer = JSON.parse(text);
    return answer.seq ?? answer.state?.seq ?? 0;
  } catch {
    return 0;
  }
}
