// launch(): the small part that pages import. What draws and decides is loaded when it is called, so that importing
// has no effect: the template library, for one, asks for `document` at once.
import type {HandlerCall} from "../protocol/outcome.js";
import type {FlowEvent} from "../protocol/state.js";
import {Emitter, reportLater} from "../session/emitter.js";
import type {LaunchedFlow} from "./launched-flow.js";
import {checkOptions, type LaunchOptions} from "./options.js";
import {unloaded} from "./unloaded.js";

/** What can be listened to. Nothing in here is private data. */
export interface FlowEvents {
  /** Another stage is due; null: none, as something is being waited for or the run has ended. */
  stage: {id: string; type: string} | null;
  /** A fact was added to the handshake's log. */
  event: FlowEvent;
  outcome: HandlerCall;
  /** Another device goes on with the session. No outcome comes from this launch unless the user takes it back. */
  superseded: null;
  /** `false` while requests fail and are repeated. */
  connection: {ok: boolean};
  /** The sheet has gone from the screen. */
  closed: null;
}

/** What launch() returns. */
export interface Flow {
  /** Returns a function that ends the listening. */
  on<Name extends keyof FlowEvents>(name: Name, listener: (event: FlowEvents[Name]) => void): () => void;
  /** Takes everything off the page and stops all requests. No handler is called after that. */
  destroy(): void;
}

export function launch(options: LaunchOptions): Flow {
  if (typeof document === "undefined") throw new TypeError("launch() needs a page: call it in a browser");
  checkOptions(options);
  const emitter = new Emitter<FlowEvents>();
  let running: LaunchedFlow | undefined;
  let destroyed = false;
  void import("./launched-flow.js").then(
    (module) => {
      if (destroyed) return;
      running = new module.LaunchedFlow({...options}, emitter);
      void running.run();
    },
    (error: unknown) => {
      reportLater(error);
      if (destroyed) return;
      const payload = {...unloaded, hs: options.handshake, run: 0, seq: 0};
      emitter.emit("outcome", {handler: "error", payload});
      void options.onError?.(payload);
    },
  );
  return {
    on: (name, listener) => emitter.on(name, listener),
    destroy() {
      destroyed = true;
      running?.destroy();
      emitter.clear();
    },
  };
}
