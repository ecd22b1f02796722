// Holds answers against docs/reference/openapi.json: an undocumented status, header or member is a problem.
//
//   problemsOf({ method, path, status, headers, text })  → ["…"], empty when the document allows it
//   watch(origin)                                        → every fetch() to that origin is checked from then on
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import Ajv from "ajv/dist/2020.js";

export const file = fileURLToPath(new URL("../../docs/reference/openapi.json", import.meta.url));
export const document = JSON.parse(readFileSync(file, "utf8"));

// Of the transport, not of the interface.
const transport = new Set(["connection", "content-length", "content-type", "date", "keep-alive", "transfer-encoding"]);

const ajv = new Ajv({ strict: false, allErrors: true });
ajv.addSchema(document, "openapi");
const compiled = new Map();

function validator(pointer) {
  if (!compiled.has(pointer)) compiled.set(pointer, ajv.compile({ $ref: `openapi#${pointer}` }));
  return compiled.get(pointer);
}

const escaped = (name) => encodeURIComponent(name.replaceAll("~", "~0").replaceAll("/", "~1"));

/** The object at a pointer, through `$ref`; with the pointer where it really stands. */
function resolve(pointer) {
  const found = pointer.split("/").slice(1)
    .reduce((at, name) => at?.[decodeURIComponent(name).replaceAll("~1", "/").replaceAll("~0", "~")], document);
  return found?.$ref ? resolve(found.$ref.slice(1)) : { pointer, found };
}

const templates = Object.keys(document.paths)
  .filter((path) => !document.paths[path].get?.["x-public-files"])
  .sort((a, b) => a.split("{").length - b.split("{").length)
  .map((path) => [path, new RegExp(`^${path.replaceAll(".", "\\.").replaceAll(/\{\w+\}/g, "[^/]+")}$`)]);
const files = Object.keys(document.paths).find((path) => document.paths[path].get?.["x-public-files"]);

/** Where the document describes this answer, or undefined. */
function placeOf(method, path, status) {
  const [template] = templates.find(([, pattern]) => pattern.test(path)) ?? [];
  const operation = `/paths/${escaped(template ?? files)}/${(method === "HEAD" ? "GET" : method).toLowerCase()}`;
  if (resolve(operation).found) return `${operation}/responses/${status}`;
  if (!template && status === 404) return "/components/responses/NotFound";
  if (method === "OPTIONS" && status === 204) return "/components/responses/Preflight";
  if (template && status === 405) return "/components/responses/MethodNotAllowed";
  // A page of another origin learns no more of a path than that it may not ask.
  if (template && method === "OPTIONS" && status === 403) return "/components/responses/PageRefused";
  return undefined;
}

function headerProblems(described, headers) {
  const documented = new Map(Object.entries(described ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
  const problems = [];
  for (const [name, value] of headers) {
    if (transport.has(name)) continue;
    if (!documented.has(name)) {
      problems.push(`the header ${name} is not documented`);
      continue;
    }
    const { pointer } = resolve(documented.get(name).$ref.slice(1));
    const valid = validator(`${pointer}/schema`);
    if (!valid(value)) problems.push(`the header ${name} ${ajv.errorsText(valid.errors)}`);
  }
  const given = new Set(headers.map(([name]) => name));
  for (const [name, header] of documented) {
    if (resolve(header.$ref.slice(1)).found.required && !given.has(name)) problems.push(`the header ${name} is missing`);
  }
  return problems;
}

function bodyProblems(pointer, response, type, text) {
  if (!response.content) return text === "" ? [] : ["a body is not documented"];
  const media = Object.keys(response.content).find((each) => each === "*/*" || each.split(";")[0] === type);
  if (!media) return [`the type ${type} is not documented`];
  if (type !== "application/json" || media === "*/*") return [];
  const valid = validator(`${pointer}/content/${escaped(media)}/schema`);
  return valid(JSON.parse(text)) ? [] : valid.errors.map((error) =>
    `${error.instancePath || "/"} ${error.message}${error.params.additionalProperty ? ` (${error.params.additionalProperty})` : ""}`);
}

/** `headers`: a list of [lower-case name, value]. `text`: undefined where it is not to be looked at, as of a stream. */
export function problemsOf({ method, path, status, headers, text }) {
  const place = placeOf(method, decodeURI(path), status);
  const { pointer, found } = place ? resolve(place) : {};
  if (!found) return [`the status ${status} is not documented`];
  const problems = headerProblems(found.headers, headers);
  const type = headers.find(([name]) => name === "content-type")?.[1].split(";")[0];
  if (text !== undefined && method !== "HEAD") problems.push(...bodyProblems(pointer, found, type, text));
  return problems;
}

/** Throws when the document does not allow it. */
export function check(answer) {
  const problems = problemsOf(answer);
  if (problems.length > 0) {
    throw new Error(`not as openapi.json says: ${answer.method} ${answer.path} → ${answer.status}: ${problems.join("; ")}`);
  }
}

const watched = new Set();
const unwatched = globalThis.fetch;

/** Tests call fetch() in many places; none of them can forget the check. */
export function watch(origin) {
  watched.add(origin);
  globalThis.fetch = async (input, init = {}) => {
    const response = await unwatched(input, init);
    const url = new URL(input);
    if (!watched.has(url.origin)) return response;
    const streams = response.headers.get("content-type")?.startsWith("text/event-stream");
    check({
      method: init.method ?? "GET", path: url.pathname, status: response.status, headers: [...response.headers],
      text: streams ? undefined : await response.clone().text(),
    });
    return response;
  };
}
