// Finds the browsers on this machine, and starts what WebKit needs around it.
import {once} from "node:events";
import {existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {createServer} from "node:http";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {createInterface} from "node:readline";
import {setTimeout as sleep} from "node:timers/promises";
import {leash, spawnLeashed} from "../server/leash.mjs";

const places = {
  // Without windows it takes half the work.
  chromium: ["/usr/lib/chromium/chromium-headless-shell", "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"],
  firefox: ["/usr/bin/firefox-esr", "/usr/bin/firefox"],
  Xvfb: ["/usr/bin/Xvfb"],
  WebKitWebDriver: ["/usr/bin/WebKitWebDriver"],
};

/** Where a program is; an environment variable of its name (CHROMIUM, FIREFOX …) comes first. */
export function programOf(name) {
  const variable = name.toUpperCase();
  const found = [process.env[variable], ...places[name]].find((place) => place && existsSync(place));
  if (!found) throw new Error(`no ${name} found: install it (scripts/setup does), or set ${variable} to it`);
  return found;
}

/** How puppeteer starts a browser that talks to nobody by itself; colour scheme and motion are Firefox's own, not a page's. */
export const puppeteerOptions = {
  chromium: (dark, {film, noCamera}) => ({
    headless: "shell",
    executablePath: leash,
    env: {...process.env, LEASHED: programOf("chromium")},
    args: [
      // Chromium's sandbox refuses to run for root, as in most containers.
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-default-apps",
      "--disable-domain-reliability",
      "--disable-sync",
      "--disable-features=OptimizationHints,MediaRouter,Translate,AutofillServerCommunication",
      "--no-first-run",
      "--no-pings",
      // /dev/shm is tiny in containers.
      "--disable-dev-shm-usage",
      `--use-fake-ui-for-media-stream${noCamera ? "=deny" : ""}`,
      "--use-fake-device-for-media-stream",
      ...(film ? [`--use-file-for-fake-video-capture=${film}`] : []),
      // A host whose pages are not secure.
      "--host-resolver-rules=MAP shop.test 127.0.0.1",
    ],
  }),
  firefox: (dark) => ({
    browser: "firefox",
    executablePath: leash,
    env: {...process.env, LEASHED: programOf("firefox")},
    extraPrefsFirefox: {
      "ui.prefersReducedMotion": 1,
      "layout.css.prefers-color-scheme.content-override": dark ? 0 : 1,
      "media.navigator.streams.fake": true,
      "media.navigator.permission.disabled": true,
      "network.dns.localDomains": "shop.test",
    },
  }),
};

/** A screen that nobody sees, since MiniBrowser has no headless mode. Goes with all its `devices`, which have a `close()`. */
export async function startScreen({width, height}) {
  const args = ["-displayfd", "3", "-screen", "0", `${width}x${height}x24`, "-nolisten", "tcp"];
  const server = spawnLeashed(programOf("Xvfb"), args, {stdio: ["ignore", "ignore", "ignore", "pipe"]});
  const [number] = await Promise.race([once(createInterface({input: server.stdio[3]}), "line"), once(server, "exit")]);
  const devices = new Set();
  const close = () => Promise.all([...devices].map((device) => device.close())).finally(() => server.kill());
  return {display: `:${number}`, devices, close};
}

/** WebKit's WebDriver, which starts MiniBrowser. Colour scheme and motion are settings of GTK. */
export async function startWebKit({display, dark}) {
  const config = mkdtempSync(join(tmpdir(), "sealflow-webkit-"));
  mkdirSync(join(config, "gtk-3.0"));
  writeFileSync(join(config, "gtk-3.0/settings.ini"), "[Settings]\ngtk-enable-animations=0\n");
  // The toolbar's buttons would keep the window wider than a phone.
  writeFileSync(join(config, "gtk-3.0/gtk.css"), "* { min-width: 0; padding: 0; margin: 0; border-width: 0; font-size: 1px; }");
  const env = {
    ...process.env,
    DISPLAY: display,
    XDG_CONFIG_HOME: config,
    GTK_THEME: dark ? "Adwaita:dark" : "Adwaita",
    WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1",
  };
  const port = await freePort();
  const server = spawnLeashed(programOf("WebKitWebDriver"), [`--port=${port}`], {env, stdio: "ignore"});
  const address = `http://127.0.0.1:${port}`;
  while (server.exitCode === null && !(await fetch(`${address}/status`).catch(() => null))) await sleep(20);
  return {
    address,
    stop() {
      server.kill();
      rmSync(config, {recursive: true, force: true});
    },
  };
}

/** A port that nobody listens on, for programs that must be told one. */
async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const {port} = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
