// Rounds: every contender of a comparison runs for a slice of time, one after the other, again and again. The machine
// is shared and its speed drifts; what is compared ran side by side, and the median forgets the odd slice.
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

/** A contender of this process: `run` does `units` units of work. */
export function here(name, units, run) {
  return {
    name,
    check: run,
    time(milliseconds) {
      const start = performance.now();
      let done = 0;
      let now = start;
      for (let batch = 1; now - start < milliseconds; ) {
        const before = now;
        for (let i = 0; i < batch; ++i) run();
        done += batch * units;
        now = performance.now();
        if (now - before < 0.2) batch *= 2;
      }
      return (done / (now - start)) * 1000;
    },
  };
}
