// A site of somebody who integrates: pages as text, on an address of its own.
import {createServer} from "node:http";

/** `pages`: path -> HTML, also those that are added later. `headers`: for each answer. */
export async function startSite(headers = {}) {
  const pages = new Map();
  const server = createServer((request, response) => {
    const page = pages.get(new URL(request.url, "http://localhost").pathname);
    response.writeHead(page === undefined ? 404 : 200, {"Content-Type": "text/html; charset=utf-8", ...headers});
    response.end(page ?? "");
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    pages,
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
