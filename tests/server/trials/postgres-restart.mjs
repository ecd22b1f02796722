// PostgreSQL is stopped as by a crash, N times under load, and an instance of sealflowd is killed beside it each time.
// Nothing that was acknowledged may be missing, nothing be there twice, and all logs verify.
//
//   SEALFLOW_BIN=… node tests/server/trials/postgres-restart.mjs             3 times, and the control
//   SEALFLOW_LONG=1 …                                                        100 times
//
// The control runs the same with synchronous_commit=off, which a proxy hides from the server. It must lose something.
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

import { startServer } from "../harness.mjs";
import { startPostgres } from "../postgres.mjs";
import { startProxy, withoutDurability } from "../postgres_proxy.mjs";

const rounds = process.env.SEALFLOW_LONG === "1" ? 100 : 3;
const clients = 8;
const longest_silence = 2000;

async function trial(rounds, { durable }) {
  const weak = { synchronous_commit: "off", wal_writer_delay: "10s" };
  const cluster = startPostgres({ settings: durable ? {} : weak });
  const direct = cluster.database();
  const proxy = durable ? undefined : await startProxy(cluster, { changes: withoutDurability });
  const database = durable ? direct : cluster.url("test1", proxy.folder);
  const instances = [await startServer({ database, direct })];
  const { folder } = instances[0];
  instances.push(await startServer({ database, direct, folder }));
  const app = instances[0].createApp();
  instances[0].publish(app);

  let stopped = false;
  let repeated = 0;
  let refused = 0; // what was acknowledged before is not known any more
  let last = 0; // acknowledgement
  const created = [];
  const accepted = [];
  const any = () => instances[Math.floor(Math.random() * instances.length)];

  /** Repeats until it is acknowledged: 503 and a broken connection say nothing. Gives nothing when it is refused. */
  async function insist(send) {
    while (!stopped) {
      try {
        const answer = await send(any());
        if (answer.status === 200) {
          last = Date.now();
          return answer.body;
        }
        if (answer.status !== 503) {
          refused++;
          return undefined;
        }
      } catch {
        // The instance was killed.
      }
      repeated++;
      await sleep(20);
    }
    return undefined;
  }

  async function client() {
    while (!stopped) {
      const made = await insist((server) => server.backend(app).create());
      if (!made) continue;
      created.push(made._id);
      const page = any().page(app, made._id);
      const to = (server) => (page.base = `${server.url}/v1/sessions/${made._id}`);
      const keys = [randomUUID(), randomUUID()];
      if (!(await insist((server) => (to(server), page.launch({}, { "idempotency-key": keys[0] }))))) continue;
      const { seq } = page;
      const answer = await insist((server) => (to(server), page.submit("FS0consent", { accepted: true }, { key: keys[1], seq })));
      if (answer) accepted.push({ id: made._id, hashes: answer.events.map((event) => event.hash) });
    }
  }

  const running = Array.from({ length: clients }, client);
  let worst = 0;
  for (let round = 0; round < rounds; round++) {
    await sleep(1000 + Math.random() * 500);
    const victim = Math.floor(Math.random() * instances.length);
    const killed = sleep(Math.random() * 800).then(async () => {
      instances[victim].child.kill("SIGKILL");
      await instances[victim].ended;
    });
    await cluster.restart("immediate");
    const back = Date.now();
    while (last < back && Date.now() < back + 10_000) await sleep(5);
    worst = Math.max(worst, Date.now() - back);
    await killed;
    instances[victim] = await startServer({ database, direct, folder });
  }
  await sleep(300);
  stopped = true;
  await Promise.all(running);

  const rows = (sql) => cluster.sql("test1", sql).split("\n").filter(Boolean);
  const stored = new Set(rows("SELECT id FROM handshakes"));
  const hashes = new Set(rows("SELECT (event::json)->>'hash' FROM events"));
  const lost = created.filter((id) => !stored.has(id)).length + accepted.filter((each) => !each.hashes.every((hash) => hashes.has(hash))).length;
  const twice = rows("SELECT handshake FROM events WHERE (event::json)->>'type' = 'stage_passed' GROUP BY handshake HAVING count(*) > 1").length;
  let damaged = 0;
  for (const id of stored) {
    // The server replays and verifies the log before it answers.
    const answer = await any().backend(app).result(id);
    if (answer.status !== 200) damaged++;
  }
  await instances[0].stop({ keep: true });
  await instances[1].stop();
  await proxy?.stop();
  cluster.remove();
  return { rounds, acknowledged: created.length + accepted.length, lost, refused, twice, damaged, logs: stored.size, repeated, back: worst };
}

const words = ({ rounds: n, acknowledged, lost, refused, twice, damaged, logs, repeated, back }) =>
  `${n} restarts: ${acknowledged} acknowledged, ${lost} lost, ${refused} refused, ${twice} twice, ${damaged} of ${logs} logs damaged, ${repeated} repeated requests, back after at most ${back} ms`;

const result = await trial(rounds, { durable: true });
console.log(words(result));
// A crash costs it the last one or two, or by luck none.
let control;
for (let tries = 0; tries < 5 && !(control?.lost + control?.refused > 0); tries++) {
  control = await trial(3, { durable: false });
  console.log(`control, synchronous_commit=off: ${words(control)}`);
}
const good = result.lost + result.refused + result.twice + result.damaged === 0 && result.back <= longest_silence && result.acknowledged > 0;
process.exit(good && control.lost + control.refused > 0 ? 0 : 1);
