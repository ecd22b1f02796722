/** How often a trial is done: the short form in the ordinary tests, the long one with SEALFLOW_LONG=1, or SEALFLOW_RUNS times. */
export function runs(short, long) {
  return Number(process.env.SEALFLOW_RUNS ?? (process.env.SEALFLOW_LONG === "1" ? long : short));
}

export function print(what, counts) {
  console.log(`# ${what}: ${Object.entries(counts).map(([name, count]) => `${name} ${count}`).join(", ")}`);
}
