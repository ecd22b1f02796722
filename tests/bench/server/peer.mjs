// The peer: what a Node team would write for the same promise, with fastify and better-sqlite3. A page submits a stage;
// when the answer comes it is on disk, and asked again with the same key it is the same answer. As in sealflowd: tokens are
// kept as hashes, what a person said is sealed under a key per handshake (and that under a master key), events are a
// chain with a commitment to their private part, epoch and seq are compared, and nothing is written to a log that does not
// verify. State is kept as JSON, not replayed.
//
//   node peer.mjs DATABASE             listens on a free port, and logs a line for each request
//   node peer.mjs DATABASE --trusting  takes the state as it is stored, and does not look at the log: less work
import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from "node:crypto";
import { createRequire } from "node:module";
import fastify from "fastify";

const Database = createRequire(import.meta.url)("better-sqlite3");
const [file, trusting] = process.argv.slice(2);
const stages = 20;
const stageOf = (number) => `FS0s${number}`;

const db = new Database(file);
db.pragma("journal_mode = WAL");
db.pragma("synchronous = FULL");
db.exec(`
  CREATE TABLE handshakes (id TEXT PRIMARY KEY, wrapped_key BLOB NOT NULL, state TEXT NOT NULL, active_at INTEGER NOT NULL) STRICT;
  CREATE TABLE sessions (token_hash BLOB PRIMARY KEY, handshake TEXT NOT NULL, expires INTEGER NOT NULL) STRICT;
  CREATE TABLE events (handshake TEXT, seq INTEGER, event TEXT NOT NULL, sealed BLOB, PRIMARY KEY (handshake, seq)) STRICT;
  CREATE TABLE answers (handshake TEXT, key TEXT, request_hash BLOB NOT NULL, sealed BLOB NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (handshake, key)) STRICT;
`);
const sql = {
  addHandshake: db.prepare("INSERT INTO handshakes VALUES (?, ?, ?, ?)"),
  addSession: db.prepare("INSERT INTO sessions VALUES (?, ?, ?)"),
  session: db.prepare("SELECT handshake, expires FROM sessions WHERE token_hash = ?"),
  handshake: db.prepare("SELECT wrapped_key, state FROM handshakes WHERE id = ?"),
  answer: db.prepare("SELECT request_hash, sealed FROM answers WHERE handshake = ? AND key = ?"),
  events: db.prepare("SELECT seq, event, sealed FROM events WHERE handshake = ? ORDER BY seq"),
  addEvent: db.prepare("INSERT INTO events VALUES (?, ?, ?, ?)"),
  update: db.prepare("UPDATE handshakes SET state = ?, active_at = ? WHERE id = ?"),
  addAnswer: db.prepare("INSERT INTO answers VALUES (?, ?, ?, ?, ?)"),
};

const sha256 = (bytes, form) => createHash("sha256").update(bytes).digest(form);

function seal(key, text, place) {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(place));
  return Buffer.concat([nonce, cipher.update(text), cipher.final(), cipher.getAuthTag()]);
}

function unseal(key, bytes, place) {
  const cipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, 12)).setAAD(Buffer.from(place));
  cipher.setAuthTag(bytes.subarray(-16));
  return Buffer.concat([cipher.update(bytes.subarray(12, -16)), cipher.final()]);
}

const masterKey = randomBytes(32);
const noHead = "0".repeat(64);

function chained(state, event) {
  const whole = { v: 1, ...event, seq: ++state.seq, prev: state.head };
  whole.hash = state.head = sha256(JSON.stringify(whole), "hex");
  return whole;
}

/** Does the log of a handshake hold, from its first event to the state's head? */
function verified(id, key, state) {
  let head = noHead;
  for (const { seq, event, sealed } of sql.events.iterate(id)) {
    const { hash, ...rest } = JSON.parse(event);
    if (rest.seq !== seq || rest.prev !== head || sha256(JSON.stringify(rest), "hex") !== hash) return false;
    if (rest.commit !== null) {
      const opened = unseal(key, sealed, `${id}/${seq}`);
      if (createHmac("sha256", opened.subarray(0, 32)).update(opened.subarray(32)).digest("hex") !== rest.commit) return false;
    }
    head = hash;
  }
  return head === state.head;
}

