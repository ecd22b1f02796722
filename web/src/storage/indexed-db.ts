// One table of one of the browser's databases, a transaction at a time. Values stand under names.

/**
 * Runs `work` in a transaction and gives what it gave, once that is on disk. Rejects when the browser has no such
 * storage, or will not have this value in it.
 */
export async function inTable<Answer>(
  database: string,
  table: string,
  mode: IDBTransactionMode,
  work: (table: IDBObjectStore, give: (answer: Answer) => void) => void,
): Promise<Answer | undefined> {
  const opened = await open(database, table);
  try {
    return await new Promise((resolve, reject) => {
      let answer: Answer | undefined;
      // "strict": an answer means that it is on disk.
      const running = opened.transaction(table, mode, {durability: "strict"});
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
    opened.close();
  }
}

function open(database: string, table: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(database, 1);
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
