/** Keeps the lease (60 s) while the page is visible. A hidden page lets it go: the user may be on another device. */
export class Heartbeat {
  readonly #beat: () => Promise<void>;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(beat: () => Promise<void>) {
    this.#beat = beat;
  }

  start(): void {
    this.#timer ??= setInterval(() => {
      if (document.visibilityState === "visible") void this.#beat();
    }, 25_000);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
