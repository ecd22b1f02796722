import type {LocalStore} from "./store.js";

const table = "runs";

/** Keeps a run in the browser's IndexedDB, in the database `sealflow-local`, under `name`. Not in Node. */
export function indexedDbStore(name: string): LocalStore {
  if (typeof name !== "string" || name === "") throw new TypeError("indexedDbStore(): the name of a run is needed");
  return {
    async load() {
      const kept = await transaction("readonly", (runs, give) => {
        const request = runs.get(name);
        request.onsuccess = () => {
          give(request.result);
        };
      });
      return textOf(kept);
    },
    async save(text, before) {
      // Reading and writing in one transaction: of two windows, one writes and the other is told.
      const saved = await transaction("readwrite", (runs, give) => {
        const request = runs.get(name);
        request.onsuccess = () => {
          const same = textOf(request.result) === before;
          if (same) runs.put(text, name);
          give(same);
        };
      });
      return saved === true;
    },
  };
}

/** Anything that is no text was not written by a run; as text it is found to be damaged, and kept. */
function textOf(kept: unknown): string | null {
  if (kept === undefined) return null;
  return typeof kept === "string" ? kept : JSON.stringify(kept);
}

async function transaction(
  mode: IDBTransactionMode,
  work: (runs: IDBObjectStore, give: (answer: unknown) => void) => void,
): Promise<unknown> {
  const database = await open();
  try {
    return await new Promise((resolve, reject) => {
      let answer: unknown;
      // "strict": an answer means that it is on disk.
      const running = database.transaction(table, mode, {durability: "strict"});
      running.oncomplete = () => {
        resolve(answer);
      };
      running.onabort = () => {
        reject(running.error ?? new Error("the browser's database gave up"));
      };
      work(running.objectStore(table), (given) => {
        answer = given;
      });
    });
  } finally {
    database.close();
  }
}

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open("sealflow-local", 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(table);
    };
    request.onsuccess = () => {
      resolve(request.result);
    };
    request.onerror = () => {
      reject(request.error ?? new Error("the browser's database does not open"));
    };
  });
}
