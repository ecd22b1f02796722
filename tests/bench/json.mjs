// Canonical JSON (RFC 8785) of results with 1, 10 and 500 stages.
import canonicalize from "canonicalize";
import {equal} from "./walk.mjs";
import {here} from "./rounds.mjs";

function stage(index) {
  return {
    stage: `FS0stage${String(index).padStart(12, "0")}`,
    type: index % 2 ? "document" : "otp",
    status: "passed",
    attempts: index % 3,
    score: 0.9731 + index / 1e4,
    at: 1_700_000_000_000 + index * 977,
    data: {name: "Åsa Rāo", number: `0000${index}`, born: "1990-01-01", match: true, box: [1.5, 22, 303.25, 404], note: null},
  };
}

/** By number of stages. */
export const documents = new Map([1, 10, 500].map((count) => [count, {handshake: "DS0one", result: Array.from({length: count}, (_, i) => stage(i))}]));

export function jsonComparison({core, native}, count) {
  const document = documents.get(count);
  const text = JSON.stringify(document);
  const names = {
    peer: "npm `canonicalize`, of an object",
    peerText: "`JSON.parse` and npm `canonicalize`, of a text",
    wasm: "Sealflow WebAssembly, `JSON.stringify` and `canonicalize`, of an object",
    wasmText: "Sealflow WebAssembly, of a text",
    native: "Sealflow native, of a text",
    rapidjson: "RapidJSON parse and write, of a text (not canonical)",
    nlohmann: "nlohmann/json parse and dump, of a text (by bytes, not UTF-16)",
  };
  const js = [
    here(names.peer, 1, () => canonicalize(document)),
    here(names.peerText, 1, () => canonicalize(JSON.parse(text))),
    here(names.wasm, 1, () => core.canonicalize(JSON.stringify(document))),
    here(names.wasmText, 1, () => core.canonicalize(text)),
    native.contender(names.native, `json-sealflow-${count}`),
  ];
  const others = [native.contender(names.rapidjson, `json-rapidjson-${count}`), native.contender(names.nlohmann, `json-nlohmann-${count}`)];
  return {
    title: `Canonical JSON of ${Buffer.byteLength(text)} bytes`,
    unit: "documents/s",
    contenders: [...js, ...others],
    async check() {
      const wanted = canonicalize(document);
      for (const {name, check} of js) equal(name, await check(), wanted);
      // These do not sort, or by another order: the same value will do.
      for (const {name, check} of others) equal(name, canonicalize(JSON.parse(await check())), wanted);
    },
    ratios: [
      {of: names.wasm, to: names.peer, goal: 1.0},
      {of: names.wasmText, to: names.peerText, goal: 1.0},
      {of: names.native, to: names.rapidjson},
      {of: names.native, to: names.nlohmann},
    ],
  };
}
