// One-time codes of live apps: through an HTTP gateway and a mail relay that are real sockets, refusals included.
import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";

import { eventually, startServer } from "./harness.mjs";
import { certificate, httpReceiver, mailReceiver } from "./receivers.mjs";

const folder = mkdtempSync(join(tmpdir(), "sealflow-secrets-"));
const secret = (name, value) => {
  writeFileSync(join(folder, name), value);
  return `file:${join(folder, name)}`;
};
const outbound = { outboundAllow: ["127.0.0.1"], outboundCa: certificate().file };

/** A live app that sends codes by `channel`. */
async function liveApp(settings, channel) {
  const server = await startServer({ settings: { ...outbound, ...settings } });
  const app = server.createApp({ mode: "live", ips: ["127.0.0.1"] });
  const flow = {
    id: "FX0code", version: "1.0.0", start: "FS0otp", variables: { to: { type: "string", source: "backend" } },
    stages: [{ id: "FS0otp", type: "otp", channel, toRule: "inputs.to", next: "done" }], ends: { done: { status: "auto_approved" } },
  };
  server.publish(app, server.write("code.flow.json", JSON.stringify(flow)));
  return {
    server,
    async walk(to) {
      const created = await server.backend(app).create({ flow: "FX0code", variables: { to } });
      const page = server.page(app, created.body._id);
      await page.launch();
      return page;
    },
  };
}

const noted = (page, note) => eventually(async () => (await page.events()).body.events.find((event) => event.public.note === note), { for: 40_000 });
const submit = async (page, code) => {
  page.seq = (await page.events()).body.seq;
  return page.submit("FS0otp", { code });
};

describe("codes of a live app", () => {
  const closing = [];
  after(async () => { for (const close of closing) await close(); });

  it("go through the gateway that the operator names, and again when it is busy", async () => {
    let answer = (_, nth) => (nth === 1 ? [503, ""] : nth === 2 ? "cut" : [202, ""]);
    const receiver = await httpReceiver((request, nth) => answer(request, nth));
    const { server, walk } = await liveApp({
      gateways: {
        text: "Bank: {code}",
        mobile: { url: `${receiver.url}/sms`, headers: { "x-key": { secret: secret("sms", "s3cret-key") } }, body: { to: "{to}", message: { text: "{text}", ref: "{id}" } } },
      },
    }, "mobile");
    closing.push(() => server.stop(), () => receiver.close());
    const page = await walk("+919876543210");
    await eventually(() => receiver.requests.length === 3, { for: 20_000 });
    const bodies = receiver.requests.map(({ body }) => JSON.parse(body));
    assert.equal(bodies[0].to, "+919876543210");
    assert.match(bodies[0].message.text, /^Bank: \d{6}$/);
    assert.deepEqual(bodies[2], bodies[0]);
    assert.match(bodies[0].message.ref, /^[0-9a-f]{64}$/);
    assert.equal(receiver.requests[0].headers["x-key"], "s3cret-key");
    assert.equal((await submit(page, bodies[0].message.text.slice(-6))).status, 200);

    answer = () => [400, "no"];
    receiver.requests.length = 0;
    await noted(await walk("+919876543211"), "code_not_sent");
    assert.equal(receiver.requests.length, 1);
    assert.match(server.log.join("\n"), /"effect_failed".*"gateway_refused"/);
    for (const hidden of ["9876543210", "s3cret-key", bodies[0].message.text.slice(-6)]) assert.ok(!server.log.join("\n").includes(hidden));
  });

  it("go by mail over STARTTLS, with a password, and never without TLS", async () => {
    const relay = await mailReceiver();
    const plain = await mailReceiver({ starttls: false });
    for (const [port, works] of [[relay.port, true], [plain.port, false]]) {
      const { server, walk } = await liveApp({
        gateways: { subject: "Ihr Code — Bank", email: { host: "127.0.0.1", port, from: "no-reply@bank.example", user: "bank", password: secret("smtp", "s3cret") } },
      }, "email");
      const page = await walk("asha@example.org");
      if (works) {
        const mail = await eventually(() => relay.mails[0]);
        assert.deepEqual([mail.secure, mail.auth, mail.to], [true, "\0bank\0s3cret", ["RCPT TO:<asha@example.org>"]]);
        assert.match(mail.head, /^From: <no-reply@bank\.example>\r\nTo: <asha@example\.org>\r\nSubject: =\?UTF-8\?B\?/);
        const code = mail.text.match(/\d{6}/)[0];
        assert.equal((await submit(page, code)).status, 200);
      } else {
        await eventually(() => server.log.some((line) => line.includes("gateway_busy")));
        assert.deepEqual(plain.mails, []);
      }
      await server.stop();
    }
    relay.close();
    plain.close();
  });

  it("by mail: a refused receiver is refused, a busy relay is tried again", async () => {
    let times = 0;
    const relay = await mailReceiver({ starttls: false, reply: (verb, line) => {
      if (verb !== "RCPT") return undefined;
      if (line.includes("nobody")) return "550 no such person";
      return ++times === 1 ? "451 later" : times === 2 ? "cut" : undefined;
    } });
    const { server, walk } = await liveApp({ gateways: { email: { host: "127.0.0.1", port: relay.port, tls: "none", from: "no-reply@bank.example" } } }, "email");
    await walk("asha@example.org");
    await eventually(() => relay.mails.length === 1, { for: 20_000 });
    assert.equal(times, 3);
    await noted(await walk("nobody@example.org"), "code_not_sent");
    assert.ok(!server.log.join("\n").includes("example.org"));
    await server.stop();
    relay.close();
  });

  it("a server whose gateway cannot work does not start", async () => {
    const start = (gateways) => startServer({ settings: { gateways } }).then(() => "started", ({ message }) => message);
    const body = { to: "{to}", text: "{text}" };
    assert.match(await start({ mobile: { url: "https://sms.example/", body, headers: { k: { secret: "file:/does/not/exist" } } } }), /\/gateways\/mobile\/headers\/k\/secret: cannot read the file/);
    assert.match(await start({ mobile: { url: "http://sms.example/", body } }), /\/gateways\/mobile\/url: .*https/);
    assert.match(await start({ mobile: { url: "https://sms.example/", body: { to: "{to}" } } }), /neither \{text\} nor \{code\}/);
    assert.match(await start({ email: { host: "mail.example", from: "a@b.example", user: "u", tls: "none", password: secret("x", "x") } }), /\/gateways\/email\/tls/);
    assert.match(await start({ pigeon: {} }), /there is no setting "pigeon"/);
  });
});
