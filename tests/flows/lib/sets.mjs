// The three sets of flow files, and who judges them.
import {execFileSync} from "node:child_process";
import {existsSync, readFileSync, readdirSync} from "node:fs";
import {dirname, join} from "node:path";
import {fileURLToPath} from "node:url";
import Ajv from "ajv/dist/2020.js";

export const folder = join(dirname(fileURLToPath(import.meta.url)), "..");
export const root = join(folder, "../..");
const ending = ".flow.json";

/** `[{name, path, text, flow, expected}]` of a set; `expected` is undefined for the valid ones. */
export function readSet(set) {
  const expectations = join(folder, set, "expected.json");
  const expected = existsSync(expectations) ? JSON.parse(readFileSync(expectations, "utf8")) : {};
  return readdirSync(join(folder, set)).filter((file) => file.endsWith(ending)).sort().map((file) => {
    const path = join(folder, set, file);
    const text = readFileSync(path, "utf8");
    const name = file.slice(0, -ending.length);
    return {name, path, text, flow: JSON.parse(text), expected: expected[name]};
  });
}

export const examples = () =>
  readdirSync(join(root, "examples/flows")).filter((file) => file.endsWith(ending)).map((file) => {
    const path = join(root, "examples/flows", file);
    return {name: file.slice(0, -ending.length), path, flow: JSON.parse(readFileSync(path, "utf8"))};
  });

// --- the schema -----------------------------------------------------------------------------------------------------

export const schema = JSON.parse(readFileSync(join(root, "core/flow.schema.json"), "utf8"));
const validate = new Ajv({allErrors: true, strict: true, allowUnionTypes: true, strictRequired: false, strictTypes: false}).compile(schema);
const escaped = (name) => name.replaceAll("~", "~0").replaceAll("/", "~1");

/** Pointers to all that the schema refuses. What lacks or is too much is pointed to itself, not to what it is in. */
export function schemaPlaces(flow) {
  if (validate(flow)) return [];
  return validate.errors
    .filter(({keyword}) => keyword !== "if")
    .map(({instancePath, params}) => {
      const name = params.missingProperty ?? params.additionalProperty ?? params.unevaluatedProperty ?? params.propertyName;
      return name === undefined ? instancePath : `${instancePath}/${escaped(name)}`;
    });
}

// --- the core -------------------------------------------------------------------------------------------------------

export const cli = process.env.SEALFLOW_CLI ?? ["dev", "release"].map((preset) => join(root, "build", preset, "native/cli/sealflow")).find(existsSync);
if (!cli) throw new Error("the command line is not built: cmake --build --preset dev --target sealflow_cli");

const problemsOf = (error) => (error.details?.length ? error.details : [error]).map(({where, reason}) => ({where, reason}));

/** The problems `[{where, reason}]` of each flow, by one run of the command line. */
export function nativeProblems(flows) {
  const input = flows.map((flow) => `check_flow\t${JSON.stringify({flow})}\n`).join("");
  const replies = execFileSync(cli, ["call", "--lines"], {input, encoding: "utf8", maxBuffer: 1 << 30}).trimEnd().split("\n");
  if (replies.length !== flows.length) throw new Error(`${flows.length} flows, ${replies.length} replies`);
  return replies.map((reply) => JSON.parse(reply)).map(({ok, error}) => (ok ? [] : problemsOf(error)));
}

/** The same by `sealflow flow check`, which reads the file. */
export function checkFile(path) {
  let text;
  try {
    text = execFileSync(cli, ["flow", "check", "--json", path], {encoding: "utf8", stdio: ["ignore", "pipe", "pipe"]});
  } catch (error) {
    if (error.status !== 1) throw error;
    text = error.stdout;
  }
  const {ok, problems = []} = JSON.parse(text);
  return ok ? [] : problems;
}

/** The problems of one flow, by `sealflow/core` as the package has it. */
export async function packageChecker() {
  const {loadCore} = await import("../../../web/dist/core.node.js");
  const core = await loadCore();
  return (flow) => {
    try {
      core.check(JSON.stringify(flow));
      return [];
    } catch (error) {
      return problemsOf(error);
    }
  };
}

// --- the reasons ----------------------------------------------------------------------------------------------------

const page = readFileSync(join(root, "docs/reference/flow-file.md"), "utf8");

/** reason -> who says it, `schema` or `checker`: the table "Problems" of flow-file.md. */
export const reasons = new Map([...page.matchAll(/^\| `([a-z_]+)` \| (schema|checker) \|/gm)].map(([, reason, by]) => [reason, by]));
export const isStructural = ({reason}) => reasons.get(reason) === "schema";
