// Four devices race for the lease of one handshake, N times, over two instances of sealflowd on one PostgreSQL: all
// launch at once, then all act at once. The leases must be numbered 1 to 4, and exactly one may act: the newest.
//
//   SEALFLOW_BIN=… node tests/server/trials/lease-races.mjs             100 races, and the control
//   SEALFLOW_LONG=1 …                                                   10,000 races
//
// The control only reads before it writes: a proxy takes the locks out of the statements, and the log its key. It must
// have races that several win, or nobody.
import { startServer } from "../harness.mjs";
import { startPostgres } from "../postgres.mjs";
import { startProxy, withoutLocks } from "../postgres_proxy.mjs";

const races = process.env.SEALFLOW_LONG === "1" ? 10_000 : 100;
const controls = 50;
const devices = [0, 1, 2, 3];
const lanes = 8; // races at a time

/** Who could act, what the others were told, and which leases there were. */
async function race(instances, app) {
  const id = (await instances[0].backend(app).create()).body._id;
  const pages = devices.map((n) => instances[n % instances.length].page(app, id));
  const launched = await Promise.all(pages.map((page) => page.launch()));
  const epochs = pages.map(({ epoch }) => epoch);
  const seq = Math.max(...pages.map((page) => page.seq));
  const answers = await Promise.all(pages.map((page) => page.submit("FS0consent", { accepted: true }, { seq })));
  const won = devices.filter((n) => answers[n].status === 200);
  const right =
    launched.every(({ status }) => status === 200) &&
    epochs.toSorted().join() === "1,2,3,4" &&
    won.length === 1 &&
    epochs[won[0]] === 4 &&
    devices.every((n) => n === won[0] || (answers[n].status === 409 && answers[n].body.code === "session_superseded"));
  const told = right ? "" : JSON.stringify({ launched: launched.map(({ status }) => status), epochs, answered: answers.map(({ status, body }) => body.code ?? status) });
  return { id, winners: won.length, right, told };
}

async function trial(count, { locks }) {
  const cluster = startPostgres();
  const direct = cluster.database();
  const proxy = locks ? undefined : await startProxy(cluster, { changes: withoutLocks });
  const database = locks ? direct : cluster.url("test1", proxy.folder);
  // All race from one address for handshakes that nobody uses.
  const flags = ["--launch-refusals", "0"];
  const first = await startServer({ database, direct, flags });
  const instances = [first, await startServer({ database, direct, flags, folder: first.folder })];
  const app = first.createApp();
  first.publish(app);
  if (!locks) cluster.sql("test1", "ALTER TABLE events DROP CONSTRAINT events_pkey");

  const winners = {};
  let wrong = 0;
  let begun = 0;
  const ids = [];
  const began = Date.now();
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      while (begun++ < count) {
        const { id, winners: won, right, told } = await race(instances, app);
        ids.push(id);
        winners[won] = (winners[won] ?? 0) + 1;
        if (!right) wrong++;
        if (!right && locks) console.log(`wrong: ${told}`);
        if (ids.length % 1000 === 0) console.log(`${ids.length} races, ${winners[1] ?? 0} with one winner`);
      }
    }),
  );
  const seconds = (Date.now() - began) / 1000;
  // The other instance replays and verifies each log before it answers.
  let damaged = 0;
  for (const id of locks ? ids : []) {
    const { status } = await instances[1].backend(app).result(id);
    if (status !== 200) damaged++;
  }
  const twice = cluster.sql("test1", "SELECT count(*) FROM (SELECT handshake FROM events WHERE (event::json)->>'type' = 'stage_passed' GROUP BY handshake HAVING count(*) > 1) AS more");
  await instances[1].stop({ keep: true });
  await first.stop();
  await proxy?.stop();
  cluster.remove();
  return { races: ids.length, winners, wrong, twice: Number(twice), damaged, seconds };
}

const words = ({ races: n, winners, wrong, twice, damaged, seconds }) =>
  `${n} races of ${devices.length} devices: ${winners[1] ?? 0} with one winner, ${wrong} wrong, ${twice} accepted twice, ${damaged} logs damaged, ${seconds.toFixed(0)} s`;

const result = await trial(races, { locks: true });
console.log(words(result));
const control = await trial(controls, { locks: false });
console.log(`control, no lock and no key of the log: ${words(control)}, winners ${JSON.stringify(control.winners)}`);
const good = result.races === races && result.winners[1] === races && result.wrong + result.twice + result.damaged === 0;
process.exit(good && (control.winners[1] ?? 0) < controls ? 0 : 1);
