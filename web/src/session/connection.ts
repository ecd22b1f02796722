// Whether requests get through: from those that fail, and from what the browser says of itself.
import {NetworkError, SealflowError} from "../errors.js";
import {worthRepeating} from "./retry.js";

/**
 * What is in the way. `offline`: the device has no network. `unreachable`: it has, but nothing answers. `down`: the
 * server, or something before it, says that it cannot. `busy`: it asks to wait.
 */
export type Trouble = "offline" | "unreachable" | "down" | "busy";

export function troubleOf(error: unknown): Trouble {
  // "Online" promises little, but "offline" is certain.
  if (!navigator.onLine) return "offline";
  if (!(error instanceof SealflowError)) return "unreachable";
  return error.httpStatus >= 500 ? "down" : "busy";
}

export class Connection {
  readonly #tell: (error: Error | null) => void;
  #error: Error | null = null;
  #underWay = 0;

  /** `tell` hears each failure, and null when it is over. */
  constructor(tell: (error: Error | null) => void) {
    this.#tell = tell;
    globalThis.addEventListener("offline", this.#offline);
    globalThis.addEventListener("online", this.#online);
  }

  /** Something is being sent, for the first time or again. */
  get busy(): boolean {
    return this.#underWay > 0;
  }

  report(error: Error | null): void {
    if (error === null && this.#error === null) return;
    this.#error = error;
    this.#tell(error);
  }

  async during<T>(work: Promise<T>): Promise<T> {
    this.#underWay += 1;
    try {
      return await work;
    } catch (error) {
      // Whoever refuses for good has been reached.
      if (error instanceof SealflowError && !worthRepeating(error)) this.report(null);
      throw error;
    } finally {
      this.#underWay -= 1;
    }
  }

  close(): void {
    globalThis.removeEventListener("offline", this.#offline);
    globalThis.removeEventListener("online", this.#online);
  }

  readonly #offline = (): void => {
    this.report(new NetworkError("the device is offline"));
  };

  /** What is under way is sent again at once, and then it shows. */
  readonly #online = (): void => {
    if (!this.busy) this.report(null);
  };
}
