// The exact text of one member of a JSON object, as it stood in the answer. A signature is over bytes: parsing and
// writing again could change a number's or a string's form, and with it the bytes.

/**
 * The text of the top-level member `name`, or undefined when it is not there. The document has been through JSON.parse
 * before, so it is known to be well formed; this only finds places.
 */
export function rawMember(document: string, name: string): string | undefined {
  let at = skipSpace(document, 0);
  if (document[at] !== "{") return undefined;
  at = skipSpace(document, at + 1);
  while (at < document.length && document[at] === '"') {
    const keyEnd = skipString(document, at);
    const key = JSON.parse(document.slice(at, keyEnd)) as string;
    const start = skipSpace(document, skipSpace(document, keyEnd) + 1);
    const end = skipValue(document, start);
    if (key === name) return document.slice(start, end);
    // Over the comma.
    at = skipSpace(document, skipSpace(document, end) + 1);
  }
  return undefined;
}

function skipSpace(text: string, at: number): number {
  while (at < text.length && " \t\r\n".includes(text.charAt(at))) ++at;
  return at;
}

/** `at` is at the opening quote; the answer is behind the closing one. */
function skipString(text: string, at: number): number {
  for (++at; at < text.length && text[at] !== '"'; ++at) if (text[at] === "\\") ++at;
  return at + 1;
}

function skipValue(text: string, at: number): number {
  let depth = 0;
  while (at < text.length) {
    const sign = text.charAt(at);
    if (sign === '"') {
      at = skipString(text, at);
      if (depth === 0) return at;
      continue;
    }
    if (depth === 0 && (sign === "," || sign === "}")) return at;
    if (sign === "{" || sign === "[") depth += 1;
    if (sign === "}" || sign === "]") depth -= 1;
    at += 1;
    if (depth === 0 && (sign === "}" || sign === "]")) return at;
  }
  return at;
}
