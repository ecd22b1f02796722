// Receipts over real HTTP: a stranger checks one with the published keys, the result's bytes and the salt, and with
// nothing of Sealflow; operators rotate the keys meanwhile.
import assert from "node:assert/strict";
import { createHash, createPublicKey, verify } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";

import { eventually, sealflow, startServer, walk } from "./harness.mjs";

const issuer = "https://verify.example.org";

/** What RFC 7515 and the guide say, and no more. Gives the claims, or throws. */
function check({ receipt, salt, bytes, jwks }) {
  const [header, claims, signature] = receipt.split(".");
  const read = (part) => JSON.parse(Buffer.from(part, "base64url"));
  const { alg, typ, kid } = read(header);
  assert.deepEqual([alg, typ], ["ES256", "sealflow-receipt+jwt"]);
  const key = jwks.keys.find((each) => each.kid === kid);
  assert.ok(key, "no such key");
  const genuine = verify("sha256", Buffer.from(`${header}.${claims}`), { key: createPublicKey({ key, format: "jwk" }), dsaEncoding: "ieee-p1363" }, Buffer.from(signature, "base64url"));
  assert.ok(genuine, "not genuine");
  const digest = createHash("sha256").update(Buffer.from(salt, "hex")).update(bytes).digest("hex");
  assert.equal(read(claims).resultDigest, digest, "of another result");
  return { ...read(claims), kid };
}

