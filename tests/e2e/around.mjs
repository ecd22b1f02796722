// Servers and browsers around the tests of a file.
import {after, before} from "node:test";

/** `start` gives what it started; each is stopped or closed after the tests, the last one first. */
export function around(start) {
  let started = [];
  before(async () => {
    started = await start();
  });
  after(async () => {
    for (const each of started.reverse()) await (each.stop ? each.stop() : each.close());
  });
}
