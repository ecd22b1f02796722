// A network between browser and server that is slow and can be cut, for files on their way.
import {createServer, request as httpRequest} from "node:http";
import {setTimeout as sleep} from "node:timers/promises";

/** Between browser and server: passes pieces on at `pace()` bytes a second (it may be changed), keeps account of them, and can be cut. */
export async function startSlowNetwork(pace) {
  const network = {pace: () => pace, port: 0, down: false, pieces: [], cut, url: ""};
  const sockets = new Set();
  function cut() {
    network.down = true;
    for (const socket of sockets) socket.destroy();
  }
  const proxy = createServer((incoming, answer) => {
    const {method, url: path, headers} = incoming;
    const piece = method === "PATCH" ? {offset: Number(headers["upload-offset"]), bytes: 0, status: 0} : null;
    if (piece) network.pieces.push(piece);
    const outgoing = httpRequest({port: network.port, method, path, headers, agent: false}, (response) => {
      if (piece) piece.status = response.statusCode;
      answer.writeHead(response.statusCode, response.headers);
      response.pipe(answer);
    });
    outgoing.on("error", () => incoming.destroy());
    answer.on("close", () => outgoing.destroy());
    incoming.on("error", () => outgoing.destroy());
    incoming.on("data", async (bytes) => {
      outgoing.write(bytes);
      if (!piece) return;
      piece.bytes += bytes.length;
      incoming.pause();
      await sleep((bytes.length / network.pace()) * 1000);
      incoming.resume();
    });
    incoming.on("end", () => outgoing.end());
  });
  proxy.on("connection", (socket) => {
    if (network.down) return socket.destroy();
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket)).on("error", () => {});
  });
  await new Promise((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  network.url = `http://127.0.0.1:${proxy.address().port}`;
  network.stop = () => {
    cut();
    proxy.close();
  };
  return network;
}
