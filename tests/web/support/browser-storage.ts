// The browser's own database, played in memory by a library; what a page keeps goes through the same code as in a browser.
import {IDBFactory} from "fake-indexeddb";
import "fake-indexeddb/auto";

/** What lies there. */
export interface StoredRow {
  name: string;
  at: number;
  secret: CryptoKey;
  iv: Uint8Array;
  sealed: ArrayBuffer;
}

/** Another browser: nothing is in it. */
export function emptyStorage(): void {
  globalThis.indexedDB = new IDBFactory();
}

/** All rows as they lie there. `change` may alter one, or put it under another name. */
export function storedRows(change: (row: StoredRow) => StoredRow = (row) => row): Promise<StoredRow[]> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open("sealflow", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("outbox");
    opening.onerror = () => {
      reject(opening.error ?? new Error("it does not open"));
    };
    opening.onsuccess = () => {
      const rows: StoredRow[] = [];
      const transaction = opening.result.transaction("outbox", "readwrite");
      const walk = transaction.objectStore("outbox").openCursor();
      walk.onsuccess = () => {
        const cursor = walk.result;
        if (cursor === null) return;
        const row = {...(cursor.value as StoredRow), name: cursor.key as string};
        rows.push(row);
        const {name, ...value} = change(row);
        if (name !== row.name) cursor.delete();
        transaction.objectStore("outbox").put(value, name);
        // A row under a new name may come up again.
        if (name === row.name) cursor.continue();
      };
      transaction.oncomplete = () => {
        opening.result.close();
        resolve(rows);
      };
    };
  });
}
