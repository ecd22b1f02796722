// A page that launches one flow, under the policy of docs/guides/put-it-in-a-page.md and nothing more. What the launch
// ends with is in `window.outcomes`.
import {createServer} from "node:http";
import {readFile} from "node:fs/promises";
import {dirname, extname, join} from "node:path";
import {fileURLToPath} from "node:url";
import {startServer} from "../server/harness.mjs";
import {findPrograms} from "./stack.mjs";

const dist = join(dirname(fileURLToPath(import.meta.url)), "../../web/dist");
const types = {".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm", ".json": "application/json"};

/** `flow`: a definition. `settings`: of the server. */
export async function startLaunchPage({flow, settings}) {
  findPrograms();
  const server = await startServer({flags: ["--web", dist], settings});
  const app = server.createApp({origins: ["*"]});
  server.publish(app, server.write("test.flow.json", JSON.stringify(flow)));
  const pages = new Map();

  const site = createServer(async (request, response) => {
    const path = new URL(request.url, "http://page").pathname;
    const page = pages.get(path.replace(/\.js$/, ""));
    response.setHeader("content-security-policy", policy(server.url, page?.policy));
    if (page && path.endsWith(".js")) {
      response.setHeader("content-type", "text/javascript");
      response.end(page.script);
    } else if (path.startsWith("/sealflow/")) {
      // The package as part of the page's own files, as bundlers leave it.
      response.setHeader("content-type", types[extname(path)] ?? "text/plain");
      response.end(await readFile(join(dist, path.slice(10))));
    } else {
      response.setHeader("content-type", "text/html; charset=utf-8");
      response.end(`<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Page</title><script type="module" src="${path}.js"></script>`);
    }
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => site.once("listening", resolve));
  const {port} = site.address();

  return {
    server, app, port, origin: `http://127.0.0.1:${port}`,
    async handshake(variables = {}) {
      const {body} = await server.backend(app).create({flow: flow.id, variables});
      return body._id;
    },
    /**
     * The path of a page that launches. `own`: the package comes from the page's own origin; `options`: source text of
     * further launch options; `policy`: more for the Content-Security-Policy.
     */
    page(handshake, {own = false, options = "", policy: more = "", locale = "en"} = {}) {
      const path = `/page-${pages.size}`;
      const base = own ? "/sealflow" : server.url;
      const script = `${watching}
        const {launch} = await import("${base}/index.js");
        window.outcomes = [];
        const tell = (name) => (data) => window.outcomes.push([name, data]);
        window.flow = launch({
          server: "${server.url}", clientKey: "${app.clientKey}", handshake: "${handshake}", locale: "${locale}",
          onSuccess: tell("success"), onError: tell("error"), onSkip: tell("skip"), ${options}
        });`;
      pages.set(path, {script, policy: more});
      return path;
    },
    async stop() {
      site.closeAllConnections();
      site.close();
      await server.stop();
    },
  };
}

function policy(server, extra) {
  return [
    "default-src 'none'",
    `script-src 'self' ${server} 'wasm-unsafe-eval'`,
    `connect-src 'self' ${server}`,
    "img-src 'self' blob:",
    "style-src 'self'",
    extra,
  ].filter(Boolean).join("; ");
}

/** Keeps every camera's track, every worker and what the policy refused, so that a test sees what is still on. Runs before the launcher is there. */
const watching = `
  window.tracks = [];
  window.workers = [];
  window.violations = [];
  document.addEventListener("securitypolicyviolation", ({effectiveDirective}) => window.violations.push(effectiveDirective));
  const devices = navigator.mediaDevices;
  const open = devices?.getUserMedia?.bind(devices);
  if (open) devices.getUserMedia = async (wanted) => {
    const stream = await open(wanted);
    window.tracks.push(...stream.getTracks());
    return stream;
  };
  window.Worker = class extends Worker {
    constructor(url) {
      super(url);
      window.workers.push({url: String(url), on: true});
      this.entry = window.workers.at(-1);
    }
    terminate() {
      this.entry.on = false;
      super.terminate();
    }
  };`;

/** How many cameras were opened, and how many of them are on. */
export const cameras = (page) =>
  page.evaluate(() => ({opened: window.tracks.length, on: window.tracks.filter((track) => track.readyState === "live").length}));

/** The workers that were started: `{url, on}`. */
export const workers = (page) => page.evaluate(() => window.workers.map(({url, on}) => ({url, on})));
