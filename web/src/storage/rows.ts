// What waits in this browser, of one handshake. How it lies there is a file of its own (sealed-rows.ts), which comes with the
// first screen: before that there is nothing to keep, and something to be found only if a page was here before.

/** Of a row, what was put into it. `at`: when what it holds was given, by this browser's clock, in ms since 1970. */
export interface OpenedRow {
  id: string;
  at: number;
  bytes: ArrayBuffer;
}

export interface Rows {
  /** Rejects when it cannot be kept: not a secure context, a private window, no space, no answer. */
  put(row: Omit<OpenedRow, "bytes"> & {bytes: BufferSource}): Promise<void>;
  /** The `wanted` ones, the oldest first; none where storage cannot be had. */
  all(wanted: (id: string) => boolean): Promise<OpenedRow[]>;
  /** The `unwanted` ones; default: all. */
  forget(unwanted?: (id: string) => boolean): Promise<void>;
}

/** The server knows an idempotency key for as long, and nobody's data should lie around for longer. */
export const keptFor = 24 * 3_600_000;

/** Of IndexedDB. */
export const database = "sealflow";
/** Storage that never answers (a browser's bug) must not hold a person up; a slow one, on a busy phone, is waited for. */
const patience = 10_000;
/** How much work has not been answered in time, and still is not. Storage is one for the whole page, so this is, too. */
let unanswered = 0;

/** Rows whose code is not there yet. */
export class LateRows implements Rows {
  readonly #load: () => Promise<Rows>;
  #rows: Promise<Rows> | undefined;

  /** `load` goes on until it has them, and fails only when nothing is to be kept any more. */
  constructor(load: () => Promise<Rows>) {
    this.#load = load;
  }

  ready(): Promise<Rows> {
    return (this.#rows ??= this.#load());
  }

  async put(row: Parameters<Rows["put"]>[0]): Promise<void> {
    await (await inTime(this.ready())).put(row);
  }

  async all(wanted: (id: string) => boolean): Promise<OpenedRow[]> {
    return (await this.#whereSomethingIs())?.all(wanted) ?? [];
  }

  async forget(unwanted?: (id: string) => boolean): Promise<void> {
    await (await this.#whereSomethingIs())?.forget(unwanted);
  }

  async #whereSomethingIs(): Promise<Rows | undefined> {
    try {
      return this.#rows !== undefined || (await inTime(mayHold())) ? await inTime(this.ready()) : undefined;
    } catch {
      // Storage that cannot be asked, or code that does not come: as if there was nothing. It stays for the next page.
      return undefined;
    }
  }
}

/** Has any page of this browser kept something, ever? Some browsers do not say. */
async function mayHold(): Promise<boolean> {
  const {databases} = indexedDB as Partial<IDBFactory>;
  return databases === undefined || (await databases.call(indexedDB)).some(({name}) => name === database);
}

/** A person waits once: what is asked after that is not waited for, until storage has answered after all. */
export function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      unanswered += 1;
      const answered = (): void => {
        unanswered -= 1;
      };
      work.then(answered, answered);
      reject(new Error("the browser's storage does not answer"));
    }, unanswered > 0 ? 0 : patience);
  });
  return Promise.race([work, late]).finally(() => {
    clearTimeout(timer);
  });
}