describe("receipts", () => {
  let server, app;
  const cli = (args, options) => sealflow(["receipt-key", ...args, "--json", ...server.stored], options);
  const jwks = async () => (await fetch(`${server.url}/.well-known/jwks.json`)).json();
  const begun = async () => server.page(app, (await server.backend(app).create()).body._id);
  const idOf = (page) => page.base.split("/").pop();
  /** What the backend shows to a stranger. */
  const shown = async (page) => {
    const { text, body } = await server.backend(app).result(idOf(page));
    const bytes = text.slice(text.indexOf(',"result":') + 10, -1);
    return { receipt: body.receipt, salt: body.receiptSalt, bytes: bytes === "null" ? "" : bytes };
  };
  before(async () => {
    server = await startServer({ flags: ["--issuer", issuer] });
    app = server.createApp();
    server.publish(app);
  });
  after(() => server.stop());

  it("of a completed run, a stranger checks", async () => {
    const set = await jwks(); // before there was any receipt
    const page = await begun();
    const ended = await walk(server, app, page);
    const what = await shown(page);
    const claims = check({ ...what, jwks: set });
    assert.equal(claims.iss, issuer);
    assert.equal(claims.aud, app.clientKey);
    assert.equal(claims.sub, createHash("sha256").update(idOf(page)).digest("hex"));
    assert.deepEqual([claims.run, claims.seq, claims.outcome], [1, ended.seq, "completed"]);
    assert.ok(Math.abs(Date.now() / 1000 - claims.iat) < 60);
    assert.equal(ended.delivery.receipt, what.receipt);
    assert.ok(!JSON.stringify(ended).includes(what.salt));

    assert.throws(() => check({ ...what, jwks: set, bytes: what.bytes.replace("Asha", "Usha") }), /another result/);
    assert.throws(() => check({ ...what, jwks: set, salt: what.salt.replace(/^./, (digit) => (digit === "0" ? "1" : "0")) }), /another result/);
    const [header, , signature] = what.receipt.split(".");
    const forged = Buffer.from(JSON.stringify({ ...claims, status: "auto_declined" })).toString("base64url");
    assert.throws(() => check({ ...what, jwks: set, receipt: `${header}.${forged}.${signature}` }), /not genuine/);

    // And so does the command line.
    for (const [name, content] of Object.entries({ "receipt.txt": what.receipt, "result.json": what.bytes, "jwks.json": JSON.stringify(set) })) writeFileSync(join(server.folder, name), content);
    const at = (name) => join(server.folder, name);
    assert.equal(sealflow(["receipt", "verify", at("receipt.txt"), "--jwks", at("jwks.json"), "--result", at("result.json"), "--salt", what.salt]), "verified\n");
  });

  it("of a run that was left, too", async () => {
    const page = await begun();
    await page.launch();
    const left = (await page.command({ type: "skip" })).body;
    const what = await shown(page);
    assert.equal(left.delivery.receipt, what.receipt);
    assert.equal(check({ ...what, jwks: await jwks() }).outcome, "skipped");
  });

  it("a new key is published, signs later, and the old one stays", async () => {
    const skipped = async () => {
      const page = await begun();
      await page.launch();
      await page.command({ type: "skip" });
      return shown(page);
    };
    const old = await skipped();
    const first = check({ ...old, jwks: await jwks() }).kid;
    assert.deepEqual(cli(["list"]).keys.map(({ kid, state }) => [kid, state]), [[first, "signs"]]);
    const later = cli(["rotate"]);
    assert.ok(Math.abs(later.signsFrom - Date.now() - 86_400_000) < 60_000);
    assert.deepEqual((await jwks()).keys.map(({ kid }) => kid), [later.kid, first]);
    assert.equal(check({ ...await skipped(), jwks: await jwks() }).kid, first);

    // One was stolen: another signs at once, and then it goes.
    const { error } = cli(["withdraw", first], { exit: 1 });
    assert.match(error.message, /this key signs/);
    const now = cli(["rotate", "--signs-in", "0"]);
    assert.equal(check({ ...await skipped(), jwks: await jwks() }).kid, now.kid);
    check({ ...old, jwks: await jwks() });
    cli(["withdraw", first]);
    assert.throws(() => check({ ...old, jwks: { keys: [] } }), /no such key/);
    await assert.rejects(async () => check({ ...old, jwks: await jwks() }), /no such key/);
    const listed = cli(["list"]);
    assert.equal(listed.issuer, issuer);
    assert.deepEqual(Object.fromEntries(listed.keys.map(({ kid, state }) => [kid, state])), { [later.kid]: "waits", [now.kid]: "signs", [first]: "withdrawn" });

    const audit = sealflow(["audit", "export", "--app", app.clientKey, "--day", new Date().toISOString().slice(0, 10), ...server.stored])
      .trim().split("\n").map((line) => JSON.parse(line)).map((line) => line.entry ?? line).filter(({ action }) => action.startsWith("receipt_key."));
    assert.deepEqual(audit.map(({ action, object, outcome }) => [action, object, outcome]), [
      ["receipt_key.rotate", later.kid, "done"], ["receipt_key.withdraw", first, "forbidden"],
      ["receipt_key.rotate", now.kid, "done"], ["receipt_key.withdraw", first, "done"],
    ]);
  });

  it("names the same issuer when it is decided on the command line, and after a restart", async () => {
    await server.stop({ keep: true });
    server = await startServer({ folder: server.folder });
    const page = await begun();
    await page.launch();
    await page.submit("FS0consent", { accepted: true });
    const { code } = await eventually(async () => (await server.codes(app)).find(({ handshake }) => handshake === idOf(page)));
    await page.submit("FS0otp", { code });
    await page.submit("FS0details", { name: "Asha Rao", birthDate: "1990-05-17", pan: "ABCCE1234F" });
    const [set, first] = [await jwks(), await shown(page)];
    sealflow(["review", "decide", "--handshake", idOf(page), "--status", "manually_approved", "--by", "op-7", ...server.stored]);
    const second = await shown(page);
    const [before, since] = [first, second].map((what) => check({ ...what, jwks: set }));
    assert.deepEqual([before.iss, since.iss], [issuer, issuer]);
    assert.deepEqual([before.status, since.status], ["needs_review", "manually_approved"]);
    assert.ok(since.seq > before.seq);
    assert.equal(second.bytes, first.bytes);
  });

  it("does not start with an issuer that is no address", async () => {
    await assert.rejects(startServer({ flags: ["--issuer", "verify.example.org"] }), /ended \(2\)/);
  });
});
