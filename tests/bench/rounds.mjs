// Rounds: every contender of a comparison runs for a slice of time, one after the other, again and again. The machine
// is shared and its speed drifts; what is compared ran side by side, and the median forgets the odd slice. Time is the
// processor's, of the whole process (Node's collector of garbage counts): nobody waits for anything here, and while
// another program runs, nobody should be charged for it.
export const median = (list) => [...list].sort((a, b) => a - b)[list.length >> 1];

/**
 * Contenders are {name, time(milliseconds) -> units per second}. Gives name -> median, min, max. A first round warms up
 * and does not count.
 */
export async function measure(contenders, {rounds, slice}) {
  const rates = new Map(contenders.map(({name}) => [name, []]));
  for (let round = 0; round <= rounds; ++round) {
    for (const {name, time} of contenders) {
      const rate = await time(slice);
      if (round > 0) rates.get(name).push(rate);
    }
  }
  return new Map([...rates].map(([name, list]) => [name, {median: median(list), min: Math.min(...list), max: Math.max(...list)}]));
}

/** Milliseconds that this process has used. */
function cpuTime() {
  const {user, system} = process.cpuUsage();
  return (user + system) / 1000;
}

/** A contender of this process: `run` does `units` units of work. */
export function here(name, units, run) {
  return {
    name,
    check: run,
    time(milliseconds) {
      const start = cpuTime();
      let done = 0;
      let now = start;
      for (let batch = 1; now - start < milliseconds; ) {
        const before = now;
        for (let i = 0; i < batch; ++i) run();
        done += batch * units;
        now = cpuTime();
        // Asking takes microseconds, and must not count where a unit takes one.
        if (now - before < 2) batch *= 2;
      }
      return (done / (now - start)) * 1000;
    },
  };
}
