// Where a local run is kept between two processes or two visits of a page.

/**
 * Keeps one text. Two are ready-made: `indexedDbStore` for pages, `fileStore` for Node. Anything that can keep a text
 * will do: a row of a database, `localStorage`.
 */
export interface LocalStore {
  /** What was saved last, or null when nothing was. */
  load(): Promise<string | null>;
  /**
   * Puts `text` in the place of `before` (null: of nothing), as one step: after a crash either of the two is there.
   * False, and nothing changed, when something else than `before` is there, because another window or process went on.
   */
  save(text: string, before: string | null): Promise<boolean>;
}

/** Forgets with the process. What a run uses when it is given no store. */
export function memoryStore(text: string | null = null): LocalStore {
  let kept = text;
  return {
    load: () => Promise.resolve(kept),
    save(next, before) {
      if (kept !== before) return Promise.resolve(false);
      kept = next;
      return Promise.resolve(true);
    },
  };
}
