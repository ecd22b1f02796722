// A receiver of webhooks, as a customer would write one: keeps what arrived, checks both signatures,
// and answers what the test says.
import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer as createHttp } from "node:http";
import { createServer as createHttps } from "node:https";
import { createRequire } from "node:module";

/** The specification's own library, where tests/interop has installed it. */
export const standardwebhooks = (() => {
  try {
    return createRequire(new URL("../interop/package.json", import.meta.url))("standardwebhooks");
  } catch {
    return undefined;
  }
})();

/** The recipe of docs/guides/webhooks.md. */
export function genuine(message, secret) {
  const { id, timestamp, signature } = message;
  const key = Buffer.from(secret.slice("whsec_".length), "base64");
  const mine = createHmac("sha256", key).update(`${id}.${timestamp}.`).update(message.raw).digest();
  const fits = signature.split(" ").some((one) => {
    const theirs = Buffer.from(one.replace(/^v1,/, ""), "base64");
    return one.startsWith("v1,") && theirs.length === mine.length && timingSafeEqual(theirs, mine);
  });
  const recipe = fits && Math.abs(Date.now() / 1000 - Number(timestamp)) <= 300;
  if (standardwebhooks) {
    let library = true;
    try {
      new standardwebhooks.Webhook(secret).verify(message.text, message.headers);
    } catch {
      library = false;
    }
    if (library !== recipe) throw new Error(`standardwebhooks says ${library}, the recipe ${recipe}`);
  }
  return recipe;
}

/** `answer(message)` gives a status, `{status, headers}`, or nothing: then nobody answers. */
export async function startReceiver(answer = () => 200, { tls, port = 0 } = {}) {
  const messages = [];
  const take = async (request, response) => {
    const pieces = [];
    for await (const piece of request) pieces.push(piece);
    const raw = Buffer.concat(pieces);
    const { headers } = request;
    const message = {
      raw, headers, text: raw.toString("utf8"), body: JSON.parse(raw), path: request.url, method: request.method,
      id: headers["webhook-id"], timestamp: headers["webhook-timestamp"], signature: headers["webhook-signature"],
    };
    messages.push(message);
    const said = answer(message, messages.length);
    if (said === undefined) return;
    const { status, headers: extra } = typeof said === "number" ? { status: said } : said;
    response.writeHead(status, extra).end();
  };
  const server = tls ? createHttps(tls, take) : createHttp(take);
  await new Promise((resolve) => server.listen(port, "127.0.0.1", resolve));
  const url = `${tls ? "https" : "http"}://127.0.0.1:${server.address().port}`;
  return {
    messages, url, port: server.address().port,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
