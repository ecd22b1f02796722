// What waits in this browser, of one handshake: rows in its IndexedDB that a reload or a closed tab does not touch.
//
// Each lies there encrypted with AES-GCM under a key of its own. The browser gives the key to no script (it is not
// extractable); it lies in the row and goes with it. docs/decisions/0057 says what that does not protect from.
import {inTable} from "./indexed-db.js";
import {database, inTime, keptFor, type OpenedRow, type Rows} from "./rows.js";

interface Row {
  at: number;
  secret: CryptoKey;
  iv: Uint8Array<ArrayBuffer>;
  sealed: ArrayBuffer;
}

const table = "outbox";

export class SealedRows implements Rows {
  readonly #scope: string;

  constructor(server: string, handshake: string) {
    this.#scope = `${new URL(server).origin} ${handshake} `;
  }

  async put({id, at, bytes}: Parameters<Rows["put"]>[0]): Promise<void> {
    const name = this.#scope + id;
    const secret = await crypto.subtle.generateKey({name: "AES-GCM", length: 256}, false, ["encrypt", "decrypt"]);
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const sealed = await crypto.subtle.encrypt(lock(iv, name), secret, bytes);
    const row: Row = {at, secret, iv, sealed};
    await inTime(inTable(database, table, "readwrite", (rows) => rows.put(row, name)));
  }

  async all(wanted: (id: string) => boolean): Promise<OpenedRow[]> {
    try {
      const rows = (await inTime(this.#sweep())).filter(([id]) => wanted(id));
      const found = await Promise.all(rows.map(([id, row]) => open(this.#scope, id, row)));
      return found.filter((row) => row !== undefined).sort((one, other) => one.at - other.at);
    } catch {
      return [];
    }
  }

  async forget(unwanted: (id: string) => boolean = () => true): Promise<void> {
    try {
      await inTime(this.#sweep(unwanted));
    } catch {
      // What cannot be opened was not kept there either.
    }
  }

  /** The rows of this handshake; those of any that are a day old, or unwanted, are deleted on the way. */
  async #sweep(unwanted: (id: string) => boolean = () => false): Promise<[string, Row][]> {
    const found = await inTable<[string, Row][]>(database, table, "readwrite", (rows, give) => {
      const mine: [string, Row][] = [];
      const walk = rows.openCursor();
      walk.onsuccess = () => {
        const cursor = walk.result;
        if (cursor === null) {
          give(mine);
          return;
        }
        const [name, row] = [cursor.key as string, cursor.value as Row];
        const isMine = name.startsWith(this.#scope);
        const id = name.slice(this.#scope.length);
        if (tooOld(row.at) || (isMine && unwanted(id))) cursor.delete();
        else if (isMine) mine.push([id, row]);
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

/** Undefined for a row that was damaged, or put in another's place. */
async function open(scope: string, id: string, {at, secret, iv, sealed}: Row): Promise<OpenedRow | undefined> {
  try {
    return {id, at, bytes: await crypto.subtle.decrypt(lock(iv, scope + id), secret, sealed)};
  } catch {
    return undefined;
  }
}

function lock(iv: Uint8Array<ArrayBuffer>, name: string): AesGcmParams {
  return {name: "AES-GCM", iv, additionalData: new TextEncoder().encode(name)};
}
