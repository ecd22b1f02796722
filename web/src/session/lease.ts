// Who has the session: this device, which says so every now and then, or another one, which is followed from here.
import {SealflowError} from "../errors.js";
import type {Progress} from "../protocol/state.js";
import type {HandoffReply, SessionApi} from "./api.js";
import {Background} from "./background.js";
import {randomKey} from "./device.js";
import {Heartbeat} from "./heartbeat.js";
import type {OtherDevice, OtherDevicePort} from "./other-device.js";
import type {Repeater} from "./repeater.js";

/** All that was entered on the other device has passed. An end is reached in the same moment as the last stage passes. */
export function isFinished(progress: readonly Progress[] | undefined): boolean {
  return progress !== undefined && progress.length > 0 && progress.every(({passed}) => passed);
}

export interface LeasePort extends Omit<OtherDevicePort, "moved"> {
  /** Another device has it, or is further than it was. */
  lost(): void;
}

export class Lease {
  readonly #api: SessionApi;
  readonly #repeater: Repeater;
  readonly #port: LeasePort;
  readonly #heartbeat = new Heartbeat(() => this.#beat());
  readonly #following = new Background();
  #other: OtherDevice | undefined;

  constructor(api: SessionApi, repeater: Repeater, port: LeasePort) {
    this.#api = api;
    this.#repeater = repeater;
    this.#port = port;
  }

  get link(): HandoffReply | undefined {
    return this.#other?.link;
  }

  get progress(): readonly Progress[] | undefined {
    return this.#other?.progress;
  }

  keep(): void {
    this.#heartbeat.start();
  }

  letGo(): void {
    this.#heartbeat.stop();
  }

  readonly lose = (): void => {
    this.letGo();
    this.#port.lost();
    this.#follow();
  };

  async handOff(): Promise<HandoffReply> {
    const link = await this.#with(await this.#repeater.load(loadOther)).handOff();
    this.#follow();
    return link;
  }

  async takeBack(): Promise<void> {
    await this.#with(await this.#repeater.load(loadOther)).takeBack();
  }

  #follow(): void {
    this.#following.start(async () => {
      await this.#with(await this.#repeater.loadQuietly(loadOther)).follow(this.#api.signal);
    });
  }

  #with({OtherDevice: Other}: Awaited<ReturnType<typeof loadOther>>): OtherDevice {
    return (this.#other ??= new Other(this.#api, {...this.#port, moved: this.lose}));
  }

  async #beat(): Promise<void> {
    const {epoch, seq} = this.#port.state();
    try {
      await this.#api.command({command: {type: "heartbeat"}, epoch, expectedSeq: seq}, randomKey());
    } catch (error) {
      // Anything else shows, and is mended, with the next command.
      if (error instanceof SealflowError && error.code === "session_superseded") this.lose();
    }
  }
}

const loadOther = (): Promise<typeof import("./other-device.js")> => import("./other-device.js");
