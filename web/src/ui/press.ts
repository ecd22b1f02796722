// What appears in the middle of a press moves the button away from under the finger, and the press is lost.

/** Knows whether a finger or mouse button is down, and holds back until it is lifted. */
export class Press {
  #down = false;
  #waiting: (() => void)[] = [];

  /** Runs at once, or after the press. */
  readonly whenReleased = (run: () => void): void => {
    if (this.#down) this.#waiting.push(run);
    else run();
  };

  readonly begin = (): void => {
    this.#down = true;
  };

  readonly end = (): void => {
    this.#down = false;
    const waiting = this.#waiting.splice(0);
    // The click itself comes after the release.
    setTimeout(() => {
      for (const run of waiting) run();
    });
  };
}
