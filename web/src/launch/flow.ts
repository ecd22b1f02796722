// launch(): the small part that pages import. What draws and decides is loaded when it is called, so that importing
// has no effect: the template library, for one, asks for `document` at once.
import {Emitter, reportLater} from "../session/emitter.js";
import type {FlowEvents} from "./events.js";
import type {LaunchedFlow} from "./launched-flow.js";
import {checkOptions, type EngineChoice, type LaunchOptions} from "./options.js";
import {unloaded} from "./unloaded.js";

/** What launch() returns. */
export interface Flow {
  /** Returns a function that ends the listening. */
  on<Name extends keyof FlowEvents>(name: Name, listener: (event: FlowEvents[Name]) => void): () => void;
  /**
   * Takes everything off the page, ends requests, timers and listeners. No handler is called after that, and the run
   * stays as it is on the server: a launch goes on with it. May be called at any time, and again.
   */
  destroy(): void;
}

/** In this page, by server and handshake. */
const open = new Map<string, Flow>();

/** It begins with the server's answer, and loads at the same time what shows it. */
const loadRest = () => import("./launched-flow.js");

/**
 * Opens the flow over the page. Throws `TypeError` for what only a programmer can mend; all else is told to the
 * handlers, of which exactly one is called, once. A second launch of the same handshake, e.g. by a double click, takes
 * the place of the first, as if that had been destroyed.
 */
export function launch(options: LaunchOptions): Flow {
  if (typeof document === "undefined") throw new TypeError("launch() needs a page: call it in a browser");
  options = checkOptions(options);
  const key = `${options.server} ${options.handshake}`;
  open.get(key)?.destroy();
  const emitter = new Emitter<FlowEvents>();
  let running: LaunchedFlow | undefined;
  let destroyed = false;
  void loadRest().then(
    ({LaunchedFlow: Launched}) => {
      if (destroyed) return;
      running = new Launched(options, emitter);
      void running.run();
    },
    (error: unknown) => {
      if (destroyed) return;
      reportLater(error);
      const moment = {run: 0, seq: 0};
      const payload = {...unloaded, hs: options.handshake, ...moment};
      emitter.emit("outcome", {handshake: options.handshake, ...moment, handler: "error", payload});
      void options.onError?.(payload);
    },
  );
  const flow: Flow = {
    on: (name, listener) => emitter.on(name, listener),
    destroy() {
      if (!destroyed) open.delete(key);
      destroyed = true;
      running?.destroy();
      running = undefined;
      emitter.clear();
    },
  };
  open.set(key, flow);
  return flow;
}

/**
 * Fetches what a launch needs (engine, screens, texts of the language), e.g. when a pointer comes near the button. Asks
 * nothing of the server. Never fails: what did not come is fetched again, and reported, by the launch.
 */
export async function preload(options: {locale?: string; engine?: EngineChoice} = {}): Promise<void> {
  if (typeof document === "undefined") return;
  await loadRest()
    .then(({preloadParts}) => preloadParts(options.locale, options.engine))
    .catch(() => undefined);
}
