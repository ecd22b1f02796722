// The server of a gallery: none. The real core works out each state, in the page; what would come from outside (that a code
// was sent, what an operator decides) is canned, and so is every answer that a state wants to be a refusal.
const entropy = "5e".repeat(32);
export const clientKey = "0".repeat(32);
export const server = "https://canned.invalid";

/** Takes the place of `fetch` for the addresses of `server`. `state` is one of states.mjs. */
export class CannedServer {
  #core;
  #state = null;
  #log = [];
  #effects = [];
  #now = Date.UTC(2026, 4, 4, 9, 30);
  #wanted;
  /** Another one each time: what one state keeps in the browser is not for the next. */
  #handshake = `DS0${Array.from({length: 22}, () => Math.floor(Math.random() * 10)).join("")}`;
  #answers;
  /** Those who read the event stream. */
  #readers = new Set();

  constructor(core, wanted) {
    this.#core = core;
    this.#wanted = wanted;
    this.#answers = wanted.answers;
    for (const step of wanted.before ?? []) this.play(step);
  }

  /** Gives what takes it away again. */
  install() {
    const {fetch: real, XMLHttpRequest: RealRequest} = window;
    const refused = () => this.#answers?.media && this.#refusal(this.#answers.media).json();
    window.fetch = (url, init) => (String(url).startsWith(server) ? this.#fetch(String(url), init) : real(url, init));
    window.XMLHttpRequest = class extends CannedUpload {
      refused = refused;
    };
    return () => Object.assign(window, {fetch: real, XMLHttpRequest: RealRequest});
  }

  get launchOptions() {
    return {server, clientKey, handshake: this.#handshake, ...(this.#wanted.handoff && {handoff: "h".repeat(43)})};
  }

  /** From now on. */
  answer(answers) {
    this.#answers = answers;
  }

  /** Something that happens without the page: {launch}, {input}, {report}, {later: ms}, or a whole command. */
  play(step) {
    if (step.later !== undefined) this.#now += step.later;
    else if (step.launch !== undefined) this.#launch(step.launch);
    else if (step.report !== undefined) this.#report(step.report);
    else if (step.input !== undefined) this.#decide({type: "submit", stage: this.#state.current, input: step.input});
    else this.#decide(step);
  }

  async #fetch(url, init) {
    const path = new URL(url).pathname.split("/").pop();
    const canned = this.#answers?.[path];
    if (canned === "never") return new Promise(() => {});
    if (canned === "lost") throw new TypeError("canned: no connection");
    try {
      if (canned !== undefined) return this.#refusal(canned);
      const seen = Number(init.headers["Last-Event-ID"] ?? 0);
      if (init.headers.Accept === "text/event-stream") return this.#stream(seen);
      return json(200, this.#answer(path, init.body ? JSON.parse(init.body) : {}, seen));
    } catch (error) {
      if (typeof error.httpStatus !== "number") throw error;
      return json(error.httpStatus, {...error, message: error.message, requestId: "5f2c7a90"});
    }
  }

  #answer(path, body, seen) {
    if (path === "launch") return this.#launch(body);
    if (path === "handoff") return {code: "c".repeat(43), digits: "42", expires: this.#now + (this.#wanted.linkLife ?? 600_000)};
    if (path === "commands" && body.command.type !== "heartbeat") this.#decide(body.command);
    return {...this.#since(path === "events" ? seen : body.expectedSeq), now: this.#now};
  }

  #launch({retry = false, variables}) {
    const device = this.#state === null ? {newDevice: "d1"} : {device: "d1"};
    const facts = {handshake: this.#handshake, backendVariables: {mobile: "+919876543210", email: "asha@example.com"}, expiresAt: this.#now + 1e10, retry, variables: variables ?? null, ...device};
    const plan = this.#core.plan(this.#wanted.flow, this.#state, facts, this.#now);
    this.#decide({type: "launch", actor: "server", launch: facts});
    const view = this.#core.clientView(this.#wanted.flow);
    // As if this launcher were older than the server.
    if (this.#wanted.unknownType) view.stages[0].type = "hologram";
    return {
      token: "t".repeat(43), tokenExpires: this.#now + 1_800_000, now: this.#now, device: {id: "d1"},
      app: {name: this.#wanted.app ?? "Harbour Bank", mode: "sandbox"}, flow: view, state: this.#publicState(), plan,
      delivery: this.#delivery(), ...(this.#wanted.handoff && {handoff: {digits: "42"}}),
    };
  }

  #decide(command) {
    const {events, effects} = this.#core.decide(this.#wanted.flow, this.#state, {entropy, epoch: this.#state?.epoch ?? 0, ...command}, this.#now);
    this.#log.push(...events);
    for (const tell of this.#readers) tell(events);
    this.#state = this.#core.evolve(this.#state, events).state;
    this.#effects.push(...effects);
    // Codes are "sent" at once; anything else waits until a state reports it.
    while (this.#effects[0]?.kind === "send_code") this.#report({ok: this.#wanted.codesFail !== true});
  }

  #report(report) {
    const {id, stage} = this.#effects.shift();
    this.#decide({type: "effect_result", actor: "server", stage, epoch: 0, input: {effect: id, ok: true, ...report}});
  }

  #since(seq) {
    return {events: this.#log.filter((event) => event.seq > seq).map(publicEvent), seq: this.#state.seq, delivery: this.#delivery()};
  }

  /** What happens from now on, as it happens. */
  #stream(seen) {
    let tell;
    const start = (controller) => {
      tell = (events) => {
        for (const event of events) controller.enqueue(new TextEncoder().encode(`data: ${JSON.stringify(publicEvent(event))}\n\n`));
      };
      this.#readers.add(tell);
      tell(this.#log.filter((event) => event.seq > seen));
    };
    return new Response(new ReadableStream({start, cancel: () => this.#readers.delete(tell)}));
  }

  #publicState() {
    return this.#core.evolve(null, this.#log.map(publicEvent)).state;
  }

  #delivery() {
    if (this.#state.outcome === "none") return null;
    return {signature: this.#state.outcome === "completed" ? "0".repeat(64) : "", receipt: null};
  }

  #refusal({code, ...more}) {
    const {name, number, http, retryable, text} = this.#core.errors().find((known) => known.name === code);
    return json(http, {code: name, number, httpStatus: http, retryable, message: text, requestId: "5f2c7a90", ...more});
  }
}

/** An upload on its way, which never arrives; or a refusal. */
class CannedUpload {
  upload = {};
  open() {}
  setRequestHeader() {}
  abort() {}
  async send(body) {
    const refusal = await this.refused();
    if (!refusal) return this.upload.onprogress({loaded: body.byteLength * 0.4});
    Object.assign(this, {status: refusal.httpStatus, responseText: JSON.stringify(refusal)});
    this.onload();
  }
}

/** What a page gets of an event: without its private part, but with what there is to show of that. */
function publicEvent({salt, private: hidden, ...event}) {
  const {shown} = JSON.parse(hidden ?? "{}");
  return shown === undefined ? event : {...event, shown};
}

function json(status, body) {
  return new Response(JSON.stringify(body), {status, headers: {"Content-Type": "application/json"}});
}
