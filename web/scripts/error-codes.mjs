// Writes the names of the core's errors into src/protocol/error-codes.ts. Run it after the catalogue has changed and
// the engines were built.
import {readFileSync, writeFileSync} from "node:fs";
import {loadCore} from "../dist/core.node.js";

const file = new URL("../src/protocol/error-codes.ts", import.meta.url);
const names = (await loadCore()).errors().map(({name}) => `  "${name}",\n`);
const source = readFileSync(file, "utf8");
writeFileSync(file, source.replace(/(errorCodes = \[\n)[^\]]*(\] as const)/, `$1${names.join("")}$2`));
console.log(`${names.length} codes`);
