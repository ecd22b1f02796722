// Walks the onboarding flow over the session calls, as a page would. Gives the signature of the success handler.
import {randomUUID} from "node:crypto";

// The smallest PNG there is.
const picture = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

export async function walk({address, app}, handshake) {
  const call = async (path, {headers = {}, body, method = "POST"}) => {
    const answer = await fetch(address + path, {method, headers, body});
    const json = await answer.json();
    if (!answer.ok) throw new Error(`${path}: ${JSON.stringify(json)}`);
    return json;
  };
  const session = `/v1/sessions/${handshake}`;
  const launched = await call(`${session}/launch`, {
    headers: {"Content-Type": "application/json"},
    body: JSON.stringify({clientKey: app.clientKey, launcher: "0.1.0"}),
  });
  const bearer = {Authorization: `Bearer ${launched.token}`};
  let seq = launched.state.seq;
  let delivery = null;
  const submit = async (stage, input) => {
    const answer = await call(`${session}/commands`, {
      headers: {...bearer, "Content-Type": "application/json", "Idempotency-Key": randomUUID()},
      body: JSON.stringify({command: {type: "submit", stage, input}, epoch: launched.state.epoch, expectedSeq: seq}),
    });
    ({seq, delivery} = answer);
  };

  await submit("FS0consent", {accepted: true});
  await submit("FS0otp", {code: await codeFor(call, app, handshake)});
  await submit("FS0details", {name: "Asha Rao", birthDate: "1990-05-21", pan: "ABCPE1234F"});
  const {id} = await call(`${session}/media`, {headers: {...bearer, "Content-Type": "image/png"}, body: picture});
  await submit("FS0document", {front: id});
  return delivery.signature;
}

async function codeFor(call, app, handshake) {
  for (let tries = 0; tries < 100; ++tries) {
    const {messages} = await call(`/sandbox/${app.clientKey}/inbox.json`, {method: "GET"});
    const message = messages.find((one) => one.handshake === handshake);
    if (message) return message.code;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("no code came into the inbox");
}
