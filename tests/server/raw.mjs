// Requests byte by byte, for what no HTTP client would send. Answers are held against openapi.json all the same.
import { connect } from "node:net";

import { check } from "./openapi.mjs";

/** The answers in `text`, with headers as [lower-case name, value]. */
export function parseAnswers(text) {
  const answers = [];
  let rest = text;
  while (rest.startsWith("HTTP/1.1 ")) {
    const end = rest.indexOf("\r\n\r\n");
    if (end < 0) break;
    const [first, ...lines] = rest.slice(0, end).split("\r\n");
    const headers = lines.map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 1).trim()]);
    const length = Number(headers.find(([name]) => name === "content-length")?.[1] ?? 0);
    answers.push({ status: Number(first.split(" ")[1]), headers, text: rest.slice(end + 4, end + 4 + length) });
    rest = rest.slice(end + 4 + length);
  }
  return answers;
}

/** Sends the pieces and gives all that comes back until the other side closes. */
export function exchange(port, ...pieces) {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    let text = "";
    socket.setEncoding("latin1");
    socket.on("data", (data) => (text += data));
    socket.on("close", () => resolve(text));
    socket.on("error", (error) => (error.code === "ECONNRESET" || error.code === "EPIPE" ? resolve(text) : reject(error)));
    for (const piece of pieces) socket.write(piece);
  });
}

/** The same, and the first answer is what the document says of the first request. */
export async function raw(port, ...pieces) {
  const text = await exchange(port, ...pieces);
  const [, method, target] = /^([A-Z]+) (\S+) HTTP\/1\.1\r\n/.exec(pieces[0].toString("latin1")) ?? [];
  const answer = parseAnswers(text).find(({ status }) => status !== 100);
  // Before there is a request there is nothing to document but the status: the component NoHttp.
  const unread = answer && answer.text === "" && [400, 431].includes(answer.status);
  if (answer && method && method !== "HEAD" && !unread) check({ method, path: target.split("?")[0], ...answer });
  return text;
}
