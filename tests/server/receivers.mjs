// Receivers of calls outwards, on loopback: an HTTPS server and a mail relay that do what a test says, under a
// certificate made for the occasion. What arrived is kept.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { createServer as createHttps } from "node:https";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TLSSocket, createSecureContext } from "node:tls";

let made;
/** {key, cert, file}: of 127.0.0.1, trusted by nobody who is not told to. */
export function certificate() {
  if (made) return made;
  const folder = mkdtempSync(join(tmpdir(), "sealflow-certificate-"));
  const [key, file] = [join(folder, "key.pem"), join(folder, "certificate.pem")];
  execFileSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
    "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", file], { stdio: "ignore" });
  return (made = { key: readFileSync(key), cert: readFileSync(file), file });
}

const listening = (server) => new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server.address().port)));

/** `answer(request, nth)` gives [status, body], "cut" (the connection ends without a word) or "silence". */
export async function httpReceiver(answer) {
  const requests = [];
  const server = createHttps(certificate(), (incoming, response) => {
    let body = "";
    incoming.on("data", (piece) => (body += piece));
    incoming.on("end", () => {
      const request = { method: incoming.method, path: incoming.url, headers: incoming.headers, body };
      requests.push(request);
      const given = answer(request, requests.length);
      if (given === "silence") return;
      if (given === "cut") return incoming.socket.destroy();
      response.writeHead(given[0], { "content-type": "application/json" }).end(given[1] ?? "");
    });
  });
  const port = await listening(server);
  return {
    requests, url: `https://127.0.0.1:${port}`,
    close: () => { server.closeAllConnections?.(); server.close(); },
  };
}

/** `reply(verb, line)` gives a refusal ("550 no"), "cut", or nothing: then the relay accepts. */
export async function mailReceiver({ starttls = true, reply = () => undefined } = {}) {
  const mails = [];
  const sockets = new Set();
  const context = createSecureContext(certificate());

  function talk(socket, secure) {
    const mail = { secure, from: "", to: [], text: "" };
    let read = "";
    let inData = false;
    let asked = false; // for the password
    const say = (line) => socket.write(`${line}\r\n`);
    const command = (line) => {
      if (asked) {
        asked = false;
        mail.auth = Buffer.from(line, "base64").toString();
        return say("235 it is you");
      }
      const verb = line.split(/[ :]/)[0].toUpperCase();
      const refusal = reply(verb, line);
      if (refusal === "cut") return socket.destroy();
      if (refusal) return say(refusal);
      if (verb === "EHLO") return say(starttls && !secure ? "250-relay\r\n250 STARTTLS" : "250-relay\r\n250 AUTH PLAIN");
      if (verb === "STARTTLS") {
        say("220 go on");
        socket.removeAllListeners("data");
        const upgraded = new TLSSocket(socket, { isServer: true, secureContext: context });
        upgraded.on("error", () => {});
        return talk(upgraded, true);
      }
      if (verb === "AUTH" && line === "AUTH PLAIN") {
        asked = true;
        return say("334 ");
      }
      if (verb === "AUTH") mail.auth = Buffer.from(line.split(" ")[2], "base64").toString();
      if (verb === "MAIL") mail.from = line;
      if (verb === "RCPT") mail.to.push(line);
      if (verb === "DATA") {
        inData = true;
        return say("354 text, please");
      }
      if (verb === "QUIT") return socket.end("221 bye\r\n");
      say(verb === "AUTH" ? "235 it is you" : "250 fine");
    };
    socket.on("data", (piece) => {
      read += piece;
      for (let end; (end = read.indexOf(inData ? "\r\n.\r\n" : "\r\n")) >= 0;) {
        const text = read.slice(0, end);
        read = read.slice(end + (inData ? 5 : 2));
        if (!inData) {
          command(text);
          continue;
        }
        inData = false;
        const [head, body] = text.split("\r\n\r\n");
        mails.push({ ...mail, head, text: Buffer.from(body, "base64").toString() });
        say("250 taken");
      }
    });
  }

  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.write("220 relay\r\n");
    talk(socket, false);
  });
  const port = await listening(server);
  return { mails, port, close: () => { for (const socket of sockets) socket.destroy(); server.close(); } };
}
