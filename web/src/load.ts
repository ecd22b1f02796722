// Files of the launcher that come when they are needed.

/**
 * What Firefox says, with the address. It keeps such a failure for as long as the page lives: the same `import()` asks
 * nobody any more. Chromium and WebKit ask again by themselves.
 */
const failedForGood = /^error loading dynamically imported module: (\S+)$/;

/**
 * Runs an `import()` so that a file that did not come can come at a later call, in each browser. Rejects as `import()`
 * does. For files that no other file imports, since that one would ask for the address that failed. Where an import map
 * vouches for files, a failure stays: it does not vouch for an address with `again`.
 */
export async function load<T>(file: () => Promise<T>): Promise<T> {
  try {
    return await file();
  } catch (error) {
    const [, failed] = failedForGood.exec(error instanceof Error ? error.message : "") ?? [];
    if (failed === undefined || vouchedFor()) throw error;
    const address = new URL(failed);
    address.searchParams.set("again", String(Date.now()));
    return (await import(/* @vite-ignore */ /* webpackIgnore: true */ address.href)) as T;
  }
}

function vouchedFor(): boolean {
  return [...document.querySelectorAll('script[type="importmap"]')].some(({textContent}) => textContent.includes('"integrity"'));
}
