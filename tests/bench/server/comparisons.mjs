// What is compared: title -> function that gives the lines of a table. Contenders take turns, round after round, so that a
// machine whose speed drifts is as unkind to all of them; the median of each figure counts.
import { setTimeout as pause } from "node:timers/promises";

import { median } from "../rounds.mjs";
import { held } from "../../server/trials/held.mjs";
import { startPostgres } from "../../server/postgres.mjs";
import { load } from "./load.mjs";
import { fill } from "./fill.mjs";
import { startNginx, startPeer, startSealflowd } from "./servers.mjs";

const ratio = (of, to) => `**${(of / to).toFixed(2)}×**`;
const rate = (number) => Number(number.toPrecision(3)).toLocaleString("en");

/** Turns of `slice(server)`, the first of which warms up. Gives for each server the median of each figure. */
async function turns(servers, { rounds }, slice) {
  const figures = new Map(servers.map((server) => [server, []]));
  for (let round = 0; round <= rounds; ++round) {
    for (const server of round % 2 ? servers : servers.toReversed()) {
      const figure = await slice(server);
      if (round > 0) figures.get(server).push(figure);
    }
  }
  return servers.map((server) => {
    const all = figures.get(server);
    return Object.fromEntries(Object.keys(all[0]).map((key) => [key, median(all.map((figure) => figure[key]))]));
  });
}

async function stopAll(servers) {
  for (const server of servers) await server.stop();
}

/** Durable submissions: each answer is on disk. */
function submissions(connections) {
  return async (plan) => {
    const servers = [await startSealflowd(), await startPeer(), await startPeer({ trusting: true })];
    const figures = await turns(servers, plan, async (server) => {
      // So many that no stage is due before the one before it is answered, however long one connection has to wait.
      const requests = await server.prepare(Math.ceil(plan.seconds * 1500));
      return load(server.url, { connections, seconds: plan.seconds, requests });
    });
    await stopAll(servers);
    return [
      "| server | answers/s | p50, ms | p99, ms | sealflowd against it |", "|---|--:|--:|--:|---|",
      ...servers.map(({ name }, index) => {
        const { rate: answers, p50, p99 } = figures[index];
        const against = index === 0 ? "" : `${ratio(figures[0].rate, answers)}, p99 ${ratio(figures[0].p99, p99)}`;
        return `| ${name} | ${rate(answers)} | ${p50.toFixed(1)} | ${p99.toFixed(1)} | ${against} |`;
      }),
    ];
  };
}

async function health(plan) {
  const servers = [await startSealflowd(), await startNginx(), await startPeer()];
  const figures = await turns(servers, plan, ({ url }) => load(url, { connections: 16, seconds: plan.seconds, path: "/healthz" }));
  await stopAll(servers);
  return [
    "| server | answers/s | p99, ms | sealflowd against it |", "|---|--:|--:|---|",
    ...servers.map(({ name }, index) =>
      `| ${name} | ${rate(figures[index].rate)} | ${figures[index].p99.toFixed(2)} | ${index === 0 ? "" : ratio(figures[0].rate, figures[index].rate)} |`),
  ];
}

/** What the next handshake costs, and a submission, when so many others are stored. */
async function stored(plan) {
  const servers = [await startSealflowd({ name: "1,000 handshakes stored" }), await startSealflowd({ name: `${plan.stored.toLocaleString("en")} handshakes stored` })];
  for (const [index, count] of [1000, plan.stored].entries()) {
    const { launched, stop, ...server } = servers[index];
    await launched();
    await stop({ keep: true });
    fill(server.database, count);
    servers[index] = await startSealflowd(server);
  }
  const created = await turns(servers, plan, (server) => load(server.url, { connections: 16, seconds: plan.seconds, requests: server.creations(plan.seconds * 10_000) }));
  const submitted = await turns(servers, plan, async (server) => {
    const requests = await server.prepare(Math.ceil(plan.seconds * 1500));
    return load(server.url, { connections: 16, seconds: plan.seconds, requests });
  });
  await stopAll(servers);
  return [
    "| | handshakes made/s | submissions/s | a handshake costs | a submission costs |", "|---|--:|--:|---|---|",
    ...servers.map(({ name }, index) =>
      `| ${name} | ${rate(created[index].rate)} | ${rate(submitted[index].rate)} | ${index === 0 ? "" : ratio(created[0].rate, created[1].rate)} | ${index === 0 ? "" : ratio(submitted[0].rate, submitted[1].rate)} |`),
  ];
}

async function memory() {
  const server = await startSealflowd();
  await pause(2000);
  const idle = held(server.pid).rss / 1024;
  const requests = await server.prepare(1500);
  await load(server.url, { connections: 64, seconds: 3, requests });
  await pause(2000);
  const after = held(server.pid).rss / 1024;
  await server.stop();
  return ["| sealflowd | resident memory, MiB |", "|---|--:|", `| started, nobody there | ${idle.toFixed(1)} |`, `| after 1,500 handshakes and 3 s of load on 64 connections | ${after.toFixed(1)} |`];
}

/** One instance, and two at once, on one PostgreSQL. Nothing is pinned but the load: the database needs a processor, too. */
async function instances(plan) {
  const cluster = startPostgres({ inMemory: false });
  const database = cluster.database();
  const one = await startSealflowd({ database, pinned: false });
  const two = await startSealflowd({ ...one, pinned: false });
  const [alone, both] = await turns([[one], [one, two]], plan, async (those) => {
    const requests = await one.prepare(Math.ceil(plan.seconds * 1500));
    const each = requests.length / those.length;
    const figures = await Promise.all(those.map(({ url }, index) =>
      load(url, { connections: 16 / those.length, seconds: plan.seconds, requests: requests.filter((_, at) => at % those.length === index).slice(0, each) })));
    return { rate: figures.reduce((sum, figure) => sum + figure.rate, 0), p99: Math.max(...figures.map(({ p99 }) => p99)) };
  });
  await two.stop({ keep: true });
  await one.stop();
  cluster.remove();
  return [
    "| instances on one PostgreSQL | submissions/s | p99, ms | |", "|---|--:|--:|---|",
    `| one | ${rate(alone.rate)} | ${alone.p99.toFixed(1)} | |`, `| two | ${rate(both.rate)} | ${both.p99.toFixed(1)} | ${ratio(both.rate, alone.rate)} |`,
  ];
}

export const comparisons = {
  "A stage submitted, on disk when it is answered: 16 connections": submissions(16),
  "A stage submitted, on disk when it is answered: 64 connections": submissions(64),
  "`GET /healthz`: 16 connections": health,
  "Many handshakes stored": stored,
  "Memory": memory,
  "Two instances": instances,
};
