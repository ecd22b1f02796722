// Repetitions that wait for nothing: what happens in a pause, the test says.
import type {RetryPolicy} from "../../../web/src/session/retry.js";

/** Three tries; `meanwhile` runs in place of each pause. */
export const pausing = (meanwhile: () => void | Promise<void>): RetryPolicy => ({
  tries: 3,
  base: 1000,
  cap: 15_000,
  random: () => 0,
  pause: async (_, signal) => {
    await meanwhile();
    signal.throwIfAborted();
  },
});
