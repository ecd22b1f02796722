// Webhooks and receipts as files, under the names that the guides use. What is signed is signed by the core.
import {execFileSync} from "node:child_process";
import {randomBytes} from "node:crypto";
import {readFileSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {pathToFileURL} from "node:url";
import * as prerequisites from "./prerequisites.mjs";
import {root} from "./markdown.mjs";

export async function loadCore() {
  const entry = join(prerequisites.npmPackage(), "dist/core.node.js");
  return (await import(pathToFileURL(entry).href)).loadCore();
}

/** webhook-id.txt, webhook-timestamp.txt, webhook-signature.txt, webhook-body.json, webhook-secret.txt. */
export async function writeWebhook(place) {
  const secret = `whsec_${randomBytes(32).toString("base64")}`;
  const body = '{"type":"flowx.completed","seq":7,"name":"आशा"}';
  const headers = (await loadCore()).signWebhook([secret], "MSG0one", body, Date.now());
  for (const [name, text] of Object.entries(headers)) place.write(`webhook-${name}.txt`, `${text}\n`);
  place.write("webhook-secret.txt", `${secret}\n`);
  place.write("webhook-body.json", body);
}

/** receipt.txt, jwks.json, result.json, salt.txt; and what others need to sign: claims.json, private.pem, kid.txt; log.jsonl. */
export function writeReceipt(place) {
  const {cases} = JSON.parse(readFileSync(join(root, "tests/vectors/log.json"), "utf8"));
  const walked = cases.find((one) => one.function === "replay" && one.reply.value?.result);
  place.write("log.jsonl", walked.request.events.map((event) => JSON.stringify(event)).join("\n"));
  const cli = (...args) => execFileSync(prerequisites.cli(), args, {cwd: place.folder, encoding: "utf8"});
  const hex = randomBytes(32).toString("hex");
  writeFileSync(join(place.folder, "signing.key"), hex, {mode: 0o600});
  place.write("jwks.json", cli("receipt-key", "jwks", "signing.key"));
  const {receipt, salt, result} = JSON.parse(
    cli("receipt", "sign", "--json", "log.jsonl", "--key", "file:signing.key", "--issuer", "https://flows.example", "--app", "0123456789abcdef0123456789abcdef"),
  );
  place.write("receipt.txt", `${receipt}\n`);
  place.write("salt.txt", `${salt}\n`);
  place.write("result.json", result);
  place.write("claims.json", Buffer.from(receipt.split(".")[1], "base64url").toString());
  const {keys: [{kid}]} = JSON.parse(readFileSync(join(place.folder, "jwks.json"), "utf8"));
  place.write("kid.txt", `${kid}\n`);
  // SEC 1's form of a private key, and openssl makes PKCS #8 of it.
  const der = Buffer.concat([Buffer.from("30310201010420", "hex"), Buffer.from(hex, "hex"), Buffer.from("a00a06082a8648ce3d030107", "hex")]);
  place.write("private.pem", execFileSync("openssl", ["pkcs8", "-topk8", "-nocrypt", "-inform", "DER"], {input: der, encoding: "utf8"}));
}
