// A page that launches whenever it is opened, until a handler was called, and notes each call. Nothing else on it.
import {createServer} from "node:http";

/** `clientKey` is the app's. Gives `address(handshake, server, query)`, and `stop()`. */
export async function startRelaunchingPage(clientKey) {
  const site = createServer((request, response) => {
    const query = new URL(request.url, "http://localhost").searchParams;
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.end(html(clientKey, query));
  });
  await new Promise((resolve) => site.listen(0, "127.0.0.1", resolve));
  return {
    /** `lacks`: what this browser is not to have, "indexedDB", "space" in it, or "https". `retry`: it takes over. */
    address(handshake, server, {lacks = "", retry = false, host = "127.0.0.1"} = {}) {
      return `http://${host}:${site.address().port}/?${new URLSearchParams({handshake, server, lacks, retry})}`;
    },
    stop() {
      site.closeAllConnections();
      site.close();
    },
  };
}

/** The handlers that were called on this page, over all its launches. */
export const callsOf = (page) => page.evaluate(() => JSON.parse(localStorage.getItem("calls") ?? "[]"));

const without = {
  "": "",
  indexedDB: "Object.defineProperty(window, 'indexedDB', {value: undefined});",
  space: "IDBObjectStore.prototype.put = () => { throw new DOMException('no space', 'QuotaExceededError'); };",
  // Loopback is always secure: what a page elsewhere would not have is taken away.
  https: "Object.defineProperty(window, 'isSecureContext', {value: false}); Object.defineProperty(crypto, 'subtle', {value: undefined});",
};

function html(clientKey, query) {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
    <title>Launch</title>
    <script>${without[query.get("lacks") ?? ""] ?? ""}</script>
    <script src="${query.get("server")}/flowx.js"></script>
    <script>
      const calls = JSON.parse(localStorage.getItem("calls") ?? "[]");
      const note = (handler) => () => {
        calls.push(handler);
        localStorage.setItem("calls", JSON.stringify(calls));
      };
      if (calls.length === 0) {
        new AttestrFlowx({cl: "${clientKey}", hs: "${query.get("handshake")}", lc: "en", qr: {userType: "customer"}, retry: ${query.get("retry") === "true"},
          onFlowxSuccess: note("success"), onFlowxError: note("error"), onFlowxSkip: note("skip")}).launch();
      }
    </script></html>`;
}
