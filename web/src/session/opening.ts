// The call that opens a session, with all that shows who is asking: this device's secret, a token of the backend's.
import type {JsonObject} from "../protocol/json.js";
import type {LaunchReply, LaunchRequest, SessionApi} from "./api.js";
import {withAuthToken} from "./auth-token.js";
import {DeviceStore, randomKey} from "./device.js";
import type {Persist} from "./repeater.js";

/** What a launch asks for, each time. */
export type LaunchWishes = Pick<LaunchRequest, "retry" | "variables" | "handoff">;

export interface OpeningOptions {
  server: string;
  handshake: string;
  clientKey: string;
  locale: string;
  retry: boolean;
  variables?: JsonObject;
  handoff?: string;
  /** Gives an auth token, whenever the server asks for one. */
  getToken?: () => Promise<string>;
}

export class Opening {
  readonly #api: SessionApi;
  readonly #options: OpeningOptions;
  readonly #device: DeviceStore;
  readonly #persist: Persist;

  constructor(api: SessionApi, options: OpeningOptions, persist: Persist) {
    this.#api = api;
    this.#options = options;
    this.#device = new DeviceStore(options.server, options.handshake);
    this.#persist = persist;
  }

  /** The launch that the page asked for, while no other tab runs its own. */
  first(): Promise<LaunchReply> {
    const {variables, handoff, retry} = this.#options;
    return this.#device.exclusively(() => this.again({retry, ...(variables && {variables}), ...(handoff !== undefined && {handoff})}));
  }

  /** Any launch after that one. */
  async again(wishes: LaunchWishes): Promise<LaunchReply> {
    const {clientKey, locale, getToken} = this.#options;
    const deviceSecret = this.#device.read();
    const body = {clientKey, locale, ...wishes, ...(deviceSecret !== undefined && {deviceSecret})};
    const reply = await withAuthToken((token) => {
      // One key for all tries: if an answer got lost, the next try gets the very same, device secret and all.
      const key = randomKey();
      return this.#persist(() => this.#api.launch({...body, ...(token !== undefined && {token})}, key));
    }, getToken);
    if (reply.device.secret !== undefined) this.#device.write(reply.device.secret);
    return reply;
  }
}
