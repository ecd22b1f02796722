/**
 * The server's time as far as it is known. A user's clock may be off by hours, and a sandbox has a clock of its own:
 * "another code in 30 seconds" must not depend on either.
 */
export class ServerClock {
  #offset = 0;

  /** `now` is the server's time of an answer that has just come. */
  learn(now: number | undefined): void {
    if (now !== undefined) this.#offset = now - Date.now();
  }

  now(): number {
    return Date.now() + this.#offset;
  }
}
