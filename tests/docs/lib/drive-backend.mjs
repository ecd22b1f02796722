// Works with a backend snippet: it exports begin(user) and finish(user, signature), as the guide explains.
import assert from "node:assert/strict";
import {walk} from "./walk.mjs";

export async function drive(snippet, server) {
  const user = {id: "user-42", mobile: "+919876543210"};
  const given = await snippet.begin(user);
  assert.match(given.handshake, /^DS0[0-9A-Za-z]{22}$/, "begin() gives the page a handshake");
  assert.equal(given.clientKey, server.app.clientKey, "begin() gives the page the client key");

  const signature = await walk(server, given.handshake);
  await assert.rejects(async () => snippet.finish(user, "0".repeat(64)), "a signature that a page invented is refused");
  const result = await snippet.finish(user, signature);
  assert.equal(result.FS0details.input.pan, "ABCPE1234F");
}
