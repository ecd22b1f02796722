// What a person is told of the connection: offline, nobody there, server down, busy and refused are five things.
import assert from "node:assert/strict";
import {afterEach, beforeEach, test} from "node:test";
import {NetworkError} from "../../web/src/errors.js";
import {loadMessages} from "../../web/src/i18n/messages.js";
import {Connection, troubleOf} from "../../web/src/session/connection.js";
import {ServerRefusal} from "../../web/src/session/http.js";
import type {Session} from "../../web/src/session/session.js";
import {renderBanner} from "../../web/src/ui/frame.js";
import {installPageGlobals} from "./support/page-globals.js";
import {textOf} from "./support/template-text.js";

installPageGlobals();
const fire = (name: string): void => {
  Object.assign(navigator, {onLine: name === "online"});
  (globalThis as unknown as {fire(name: string): void}).fire(name);
};

const messages = await loadMessages("en");
const refusal = (code: string, httpStatus: number, retryable: boolean): ServerRefusal =>
  new ServerRefusal({code: code as "internal", number: 1, httpStatus, retryable, message: ""}, 0);
const [down, busy, refused] = [refusal("unavailable", 503, true), refusal("rate_limited", 429, true), refusal("invalid_input", 400, false)];

/** What was told last. */
let trouble: Error | null;
let told: number;
let connection: Connection;

beforeEach(() => {
  fire("online");
  [trouble, told] = [null, 0];
  connection = new Connection((error) => {
    trouble = error;
    told += 1;
  });
});

afterEach(() => {
  connection.close();
});

const banner = (session: Partial<Session> = {}, secure = true): string => {
  Object.assign(globalThis, {isSecureContext: secure});
  return textOf(renderBanner(messages, trouble, session as Session));
};

const idle = "What is on this screen stays. Go on when the connection is back.";

test("each trouble has a text of its own; without trouble there is none", () => {
  const seen = new Set([banner()]);
  assert.ok(seen.has(""));
  for (const [error, wanted] of [
    [new NetworkError(""), "We cannot get through at the moment."],
    [down, "The service is not available at the moment. This is not because of you."],
    [busy, "Very many people are here at the moment."],
  ] as const) {
    connection.report(error);
    assert.equal(banner(), `${wanted} ${idle}`);
    seen.add(banner());
  }
  fire("offline");
  assert.equal(banner(), `You are offline. ${idle}`);
  assert.equal(seen.add(banner()).size, 5);
  fire("online");
  assert.equal(banner(), "");
});

test("offline is certain, whatever else failed", () => {
  fire("offline");
  for (const error of [new NetworkError(""), down, busy]) assert.equal(troubleOf(error), "offline");
});

test("a refusal is no trouble of the connection, and ends one", async () => {
  connection.report(new NetworkError(""));
  await assert.rejects(connection.during(Promise.reject(refused)));
  assert.equal(banner(), "");
});

test("what was given up stays told until something gets through", async () => {
  connection.report(down);
  await assert.rejects(connection.during(Promise.reject(down)));
  assert.notEqual(banner(), "");
  connection.report(null);
  assert.equal(banner(), "");
  connection.report(null);
  assert.equal(told, 2, "and nothing is told twice");
});

test("back online: what is under way shows by itself whether it gets through", async () => {
  let answer: (value: string) => void = () => undefined;
  const work = connection.during(new Promise<string>((resolve) => (answer = resolve)));
  fire("offline");
  fire("online");
  assert.notEqual(banner(), "");
  answer("");
  await work;
  connection.report(null);
  assert.equal(banner(), "");
});

test("a second sentence says what that means: kept, being sent, or still on the screen", () => {
  connection.report(down);
  const kept = banner({kept: true, sending: true});
  const sending = banner({kept: false, sending: true});
  assert.match(kept, /not because of you\. What you have entered is kept on this device/);
  assert.match(sending, /not because of you\. We keep trying\. Please leave this page open\.$/);
  assert.ok(banner({kept: false, sending: false}).endsWith(`not because of you. ${idle}`));
});

test("a page that is not secure says so, and that it must stay open, also without trouble", () => {
  assert.match(banner({}, false), /^This page is not opened over a secure connection.* leave it open/);
  connection.report(down);
  assert.match(banner({}, false), /not available.*This page is not opened over a secure connection/);
});

test("a closed one hears nothing any more", () => {
  connection.close();
  fire("offline");
  assert.equal(told, 0);
});
