// The command line: what needs no running server.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";

import { program, sealflow } from "./harness.mjs";

/** What a page of this language loads. */
const texts = (language) => JSON.parse(readFileSync(new URL(`../../web/src/locales/${language}.json`, import.meta.url), "utf8"));

/** What it says on standard error. */
function complaint(args, { exit = 0, input = "" } = {}) {
  const { status, stderr } = spawnSync(program("sealflow"), args, { input, encoding: "utf8" });
  assert.equal(status, exit, stderr);
  return stderr;
}

describe("the command line", () => {
  it("lists every problem of a flow, compiler style", () => {
    const bad = JSON.stringify({ id: "FX0bad", version: "1", start: "FS0none", stages: [], ends: {} });
    const { problems } = sealflow(["flow", "check", "--json", "-"], { input: bad, exit: 1 });
    assert.ok(problems.length > 1);
    const { problems: [first] } = sealflow(["flow", "check", "--json", "-"], { input: '{"id": "FX0x",\n  "version": "1"}', exit: 1 });
    assert.deepEqual([first.where, first.line, first.column], ["/version", 2, 14]);
    sealflow(["flow", "check", "-"], { input: "{", exit: 3 });
    sealflow(["flow", "check", "/does/not/exist"], { exit: 3 });
    sealflow(["flow"], { exit: 2 });
    sealflow(["no-such-command"], { exit: 2 });
  });

  it("finds a thousand problems in the time of one, and shows people a hundred", () => {
    const flow = { id: "FX0many", version: "1.0.0", start: "FS0s0", ends: {}, stages: Array.from({ length: 1000 }, (_, i) => ({ id: `FS0s${i}`, type: "none" })) };
    const text = JSON.stringify(flow, null, 1).replaceAll('"none"', '"n\u00f6n"');
    const begun = performance.now();
    const { problems } = sealflow(["flow", "check", "--json", "-"], { input: text, exit: 1 });
    assert.ok(performance.now() - begun < 5000);
    assert.ok(problems.length >= 1000);
    const lines = text.split("\n");
    for (const { where, line, column } of problems.filter((problem) => /^\/stages\/\d+\/type$/.test(problem.where)))
      assert.equal(lines[line - 1].slice(column - 1), '"nön"', where);
    const shown = complaint(["flow", "check", "-"], { input: text, exit: 1 }).trim().split("\n");
    assert.equal(shown.length, 101);
    assert.equal(shown[100], `… and ${problems.length - 100} more`);
  });

  it("names a command that does not exist, and those that do", () => {
    assert.match(complaint(["flow", "chekc", "x"], { exit: 2 }), /there is no command "chekc" in "sealflow flow"; there are: check, draw, /);
    assert.match(complaint(["flwo", "check", "x"], { exit: 2 }), /there is no command "flwo" in "sealflow"; there are: .*flow/);
    const { error } = sealflow(["flow", "check", "--json", "--josn", "x"], { exit: 2 });
    assert.match(error.message, /--josn/);
    assert.equal(sealflow(["flwo", "--json"], { exit: 2 }).ok, false);
  });

  it("says which file it is, and that it is a folder", () => {
    assert.match(complaint(["flow", "check", tmpdir()], { exit: 3 }), new RegExp(`cannot read ${tmpdir()}: it is a folder`));
    const flow = new URL("../../examples/flows/onboarding.flow.json", import.meta.url).pathname;
    const folder = mkdtempSync(join(tmpdir(), "sealflow-bad-"));
    try {
      const bad = join(folder, "bad.json");
      writeFileSync(bad, "{");
      assert.ok(complaint(["plan", "--flow", flow, "--launch", bad], { exit: 3 }).includes(bad));
      assert.ok(complaint(["rule", "eval", "--bindings", bad, "1"], { exit: 3 }).includes(bad));
      writeFileSync(bad, "[]");
      assert.ok(complaint(["plan", "--flow", flow, "--launch", bad], { exit: 3 }).includes(bad));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("says that it has no texts in a language", () => {
    assert.match(complaint(["messages", "--lang", "xx"]), /no texts in "xx"/);
    assert.equal(complaint(["messages", "--lang", "en-IN"]), "");
    assert.equal(complaint(["messages", "--lang", "hi"]), "");
  });

  it("calls the core", () => {
    const reply = sealflow(["call", "sha256"], { input: '{"text":"abc"}' });
    assert.equal(reply.ok, true);
    sealflow(["call", "no_such_function"], { input: "{}", exit: 1 });
    const lines = sealflow(["call", "--lines"], { input: 'sha256\t{"text":"abc"}\nsha256\t{\n' }).trim().split("\n");
    assert.deepEqual(lines.map((line) => JSON.parse(line).ok), [true, false]);
  });

  it("evaluates a rule, and points to where it fails", () => {
    const bindings = JSON.stringify({ inputs: { amount: 2.5, name: "आशा" } });
    const { value } = sealflow(["rule", "eval", "--json", "--bindings", "-", "inputs.amount + 1.0 > 3.0"], { input: bindings });
    assert.equal(value, true);
    assert.equal(sealflow(["rule", "eval", "size('आशा') + 1"]), "4\n");
    const { error } = sealflow(["rule", "eval", "--json", "--bindings", "-", "inputs.name == 'आशा' && inputs.age > 17"], { input: bindings, exit: 1 });
    assert.deepEqual([error.code, error.where], ["rule_error", "37"]);
    sealflow(["rule", "eval", "1 +"], { exit: 1 });
    sealflow(["rule", "eval", "--bindings", "/does/not/exist", "1"], { exit: 3 });
    sealflow(["rule", "eval"], { exit: 2 });
  });

  it("says what a launch would do, and why", () => {
    const flow = new URL("../../examples/flows/onboarding.flow.json", import.meta.url).pathname;
    const launch = { handshake: `DS0${"a".repeat(22)}`, newDevice: "d1", expiresAt: 2_000_000_000_000, variables: {}, backendVariables: { mobile: "+919876543210" } };
    const ask = (more, options) => sealflow(["plan", "--json", "--flow", flow, "--launch", "-", "--now", "1800000000000"], { input: JSON.stringify({ ...launch, ...more }), ...options });
    const { plan } = ask({});
    assert.deepEqual([plan.action, plan.reason, plan.target, plan.steps[0].verdict], ["start", "no_state", "FS0consent", "run"]);
    assert.equal(ask({ retry: "yes" }, { exit: 3 }).error.where, "/retry");
  });

  it("says it to people, too, in their language", () => {
    const flow = new URL("../../examples/flows/onboarding.flow.json", import.meta.url).pathname;
    const launch = { handshake: `DS0${"a".repeat(22)}`, newDevice: "d1", expiresAt: 2_000_000_000_000, backendVariables: { mobile: "+919876543210" } };
    const ask = (lang, more, options) => sealflow(["plan", ...lang, "--flow", flow, "--launch", "-", "--now", "1800000000000"], { input: JSON.stringify({ ...launch, ...more }), ...options });
    const hindi = texts("hi");
    const { plan } = ask(["--json", "--lang", "hi-IN"]);
    assert.equal(plan.reason, "no_state");
    assert.equal(plan.userMessage, hindi["plan.no_state"]);
    assert.deepEqual(plan.steps.map((step) => step.userMessage).slice(0, 2), [hindi["step.due"], hindi["step.not_reached"]]);
    assert.ok(ask(["--lang", "hi"]).includes(`(no_state): ${hindi["plan.no_state"]}\n`));
    assert.ok(ask([]).includes("(no_state): You start at the beginning.\n"));
    // A refusal is a decision as well.
    const { error } = ask(["--json", "--lang", "hi"], { expiresAt: 1 }, { exit: 1 });
    assert.deepEqual([error.code, error.userMessage], ["handshake_expired", hindi["error.handshake_expired"]]);
  });

  it("has the texts that pages have", () => {
    for (const language of ["en", "hi"]) {
      const { messages, ...rest } = sealflow(["messages", "--json", "--lang", language]);
      assert.deepEqual(rest, { ok: true, language });
      const page = texts(language);
      const shared = Object.keys(page).filter((key) => key in messages);
      assert.deepEqual(shared.filter((key) => page[key] !== messages[key]), []);
      // Whatever the core gives a name to, a page has no text of its own for; and of plans it has all.
      const isNamed = (key) => /^(error|plan|verdict|step)\./.test(key) || /^field\..*\b(format|checksum|too_short|too_long|range|option|required)$/.test(key);
      assert.deepEqual(Object.keys(page).filter((key) => isNamed(key) && key !== "error.network" && !(key in messages)), []);
      assert.deepEqual(Object.keys(messages).filter((key) => /^(plan|verdict|step|field)\./.test(key) && !(key in page)), []);
    }
    assert.equal(sealflow(["messages", "--lang", "ta", "--json"]).language, "en");
    assert.match(sealflow(["messages", "--lang", "hi"]), /^error\.malformed_request\t/);
  });

  it("signs receipts, and says why one does not verify", () => {
    const folder = mkdtempSync(join(tmpdir(), "sealflow-receipt-"));
    try {
      const at = (name) => join(folder, name);
      const { cases } = JSON.parse(readFileSync(new URL("../vectors/log.json", import.meta.url), "utf8"));
      const walked = cases.find(({ function: name, reply }) => name === "replay" && reply.value?.result);
      writeFileSync(at("log"), walked.request.events.map((event) => JSON.stringify(event)).join("\n"));
      writeFileSync(at("result"), walked.reply.value.result);

      const { kid } = sealflow(["receipt-key", "create", "--json", "--out", at("key")]);
      assert.equal(statSync(at("key")).mode & 0o777, 0o600);
      sealflow(["receipt-key", "create", "--out", at("key")], { exit: 4 });
      sealflow(["receipt-key", "create", "--out", at("other")]);
      const jwks = sealflow(["receipt-key", "jwks", at("other"), at("key")]);
      assert.equal(jwks.keys[1].kid, kid);
      writeFileSync(at("jwks"), JSON.stringify(jwks));
      sealflow(["receipt-key", "jwks", at("log")], { exit: 3 });

      const now = 1_800_000_000_000;
      const issue = ["receipt", "sign", at("log"), "--key", `file:${at("key")}`, "--issuer", "https://flows.example", "--app", "app1", "--now", String(now)];
      const { receipt, salt, result } = sealflow([...issue, "--json"]);
      assert.equal(result, walked.reply.value.result);
      writeFileSync(at("receipt"), `${receipt}\n`);
      assert.equal(sealflow([...issue, "--id", "one", "--salt", salt]), sealflow([...issue, "--id", "one", "--salt", salt]));
      sealflow([...issue, "--result", at("jwks")], { exit: 1 });
      sealflow([...issue, "--salt", "00"], { exit: 1 });

      const verify = (change = {}, exit = 0) => {
        const options = { jwks: at("jwks"), salt, result: at("result"), now, ...change };
        return sealflow(["receipt", "verify", "--json", at("receipt"), ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)])], { exit });
      };
      assert.equal(verify().claims.aud, "app1");
      assert.equal(verify({ now: now + 400_000 }, 1).reason, "too_old");
      assert.equal(verify({ now: now + 400_000, "max-age": "1d" }).ok, true);
      assert.equal(verify({ now: now - 400_000 }, 1).reason, "clock_ahead");
      assert.equal(verify({ now: now - 400_000, tolerance: "10m" }).ok, true);
      assert.equal(verify({ result: at("log") }, 1).reason, "wrong_body");
      writeFileSync(at("pretty"), JSON.stringify(JSON.parse(result), null, 2));
      assert.equal(verify({ result: at("pretty") }, 1).reason, "body_changed");
      writeFileSync(at("one"), JSON.stringify(sealflow(["receipt-key", "jwks", at("other")])));
      assert.equal(verify({ jwks: at("one") }, 1).reason, "wrong_key");
      assert.equal(verify({ "max-age": "soon" }, 2).ok, false);
      assert.equal(verify({ jwks: at("result") }, 3).ok, false);
      assert.equal(verify({ salt: "00" }, 2).ok, false);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("says its version", () => {
    assert.match(sealflow(["--version"]), /^sealflow \d+\.\d+\.\d+/);
  });
});
