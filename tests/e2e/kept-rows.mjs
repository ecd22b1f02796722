// What waits in a page's browser, as somebody finds it who looks into its storage.

/**
 * All rows: their names, their bytes as text, whether their keys can be taken out. `change` is the text of a function's
 * body that alters each `row`, or gives null for one that is to go; it may put rows elsewhere by `table`.
 */
export const keptRows = (page, change = "") =>
  page.evaluate(
    (code) =>
      new Promise((resolve, reject) => {
        const opening = indexedDB.open("sealflow", 1);
        opening.onupgradeneeded = () => opening.result.createObjectStore("outbox");
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const database = opening.result;
          const transaction = database.transaction("outbox", "readwrite");
          const table = transaction.objectStore("outbox");
          const all = table.getAll();
          const keys = table.getAllKeys();
          keys.onsuccess = () => {
            if (code !== "") {
              const changed = new Function("row", "name", "table", code);
              all.result.forEach((row, index) => {
                const put = changed(row, keys.result[index], table);
                if (put) table.put(put, keys.result[index]);
              });
            }
          };
          // Whoever closes the page next must not take the change along.
          transaction.oncomplete = async () => {
            const text = (bytes) => new TextDecoder("latin1").decode(bytes);
            const found = all.result.map(({at, iv, sealed, secret}, index) => ({
              name: keys.result[index],
              size: sealed.byteLength,
              text: [keys.result[index], at, text(iv), text(sealed.slice(0, 100_000))].join(" "),
              extractable: secret.extractable,
              algorithm: secret.algorithm.name,
              secret,
            }));
            const taken = await Promise.allSettled(found.map(({secret}) => crypto.subtle.exportKey("raw", secret)));
            database.close();
            resolve(found.map(({secret, ...row}, index) => ({...row, exported: taken[index].status === "fulfilled"})));
          };
        };
      }),
    change,
  );
