// All comparisons, one after the other, with what they run on: the core in WebAssembly and the native process.
import {fileURLToPath} from "node:url";
import {loadCore} from "../../web/dist/core.node.js";
import {hmacComparison} from "./hmac.mjs";
import {documents, jsonComparison} from "./json.mjs";
import {startNative} from "./native.mjs";
import {planComparison} from "./plan.mjs";
import {walkComparison} from "./walk.mjs";

const folder = fileURLToPath(new URL(".", import.meta.url));

/** `tree` is the build tree that has the native program. */
export async function* comparisons(tree) {
  const native = startNative(fileURLToPath(new URL(`../../${tree}/tests/bench/sealflow_bench`, import.meta.url)), folder);
  const on = {core: await loadCore(), native};
  try {
    yield walkComparison(on);
    for (const size of [64, 1024, 16384]) {
      const comparison = await hmacComparison(on, size);
      yield comparison;
      comparison.close();
    }
    for (const [count, document] of documents) {
      await native.document(String(count), JSON.stringify(document));
      yield jsonComparison(on, count);
    }
    yield planComparison(on);
  } finally {
    native.close();
  }
}
