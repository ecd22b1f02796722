// Any web server will do: this one serves the folder, and the package's files below /sealflow/. PORT: where (8080).
import {readFile} from "node:fs/promises";
import {createServer} from "node:http";
import {extname} from "node:path";

const types = {".html": "text/html", ".css": "text/css", ".mjs": "text/javascript", ".js": "text/javascript", ".svg": "image/svg+xml", ".wasm": "application/wasm"};
const dist = new URL("./", import.meta.resolve("sealflow/local"));
// Nothing from elsewhere, no eval; 'wasm-unsafe-eval' lets WebAssembly be compiled and allows no eval.
const policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; img-src 'self' blob:; frame-src 'self'";

const server = createServer(async (request, response) => {
  const [, ours, name] = /^\/(sealflow\/)?([\w.-]*)(\?|$)/.exec(request.url) ?? [];
  try {
    const file = name || "index.html";
    const bytes = await readFile(new URL(file, ours ? dist : import.meta.url));
    response.writeHead(200, {"Content-Type": types[extname(file)] ?? "text/plain", "Content-Security-Policy": policy});
    response.end(bytes);
  } catch {
    response.writeHead(404).end();
  }
});
server.listen(Number(process.env.PORT ?? 8080), "127.0.0.1", () => {
  console.log(`http://127.0.0.1:${server.address().port}/`);
});
