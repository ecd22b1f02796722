// The few lines of HTTP that the sample needs.
import {readFile} from "node:fs/promises";

export class HttpError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

export function answerJson(response, status, body) {
  response.writeHead(status, {"Content-Type": "application/json", "Cache-Control": "no-store"});
  response.end(JSON.stringify(body));
}

/** Only `application/json`: a form of another site cannot send that. */
export async function readJson(request) {
  if (!request.headers["content-type"]?.startsWith("application/json")) throw new HttpError(415, "application/json only");
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) {
    text += chunk;
    if (text.length > 65536) throw new HttpError(413, "too large");
  }
  try {
    return Object(JSON.parse(text));
  } catch {
    throw new HttpError(400, "not JSON");
  }
}

const files = {
  "/": ["index.html", "text/html; charset=utf-8"],
  "/page.js": ["page.js", "text/javascript; charset=utf-8"],
  "/page.css": ["page.css", "text/css; charset=utf-8"],
};

/** The page, under a policy that allows it and sealflowd, and nothing else. */
export async function answerFile(request, response, path, sealflow) {
  const known = files[path];
  if (request.method !== "GET" || known === undefined) throw new HttpError(404, "not found");
  const [name, type] = known;
  const text = await readFile(new URL(`public/${name}`, import.meta.url), "utf8");
  response.writeHead(200, {
    "Content-Type": type,
    "Cache-Control": "no-cache",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Content-Security-Policy": [
      "default-src 'none'",
      // 'wasm-unsafe-eval' lets WebAssembly be compiled; it does not allow eval.
      `script-src 'self' ${sealflow} 'wasm-unsafe-eval'`,
      "style-src 'self'",
      `connect-src 'self' ${sealflow}`,
      // The preview of a picture that the user has chosen.
      "img-src 'self' blob:",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join("; "),
  });
  response.end(text.replaceAll("{{SEALFLOW}}", sealflow));
}
