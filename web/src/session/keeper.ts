// Where commands wait that have no answer yet: this browser's IndexedDB, so that a reload or a closed tab loses none.
//
// What a person entered lies there encrypted with AES-GCM, each entry under a key of its own. The browser gives the key
// to no script (it is not extractable); it lies in the entry's row and goes with it, when the command was answered, the
// run has an outcome, the user leaves, or a day has passed. docs/decisions/0057 says what that does not protect from.
import {inTable} from "../storage/indexed-db.js";
import type {CommandRequest} from "./api.js";

/** One time of a stage: entered again, or after another try, it is another step. */
export interface Step {
  run: number;
  enteredAt: number;
  tries: number;
  waiting: boolean;
}

/** A command under way, with all that makes a repetition the same command. */
export interface KeptCommand {
  /** Of the entry; a further round of the same command has it, too. */
  id: string;
  body: CommandRequest;
  /** Idempotency-Key. */
  key: string;
  /** When the user gave it, by this browser's clock, in ms since 1970. */
  at: number;
  /** What the user gave it for. */
  step: Step;
}

export interface Keeper {
  /** False when it cannot be kept: then it lives as long as the page. */
  keep(command: KeptCommand): Promise<boolean>;
  /** Those of this handshake, the oldest first. */
  all(): Promise<KeptCommand[]>;
  /** One, or all of this handshake. */
  forget(id?: string): Promise<void>;
}

/** The server knows a key for as long, and nobody's data should lie around for longer. */
export const keptFor = 24 * 3_600_000;

interface Row {
  scope: string;
  at: number;
  secret: CryptoKey;
  iv: Uint8Array<ArrayBuffer>;
  sealed: ArrayBuffer;
}

const [database, table] = ["sealflow", "outbox"];
/** Storage that never answers (a browser's bug) must not hold a command back; a slow one, on a busy phone, is waited for. */
const patience = 10_000;

export class BrowserKeeper implements Keeper {
  readonly #scope: string;

  constructor(server: string, handshake: string) {
    this.#scope = `${new URL(server).origin} ${handshake}`;
  }

  async keep(command: KeptCommand): Promise<boolean> {
    try {
      const row = await seal(command, this.#scope);
      await inTime(inTable(database, table, "readwrite", (rows) => rows.put(row, command.id)));
      return true;
    } catch {
      // Not a secure context, a private window, no space: the page goes on without.
      return false;
    }
  }

  async all(): Promise<KeptCommand[]> {
    try {
      const mine = await inTime(this.#sweep());
      const found = await Promise.all(mine.map(([id, row]) => open(id, row)));
      return found.filter((command) => command !== undefined).sort((one, other) => one.at - other.at);
    } catch {
      return [];
    }
  }

  async forget(id?: string): Promise<void> {
    try {
      await inTime(this.#sweep((each, row) => (id === undefined ? row.scope === this.#scope : each === id)));
    } catch {
      // What cannot be opened was not kept there either.
    }
  }

  /** The rows of this handshake; those of any that are a day old, or unwanted, are deleted on the way. */
  async #sweep(unwanted: (id: string, row: Row) => boolean = () => false): Promise<[string, Row][]> {
    const found = await inTable<[string, Row][]>(database, table, "readwrite", (rows, give) => {
      const mine: [string, Row][] = [];
      const walk = rows.openCursor();
      walk.onsuccess = () => {
        const cursor = walk.result;
        if (cursor === null) {
          give(mine);
          return;
        }
        const [id, row] = [cursor.key as string, cursor.value as Row];
        if (tooOld(row.at) || unwanted(id, row)) cursor.delete();
        else if (row.scope === this.#scope) mine.push([id, row]);
        cursor.continue();
      };
    });
    return found ?? [];
  }
}

/** At exactly the instant it is over; a clock that was set back by a day counts as well. */
export function tooOld(at: number): boolean {
  return Math.abs(Date.now() - at) >= keptFor;
}

async function seal(command: KeptCommand, scope: string): Promise<Row> {
  const secret = await crypto.subtle.generateKey({name: "AES-GCM", length: 256}, false, ["encrypt", "decrypt"]);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const text = new TextEncoder().encode(JSON.stringify(command));
  const sealed = await crypto.subtle.encrypt(lock(iv, command.id, scope), secret, text);
  return {scope, at: command.at, secret, iv, sealed};
}

/** Undefined for a row that was damaged, or put in another's place. */
async function open(id: string, {scope, secret, iv, sealed}: Row): Promise<KeptCommand | undefined> {
  try {
    const text = await crypto.subtle.decrypt(lock(iv, id, scope), secret, sealed);
    return JSON.parse(new TextDecoder().decode(text)) as KeptCommand;
  } catch {
    return undefined;
  }
}

function lock(iv: Uint8Array<ArrayBuffer>, id: string, scope: string): AesGcmParams {
  return {name: "AES-GCM", iv, additionalData: new TextEncoder().encode(`${scope} ${id}`)};
}

function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error("the browser's storage does not answer"));
    }, patience);
  });
  return Promise.race([work, late]).finally(() => {
    clearTimeout(timer);
  });
}
