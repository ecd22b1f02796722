// What a page asks for: kept, and where the browser's tool cannot tell, found out by a proxy in between.
import {createServer, request as ask} from "node:http";

/** Who was asked for what, what broke, and the last authorization header, for tests that try what a tampered page might. */
export class Watched {
  hosts = new Map();
  urls = [];
  problems = [];
  token = "";

  asked(address, headers) {
    const url = new URL(address);
    this.token = headers.authorization ?? this.token;
    // Pictures chosen by the user stay in the page.
    if (!url.protocol.startsWith("http")) return;
    this.urls.push(address);
    this.hosts.set(url.origin, (this.hosts.get(url.origin) ?? 0) + 1);
  }

  complained(...texts) {
    // The browser's own notes: a request that was refused (409 and the like) or lost, which is often what a test is about, and an
    // icon that it asks for by itself.
    const notes = /^Failed to load resource|^uncaught: Error: Cross-Origin Request Blocked: .*CORS request did not succeed|favicon\.ico/;
    this.problems.push(...texts.filter((text) => !notes.test(text)));
  }
}

/** A forward proxy that tells what is asked of it, and can be cut. */
export async function startProxy(watched) {
  let offline = false;
  const proxy = createServer((request, response) => {
    if (offline) return void request.socket.destroy();
    watched.asked(request.url, request.headers);
    const onwards = ask(request.url, {method: request.method, headers: request.headers}, (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    });
    // Whoever hangs up, the other end hears of it: an event stream stays open until then.
    onwards.on("error", () => response.destroy());
    response.on("close", () => onwards.destroy());
    request.pipe(onwards);
  });
  const port = await new Promise((resolve) => proxy.listen(0, "127.0.0.1", () => resolve(proxy.address().port)));
  return {
    address: `127.0.0.1:${port}`,
    cut(wanted) {
      offline = wanted;
      if (offline) proxy.closeAllConnections();
    },
    stop() {
      proxy.close();
      proxy.closeAllConnections();
    },
  };
}