function create(now) {
  const id = `DS0${randomBytes(16).toString("base64url")}`;
  const token = randomBytes(32).toString("base64url");
  const state = { seq: 2, head: noHead, epoch: 1, current: stageOf(1), passed: [] };
  sql.addHandshake.run(id, seal(masterKey, randomBytes(32), id), JSON.stringify(state), now);
  sql.addSession.run(sha256(token), id, now + 1_800_000);
  return { id, token };
}

function submit(id, { command, epoch, expectedSeq }, key, now) {
  const row = sql.handshake.get(id);
  const state = JSON.parse(row.state);
  if (!trusting && !verified(id, key, state)) return { status: 500, text: '{"code":"log_damaged"}' };
  if (epoch !== state.epoch) return { status: 409, text: '{"code":"session_superseded"}' };
  if (expectedSeq !== state.seq) return { status: 409, text: '{"code":"seq_conflict"}' };
  if (command.stage !== state.current) return { status: 409, text: '{"code":"stage_not_current"}' };
  if (!command.input.note) return { status: 422, text: '{"code":"field_required"}' };

  const at = { handshake: id, run: 1, at: now };
  const salt = randomBytes(32);
  const secret = JSON.stringify({ input: command.input, output: command.input });
  const commit = createHmac("sha256", salt).update(secret).digest("hex");
  const passed = chained(state, { ...at, type: "stage_passed", stage: command.stage, public: { revealed: {}, provisional: false, tries: 1 }, commit });
  sql.addEvent.run(id, passed.seq, JSON.stringify(passed), seal(key, Buffer.concat([salt, Buffer.from(secret)]), `${id}/${passed.seq}`));
  state.passed.push({ stage: command.stage, at: now });
  const number = state.passed.length + 1;
  state.current = number <= stages ? stageOf(number) : "done";
  const entered = chained(state, { ...at, type: number <= stages ? "stage_entered" : "run_ended", stage: state.current, public: {}, commit: null });
  sql.addEvent.run(id, entered.seq, JSON.stringify(entered), null);
  sql.update.run(JSON.stringify(state), now, id);
  return { status: 200, text: JSON.stringify({ events: [passed, entered], seq: state.seq, delivery: null, now }) };
}

/** One command, whole: in one transaction, which is on disk when this returns. */
const answerOnce = db.transaction((id, token, idempotencyKey, body, now) => {
  const session = sql.session.get(sha256(token));
  if (!session || session.handshake !== id || session.expires < now) return { status: 401, text: '{"code":"token_invalid"}' };
  const key = unseal(masterKey, sql.handshake.get(id).wrapped_key, id);
  const request = sha256(JSON.stringify(body));
  const known = sql.answer.get(id, idempotencyKey);
  if (known && !known.request_hash.equals(request)) return { status: 422, text: '{"code":"idempotency_mismatch"}' };
  if (known) return JSON.parse(unseal(key, known.sealed, `${id}/${idempotencyKey}`));
  const answer = submit(id, body, key, now);
  sql.addAnswer.run(id, idempotencyKey, request, seal(key, JSON.stringify(answer), `${id}/${idempotencyKey}`), now);
  return answer;
});

const commandSchema = {
  body: {
    type: "object", required: ["command", "epoch", "expectedSeq"],
    properties: {
      command: {
        type: "object", required: ["type", "stage", "input"],
        properties: { type: { const: "submit" }, stage: { type: "string" }, input: { type: "object", properties: { note: { type: "string", maxLength: 1000 } } } },
      },
      epoch: { type: "integer" }, expectedSeq: { type: "integer" },
    },
  },
};

const app = fastify({ logger: true, disableRequestLogging: true });
app.addHook("onResponse", async (request, reply) => {
  const { method, routeOptions: { url } } = request;
  request.log.info({ method, route: url, handshake: request.params?.id, status: reply.statusCode, ms: reply.elapsedTime }, "request");
});
app.get("/healthz", async () => ({ ok: true }));
app.post("/handshakes", async () => create(Date.now()));
app.post("/v1/sessions/:id/commands", { schema: commandSchema }, async (request, reply) => {
  const token = (request.headers.authorization ?? "").replace(/^Bearer /, "");
  const answer = answerOnce(request.params.id, token, request.headers["idempotency-key"], request.body, Date.now());
  return reply.code(answer.status).type("application/json").send(answer.text);
});
await app.listen({ host: "127.0.0.1", port: 0 });
