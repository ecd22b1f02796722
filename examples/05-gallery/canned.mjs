// The server of a gallery: none. The real core works out each state, in the page; what would come from outside (that a code
// was sent, what an operator decides) is canned, and so is every answer that a state wants to be a refusal.
const entropy = "5e".repeat(32);
const handshake = "DS0galleryGalleryGallery1";
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

  constructor(core, wanted) {
    this.#core = core;
    this.#wanted = wanted;
    for (const step of wanted.before ?? []) this.#play(step);
  }

  install() {
    const real = window.fetch;
    window.fetch = (url, init) => (String(url).startsWith(server) ? this.#fetch(String(url), init) : real(url, init));
  }

  get launchOptions() {
    return {server, clientKey, handshake, ...(this.#wanted.handoff && {handoff: "h".repeat(43)})};
  }

  /** Something that happened before the page came: {launch}, {input}, {report}, {later: ms}, or a whole command. */
  #play(step) {
    if (step.later !== undefined) this.#now += step.later;
    else if (step.launch !== undefined) this.#launch(step.launch);
    else if (step.report !== undefined) this.#report(step.report);
    else if (step.input !== undefined) this.#decide({type: "submit", stage: this.#state.current, input: step.input});
    else this.#decide(step);
  }

  async #fetch(url, init) {
    const path = new URL(url).pathname.split("/").pop();
    const canned = this.#wanted.answers?.[path];
    if (canned === "never") return new Promise(() => {});
    if (canned === "lost") throw new TypeError("canned: no connection");
    try {
      if (canned !== undefined) return this.#refusal(canned);
      return json(200, this.#answer(path, init.body ? JSON.parse(init.body) : {}));
    } catch (error) {
      if (typeof error.httpStatus !== "number") throw error;
      return json(error.httpStatus, {...error, message: error.message, requestId: "5f2c7a90"});
    }
  }

  #answer(path, body) {
    if (path === "launch") return this.#launch(body);
    if (path === "handoff") return {code: "c".repeat(43), digits: "42", expires: this.#now + (this.#wanted.linkLife ?? 600_000)};
    const before = this.#state.seq;
    if (path === "commands" && body.command.type !== "heartbeat") this.#decide(body.command);
    return {...this.#since(path === "events" ? before : body.expectedSeq), now: this.#now};
  }

  #launch({retry = false, variables}) {
    const device = this.#state === null ? {newDevice: "d1"} : {device: "d1"};
    const facts = {handshake, backendVariables: {mobile: "+919876543210"}, expiresAt: this.#now + 1e10, retry, variables: variables ?? null, ...device};
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
    this.#state = this.#core.evolve(this.#state, events).state;
    this.#effects.push(...effects);
    // Codes are "sent" at once; anything else waits until a state reports it.
    while (this.#effects[0]?.kind === "send_code") this.#report({});
  }

  #report(report) {
    const {id, stage} = this.#effects.shift();
    this.#decide({type: "effect_result", actor: "server", stage, epoch: 0, input: {effect: id, ok: true, ...report}});
  }

  #since(seq) {
    return {events: this.#log.filter((event) => event.seq > seq).map(publicEvent), seq: this.#state.seq, delivery: this.#delivery()};
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

/** What a page gets of an event. */
function publicEvent({salt, private: hidden, ...event}) {
  return event;
}

function json(status, body) {
  return new Response(JSON.stringify(body), {status, headers: {"Content-Type": "application/json"}});
}
