// A backend as an integrator would write it: Node's own http, a database, and `sealflow/server`.
//
//   SEALFLOW_SERVER=http://127.0.0.1:8080 SEALFLOW_CLIENT_KEY=… SEALFLOW_CLIENT_SECRET_FILE=… \
//   SEALFLOW_SERVER_TOKEN_FILE=… PORT=8000 DATA_DIR=data node backend.mjs
//
// The steps named here are those of the integration guide: 2 create a handshake, 3 keep its id, 7 fetch the result,
// 8 check it. The page's own steps are in public/page.js.
import {createServer} from "node:http";
import {SealflowBackend, verifyResult} from "sealflow/server";
import {openDatabase} from "./database.mjs";
import {answerFile, answerJson, HttpError, readJson} from "./http.mjs";
import {readSettings} from "./settings.mjs";

const settings = readSettings(process.env);
const database = openDatabase(settings.dataFolder);
const sealflow = new SealflowBackend({server: settings.server, serverToken: settings.serverToken});

/** A real application knows its user from a login. Here everybody is Asha. */
const currentUser = () => database.user("asha");

const routes = {
  "GET /api/current": async () => describe(database.latestHandshake(currentUser().id)),

  "POST /api/start": async () => {
    const user = currentUser();
    // Step 2. The mobile number comes from our own records: a page could name any.
    const handshake = await sealflow.createHandshake({
      flow: settings.flow,
      snapshot: settings.snapshot,
      tag: user.id,
      variables: {mobile: user.mobile},
    });
    // Step 3. Without it neither result nor signature could be asked for later.
    database.addHandshake({id: handshake.id, number: handshake.number, user: user.id});
    return describe(database.latestHandshake(user.id));
  },

  "POST /api/result": async (request) => {
    const {handshake: id, signature} = await readJson(request);
    const user = currentUser();
    const handshake = database.handshake(String(id));
    // Whoever calls may have any signature; whose handshake it is, our database knows.
    if (handshake?.user !== user.id) throw new HttpError(404, "there is no such handshake");
    // Step 7.
    const result = await sealflow.fetchResult(handshake.id);
    // Step 8, both checks. Only now is anything in the result to be believed.
    const check = await verifyResult({clientSecret: settings.clientSecret, result, handlerSignature: signature});
    database.storeVerdict({
      handshake: handshake.id,
      verified: check.ok,
      reason: check.ok ? null : check.reason,
      status: result.status,
      result: check.ok ? result.resultText : null,
      signature: result.resultSignature,
    });
    return describe(database.handshake(handshake.id));
  },
};

/** What the page may know: never the secret, and a result only once it was verified. */
function describe(handshake) {
  const user = currentUser();
  const common = {clientKey: settings.clientKey, server: settings.server, user: {name: user.name}};
  if (!handshake) return {...common, handshake: null};
  const verdict = handshake.verified === null ? null : {
    verified: handshake.verified === 1,
    reason: handshake.reason,
    status: handshake.status,
    signature: handshake.signature,
    result: handshake.result === null ? null : JSON.parse(handshake.result),
  };
  return {...common, handshake: {id: handshake.id, number: handshake.number, verdict}};
}

const server = createServer(async (request, response) => {
  try {
    const {pathname} = new URL(request.url ?? "/", "http://localhost");
    const route = routes[`${request.method} ${pathname}`];
    if (route) answerJson(response, 200, await route(request));
    else await answerFile(request, response, pathname, settings.server);
  } catch (error) {
    const status = error instanceof HttpError ? error.status : error?.name === "BackendError" ? 502 : 500;
    if (status >= 500) console.error(error);
    if (response.headersSent) response.destroy();
    else answerJson(response, status, {error: status === 500 ? "internal" : error.message});
  }
});

server.listen(settings.port, "127.0.0.1", () => {
  console.log(`sample page: http://127.0.0.1:${server.address().port}/`);
});

for (const signal of ["SIGINT", "SIGTERM"]) {
  process.on(signal, () => {
    server.close();
    server.closeAllConnections?.();
    database.close();
    process.exit(0);
  });
}
