// Messages about one handshake come late, twice, and in any order. Which one counts?
import type {StatusStamp} from "../engine/full.js";
import {sharedCore} from "./shared-core.js";

/**
 * Does the status that has arrived replace the one that is kept? Whoever asks this of each message has the right status
 * in the end, whatever the network did. Rejects with `malformed_request` when the two are of different handshakes, or
 * contradict each other: something is mixed up then, and neither should be believed.
 */
export async function replacesStatus(arrived: StatusStamp, kept: StatusStamp): Promise<boolean> {
  return (await sharedCore()).replacesStatus(arrived, kept);
}
