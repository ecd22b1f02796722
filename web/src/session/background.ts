/** Work that goes on beside all else, once at a time. What goes wrong in it shows with the next command. */
export class Background {
  #running = false;

  /** Does nothing when the work is under way already. */
  start(work: () => Promise<void>): void {
    if (this.#running) return;
    this.#running = true;
    void work()
      .catch(() => undefined)
      .finally(() => {
        this.#running = false;
      });
  }
}
