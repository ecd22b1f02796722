// Ten stages, each done wrongly, wrongly, rightly, with a limit of tries: thirty transitions.
import {createHash, createHmac} from "node:crypto";
import {readFileSync} from "node:fs";
import {assign, createActor, createMachine, initialTransition, transition} from "xstate";
import {here} from "./rounds.mjs";

const stages = 10;
const transitions = 3 * stages;
const now = 1_800_000_000_000;
const entropy = "e".repeat(64);
const flow = JSON.parse(readFileSync(new URL("walk.flow.json", import.meta.url), "utf8"));

// --- xstate ----------------------------------------------------------------------------------------------------------

const states = {approved: {type: "final"}, exhausted: {type: "final"}};
for (let i = 0; i < stages; ++i) {
  const wrong = ({context, event}) => event.code !== context.code;
  states[`stage${i}`] = {
    on: {
      SUBMIT: [
        {guard: ({context, event}) => wrong({context, event}) && context.tries >= 2, target: "exhausted"},
        {guard: wrong, target: `stage${i}`, actions: assign({tries: ({context}) => context.tries + 1})},
        {target: i + 1 < stages ? `stage${i + 1}` : "approved", actions: assign({tries: 0, passed: ({context}) => context.passed + 1})},
      ],
    },
  };
}
const machine = createMachine({id: "walk", initial: "stage0", context: {code: "123456", tries: 0, passed: 0}, states});
const submits = ["000000", "000000", "123456"].map((code) => ({type: "SUBMIT", code}));

function xstatePure(after = () => undefined) {
  let [snapshot] = initialTransition(machine);
  for (let i = 0; i < stages; ++i) {
    for (const event of submits) {
      [snapshot] = transition(machine, snapshot, event);
      after(snapshot, event);
    }
  }
  return `${snapshot.value} ${snapshot.context.passed}`;
}

function xstateRestored() {
  let text;
  for (let i = 0; i < stages; ++i) {
    for (const event of submits) {
      const actor = createActor(machine, text === undefined ? {} : {snapshot: JSON.parse(text)}).start();
      actor.send(event);
      text = JSON.stringify(actor.getPersistedSnapshot());
      actor.stop();
    }
  }
  const {value, context} = JSON.parse(text);
  return `${value} ${context.passed}`;
}

/** What a backend would add by Node's own crypto to have what ours has: a salted commitment and a chain of hashes. */
function xstateChained() {
  let head = "0".repeat(64);
  let seq = 0;
  return xstatePure((snapshot, event) => {
    const secret = JSON.stringify(event);
    const salt = createHmac("sha256", entropy).update(`salt:${++seq}`).digest();
    const commit = createHash("sha256").update(salt).update(secret).digest("hex");
    // Members in RFC 8785's order as they are written.
    const entry = {at: now, commit, handshake: "DS0aaaaaaaaaaaaaaaaaaaaaa", prev: head, public: snapshot.context, run: 1, seq, stage: snapshot.value, type: event.type, v: 1};
    head = createHash("sha256").update(JSON.stringify(entry)).digest("hex");
  });
}

// --- ours, in WebAssembly --------------------------------------------------------------------------------------------

const launch = {
  type: "launch",
  entropy,
  launch: {handshake: `DS0${"a".repeat(22)}`, backendVariables: {mobile: "+919876543210"}, newDevice: "device", expiresAt: now + 86_400_000},
};

/** Walks; `send` takes a command and gives the decision. Ends with the hash of the last event. */
function walk(send) {
  let decision = send(launch);
  let head;
  while (decision.effects.length > 0) {
    const {stage, payload} = decision.effects.at(-1);
    const wrong = payload.code.slice(0, 5) + (payload.code.endsWith("0") ? "1" : "0");
    for (const code of [wrong, wrong, payload.code]) {
      decision = send({type: "submit", stage, input: {code}, epoch: 1, entropy});
    }
    head = decision.events.at(-1).hash;
  }
  return head;
}

function textWalk(core) {
  let text = "null";
  return walk((command) => {
    const state = JSON.parse(text);
    const decision = core.decide(flow, state, command, now);
    text = JSON.stringify(core.evolve(state, decision.events).state);
    return decision;
  });
}

export async function walkComparison({core, native}) {
  const names = {
    pure: "xstate 5 `transition()`, in memory",
    restored: "xstate 5, read from and written to JSON at each event",
    chained: "xstate 5 `transition()` and a hash chain by Node's crypto",
    native: "Sealflow native, in memory",
    nativeRestored: "Sealflow native, state read from and written to JSON at each event",
    text: "Sealflow WebAssembly, flow and state read and written as JSON at each event",
    chain: "of Sealflow native: canonical JSON and hashes of the events alone",
  };
  const peers = [here(names.pure, transitions, () => xstatePure()), here(names.restored, transitions, xstateRestored), here(names.chained, transitions, xstateChained)];
  const ours = [
    native.contender(names.native, "walk"),
    native.contender(names.nativeRestored, "walk-restored"),
    here(names.text, transitions, () => textWalk(core)),
    native.contender(names.chain, "walk-chain"),
  ];
  return {
    title: "Decide and evolve: ten stages, each done wrongly, wrongly, rightly",
    unit: "transitions/s",
    contenders: [...peers, ...ours],
    async check() {
      for (const {name, check} of peers) equal(name, await check(), "approved 10");
      const heads = await Promise.all(ours.map(({check}) => check()));
      ours.forEach(({name}, index) => equal(name, heads[index], heads[0]));
    },
    ratios: [
      {of: names.native, to: names.pure, goal: 40},
      {of: names.native, to: names.restored, goal: 40},
      {of: names.native, to: names.chained},
      {of: names.nativeRestored, to: names.restored},
      {of: names.text, to: names.pure, goal: 10},
      {of: names.text, to: names.restored, goal: 10},
      {of: names.text, to: names.chained},
    ],
    shares: [{of: names.native, part: names.chain}],
  };
}

export function equal(name, got, wanted) {
  if (got !== wanted) throw new Error(`${name} gives ${got} and not ${wanted}`);
}
