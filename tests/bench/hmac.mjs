// HMAC-SHA256 with one key and many messages.
import {createHmac} from "node:crypto";
import {createHMAC, createSHA256} from "hash-wasm";
import {equal} from "./walk.mjs";
import {here} from "./rounds.mjs";

const key = new Uint8Array(32).fill(7);
const hex = (bytes) => Buffer.from(bytes).toString("hex");

export async function hmacComparison({core, native}, size) {
  const message = Uint8Array.from({length: size}, (_, i) => (i * 131) & 255);
  const kept = core.hmacKey(key);
  const peer = await createHMAC(createSHA256(), key);
  const names = {
    mbedtls: "mbedTLS `mbedtls_md_hmac`",
    evp: "OpenSSL `EVP_MAC`, context kept",
    native: "Sealflow native, key kept",
    oneShot: "Sealflow native, key anew each time",
    hashWasm: "hash-wasm, instance kept",
    wasm: "Sealflow WebAssembly, key kept",
    node: "Node `createHmac`",
  };
  const contenders = [
    native.contender(names.mbedtls, `hmac-mbedtls-${size}`),
    native.contender(names.evp, `hmac-evp-${size}`),
    native.contender(names.native, `hmac-kept-${size}`),
    native.contender(names.oneShot, `hmac-once-${size}`),
    here(names.hashWasm, 1, () => peer.init().update(message).digest("binary")),
    here(names.wasm, 1, () => kept.sign(message)),
    here(names.node, 1, () => createHmac("sha256", key).update(message).digest()),
  ];
  const goals = {64: [1.5, 1.2], 1024: [], 16384: [undefined, 1.0]}[size];
  return {
    title: `HMAC-SHA256 of ${size} bytes`,
    unit: "messages/s",
    contenders,
    async check() {
      const wanted = createHmac("sha256", key).update(message).digest("hex");
      for (const {name, check} of contenders) {
        const got = await check();
        equal(name, typeof got === "string" ? got : hex(got), wanted);
      }
    },
    ratios: [
      {of: names.native, to: names.mbedtls, goal: goals[0]},
      {of: names.native, to: names.evp},
      {of: names.wasm, to: names.hashWasm, goal: goals[1]},
      {of: names.wasm, to: names.node},
    ],
    close: () => kept.close(),
  };
}
