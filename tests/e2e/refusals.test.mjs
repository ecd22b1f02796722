// What users get wrong, what networks do, and what a tampered page might try.
import assert from "node:assert/strict";
import {after, before, test} from "node:test";
import {openBrowser, openDevice} from "./browser.mjs";
import {cardPicture, disguisedFile, textFile} from "./files.mjs";
import {startStack} from "./stack.mjs";
import * as steps from "./steps.mjs";

let stack, browser, device, page, sheet, handshake;
before(async () => {
  [stack, browser] = await Promise.all([startStack(), openBrowser()]);
  device = await openDevice(browser);
  page = await device.openPage(stack.url);
  ({sheet, handshake} = await steps.begin(page));
});
after(async () => {
  await browser?.close();
  await stack?.stop();
});

/** A command as the page's own code sends it, with the page's own token, but not by our code. */
function forge(command) {
  return page.evaluate(
    async (url, token, sent) => {
      const headers = {authorization: token, "content-type": "application/json"};
      const {seq, state} = await fetch(`${url}/events`, {headers}).then((answer) => answer.json());
      const answer = await fetch(`${url}/commands`, {
        method: "POST",
        headers: {...headers, "idempotency-key": crypto.randomUUID()},
        body: JSON.stringify({command: sent, epoch: state?.epoch ?? 1, expectedSeq: seq}),
      });
      return {status: answer.status, code: (await answer.json()).code};
    },
    `${stack.server.url}/v1/sessions/${handshake}`,
    page.watched.token,
    command,
  );
}

// One flow, in order.
test("of a message that is pasted whole, the code is taken", async () => {
  await steps.consent(sheet);
  await sheet.screen("FS0otp");
  const code = () => page.$eval(">>> #code", (input) => input.value);
  for (const [pasted, taken] of [
    ["Bank24: 493021 is your code. It is good for 10 minutes.", "493021"], ["493 021", "493021"], ["493-021", "493021"], ["code 49302", "49302"], ["4930217", "493021"],
  ]) {
    await page.$eval(">>> #code", (input, text) => {
      input.focus();
      input.select();
      // As pasting does, this heeds a limit of the field.
      document.execCommand("insertText", false, text);
    }, pasted);
    assert.equal(await code(), taken, pasted);
  }
});

test("a forged \"I passed\" is refused by the server", async () => {
  // Past the code to the form; the pass itself; what only the server may say; an input that is none.
  const tries = [
    [{type: "submit", stage: "FS0details", input: {name: "Eve", birthDate: "1990-01-01", pan: "ABCPE1234F"}}, "stage_not_current"],
    [{type: "stage_passed", stage: "FS0otp", input: {verified: true}}, "command_unknown"],
    [{type: "effect_result", stage: "FS0otp", input: {ok: true}}, "forbidden"],
    [{type: "submit", stage: "FS0otp", input: {verified: true}}, "invalid_input"],
  ];
  for (const [command, code] of tries) {
    const answer = await forge(command);
    assert.ok(answer.status >= 400, `${JSON.stringify(command)}: ${JSON.stringify(answer)}`);
    // The server may be stricter than the core and refuse the type as such.
    if (command.type === "submit") assert.equal(answer.code, code);
  }
  const {result, outcome} = await (
    await fetch(`${stack.server.url}/api/v1/public/flowx/handshake/${handshake}`, {
      headers: {authorization: `Basic ${stack.app.serverToken}`, "content-type": "application/json"},
    })
  ).json();
  assert.equal(result, null);
  assert.notEqual(outcome, "completed");
});

test("a wrong code: said at once, with the tries that are left, and the field is ready for the next", async () => {
  const code = await stack.newestCode(handshake);
  await steps.oneTimeCode(sheet, code === "123456" ? "123457" : "123456");
  await sheet.says("This code is not right. You have 4 more tries.");
  assert.equal((await sheet.focused()).id, "code");
  await steps.oneTimeCode(sheet, code);
  await sheet.screen("FS0details");
});

test("a wrong PAN and an impossible date: said beside the field, before anything is sent", async () => {
  const before = page.watched.urls.length;
  await steps.form(sheet, {...steps.details, day: "31", month: "2", pan: "ABC"});
  await sheet.says("Please look at this once more:");
  await sheet.says("Enter the PAN as on the card");
  await sheet.says("Enter a real date");
  const pan = await page.waitForSelector(">>> #pan");
  const described = await pan.evaluate((input) => ({
    invalid: input.getAttribute("aria-invalid"),
    text: input.getAttribute("aria-describedby").split(" ").map((id) => input.getRootNode().getElementById(id).textContent).join(" "),
  }));
  assert.equal(described.invalid, "true");
  assert.match(described.text, /Enter the PAN as on the card/);
  assert.equal((await sheet.focused()).id, "problem", "the summary has the focus");
  assert.deepEqual(page.watched.urls.slice(before).filter((url) => url.endsWith("/commands")), []);
});

test("the connection breaks in the middle of a submit: a banner, and it goes on by itself, once", async () => {
  await page.setOfflineMode(true);
  await steps.form(sheet);
  await sheet.says("You are offline.");
  await page.setOfflineMode(false);
  await sheet.screen("FS0document");
  assert.ok(!(await sheet.text()).includes("offline"));
});

test("files of a wrong type: by name at once, by content from the server", async () => {
  await sheet.choose("front-file", textFile());
  await sheet.says("This kind of file does not work here. Use JPEG or PNG.");
  await sheet.proceed();
  await sheet.says("Add a picture first.");
  await sheet.choose("front-file", disguisedFile());
  await sheet.proceed();
  await sheet.says("This kind of file does not work here. Use JPEG or PNG.");
  await steps.document(sheet, cardPicture());
  await sheet.screen("success");
});

test("a page that lies about the signature is found out by the backend", async () => {
  await steps.verifiedResult(page);
  const verdict = await page.evaluate(async (id) => {
    const init = {method: "POST", headers: {"content-type": "application/json"}};
    const answer = await fetch("/api/result", {...init, body: JSON.stringify({handshake: id, signature: "0".repeat(64)})});
    return (await answer.json()).handshake.verdict;
  }, handshake);
  assert.equal(verdict.verified, false);
  assert.equal(verdict.reason, "handler_differs");
  assert.equal(verdict.result, null);
});

test("nothing of all that made the page itself fail", () => {
  assert.deepEqual(page.watched.problems.filter((text) => !text.includes("ERR_INTERNET_DISCONNECTED")), []);
});
