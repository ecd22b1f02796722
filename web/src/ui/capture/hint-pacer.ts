// Frames are judged several times a second; people read, and screen readers speak, at another pace.
import type {Hint} from "./judge.js";

/** So often must frames say the same before it is shown: hands shake. */
const inARow = 2;
/** ms for which a hint has been shown before it is read out. */
const settled = 1200;
/** ms between two readings at least. */
const breath = 4000;

export class HintPacer {
  /** To be seen. */
  shown: Hint | undefined;
  /** To be read out. */
  spoken: Hint | undefined;
  #last: Hint | undefined;
  #repeats = 0;
  #shownAt = 0;
  #spokenAt = Number.NEGATIVE_INFINITY;

  /** `now` in ms. True when something has changed. */
  add(hint: Hint, now: number): boolean {
    this.#repeats = hint === this.#last ? this.#repeats + 1 : 1;
    this.#last = hint;
    let changed = false;
    if (hint !== this.shown && this.#repeats >= inARow) {
      this.shown = hint;
      this.#shownAt = now;
      changed = true;
    }
    const due = now - this.#shownAt >= settled && now - this.#spokenAt >= breath;
    if (this.shown !== undefined && this.shown !== this.spoken && due) {
      this.spoken = this.shown;
      this.#spokenAt = now;
      changed = true;
    }
    return changed;
  }
}
