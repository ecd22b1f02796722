// flowx.js: the classic script, for a <script src="https://<sealflowd>/flowx.js"> and nothing else on the page.
// Small on purpose: the launcher itself comes, from the same place, when launch() is called.
import {findHandoff, findServer, toLaunchOptions, type AttestrFlowxOptions} from "./drop-in/attestr.js";
import {unloaded} from "./launch/unloaded.js";
import type {ErrorPayload} from "./protocol/outcome.js";

// Known only while the script runs for the first time, and not to one that is loaded as a module.
const script = (document.currentScript as HTMLScriptElement | null) ?? document.querySelector<HTMLScriptElement>('script[src*="flowx.js"]');
const addressOf = (file: string): string => new URL(file, script?.src ?? location.href).href;

class AttestrFlowx {
  readonly #options: AttestrFlowxOptions;

  /** One line takes a link up: `if (AttestrFlowx.handoff) new AttestrFlowx({...options, ...AttestrFlowx.handoff}).launch()`. */
  static get handoff(): ReturnType<typeof findHandoff> {
    return findHandoff();
  }

  constructor(options: AttestrFlowxOptions) {
    this.#options = {...options};
  }

  launch(): void {
    const options = toLaunchOptions(this.#options, findServer(script, this.#options.server));
    // All at once, instead of each when another one names it. Whether they come, the launcher itself will tell.
    for (const file of SEALFLOW_FIRST_FILES) import(addressOf(file)).catch(() => undefined);
    const tell = (failure: Omit<ErrorPayload, "hs" | "run" | "seq">, error: unknown): never => {
      void options.onError?.({...failure, hs: options.handshake, run: 0, seq: 0});
      throw error;
    };
    void (import(addressOf("index.js")) as Promise<typeof import("./index.js")>).then(
      ({launch}) => {
        try {
          launch(options);
        } catch (error) {
          // By a handler, like all that is wrong with the options: nobody can catch what is thrown from here.
          tell({...unloaded, code: 40050, httpStatusCode: 400, message: (error as Error).message}, error);
        }
      },
      (error: unknown) => tell(unloaded, error),
    );
  }
}

// The second is what it was called before July 2021.
Object.assign(window, {AttestrFlowx, AttestrFlowX: AttestrFlowx});
