// A comparison as Markdown: the ratios first, since they are what holds on another machine.
const times = (number) => `${number >= 10 ? number.toFixed(0) : number.toFixed(2)}×`;
const rate = (number) => Number(number.toPrecision(3)).toLocaleString("en");

export function table({title, unit, contenders, ratios, shares = []}, rates) {
  const lines = [`**${title}**`, "", "| this | against | ratio | goal |", "|---|---|---|---|"];
  for (const {of, to, goal} of ratios) {
    const ratio = rates.get(of).median / rates.get(to).median;
    const verdict = goal === undefined ? "" : `${goal}×${ratio >= goal ? "" : ", not met"}`;
    lines.push(`| ${of} | ${to} | **${times(ratio)}** | ${verdict} |`);
  }
  for (const {of, part} of shares) {
    const share = rates.get(of).median / rates.get(part).median;
    lines.push("", `${part[0].toUpperCase()}${part.slice(1)}: ${(share * 100).toFixed(0)} % of the time.`);
  }
  lines.push("", `| contender | ${unit}, median | slowest to fastest round |`, "|---|---|---|");
  for (const {name} of contenders) {
    const {median, min, max} = rates.get(name);
    lines.push(`| ${name} | ${rate(median)} | ${rate(min)} to ${rate(max)} |`);
  }
  return lines.join("\n");
}
