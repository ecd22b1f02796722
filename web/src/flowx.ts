// `sealflow/flowx`: the drop-in for bundled pages. In a browser it also defines the global of the classic script.
import {findHandoff, findServer, toLaunchOptions, type AttestrFlowxOptions} from "./drop-in/attestr.js";
import {launch} from "./index.js";

export type {AttestrFlowxOptions} from "./drop-in/attestr.js";

export class AttestrFlowx {
  readonly #options: AttestrFlowxOptions;

  /** One line takes a link up: `if (AttestrFlowx.handoff) new AttestrFlowx({...options, ...AttestrFlowx.handoff}).launch()`. */
  static get handoff(): ReturnType<typeof findHandoff> {
    return findHandoff();
  }

  constructor(options: AttestrFlowxOptions) {
    this.#options = {...options};
  }

  launch(): void {
    launch(toLaunchOptions(this.#options, findServer(null, this.#options.server)));
  }
}

if (typeof window !== "undefined") Object.assign(window, {AttestrFlowx, AttestrFlowX: AttestrFlowx});
