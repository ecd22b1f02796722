import {inTable} from "../storage/indexed-db.js";
import type {LocalStore} from "./store.js";

/** Keeps a run in the browser's IndexedDB, in the database `sealflow-local`, under `name`. Not in Node. */
export function indexedDbStore(name: string): LocalStore {
  if (typeof name !== "string" || name === "") throw new TypeError("indexedDbStore(): the name of a run is needed");
  return {
    async load() {
      const kept = await inTable<unknown>("sealflow-local", "runs", "readonly", (runs, give) => {
        const request = runs.get(name);
        request.onsuccess = () => {
          give(request.result);
        };
      });
      return textOf(kept);
    },
    async save(text, before) {
      // Reading and writing in one transaction: of two windows, one writes and the other is told.
      const saved = await inTable<boolean>("sealflow-local", "runs", "readwrite", (runs, give) => {
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
