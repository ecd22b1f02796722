// The command line: what needs no running server.
import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { sealflow } from "./harness.mjs";

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
    assert.equal(ask({ expiresAt: 1 }, { exit: 1 }).error.code, "handshake_expired");
    assert.equal(ask({ retry: "yes" }, { exit: 3 }).error.where, "/retry");
  });

  it("says its version", () => {
    assert.match(sealflow(["--version"]), /^sealflow \d+\.\d+\.\d+/);
  });
});
