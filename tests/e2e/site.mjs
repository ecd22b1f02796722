// A site of somebody who integrates: files on an address of its own, each with the headers that a test wants.
import {createServer} from "node:http";

const types = {js: "text/javascript; charset=utf-8", json: "application/json", wasm: "application/wasm"};

/** `pages`: path -> HTML, also those that are added later. `headers`: for each of them. */
export async function startSite(headers = {}) {
  const pages = new Map();
  const files = new Map();
  const reports = [];
  const refused = new Set();
  const server = createServer(async (request, response) => {
    const path = new URL(request.url, "http://localhost").pathname;
    if (request.method === "POST") {
      let text = "";
      for await (const piece of request.setEncoding("utf8")) text += piece;
      reports.push(JSON.parse(text)["csp-report"]);
      response.writeHead(204).end();
      return;
    }
    if (refused.delete(path)) {
      response.writeHead(503, {"access-control-allow-origin": "*"}).end();
      return;
    }
    const page = pages.get(path);
    const found = page === undefined ? files.get(path) : {body: page, headers: {"content-type": "text/html; charset=utf-8", ...headers}};
    response.writeHead(found === undefined ? 404 : 200, found?.headers).end(found?.body);
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    pages,
    /** What browsers have sent to any path by POST: violations of a policy with a `report-uri`. */
    reports,
    /** A file of any type, by the ending of its name, with headers of its own. */
    put(path, body, own = {}) {
      const type = types[path.split(".").pop()] ?? "text/html; charset=utf-8";
      files.set(path, {body, headers: {"content-type": type, "access-control-allow-origin": "*", ...own}});
    },
    /** The next request for it gets 503. */
    refuseOnce: (path) => refused.add(path),
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** A page that launches at once. `code` is JavaScript with `sealflow` (the package), `options`, and `seen`, a list. */
export function launchingPage(server, options, code = "launch(options);") {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Launch</title><body><main><h1>A page</h1><button id="before" type="button">Before</button><div id="place"></div>
    <button id="after" type="button">After</button></main><script type="module">
    import * as sealflow from "${server}/index.js";
    const {launch} = sealflow;
    const seen = (window.seen = []);
    const options = {server: "${server}", ...${JSON.stringify(options)},
      onSuccess: (data) => seen.push(["success", data]), onError: (data) => seen.push(["error", data]), onSkip: (data) => seen.push(["skip", data])};
    ${code}
    </script>`;
}
