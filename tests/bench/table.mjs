// A comparison as Markdown: the ratios first, since they are what holds on another machine.
import {readFileSync, writeFileSync} from "node:fs";

/** Replaces what stands in `file` between the markers of `name` by a note and the tables. */
export function writeBetween(file, name, note, parts) {
  const text = readFileSync(file, "utf8");
  const between = new RegExp(`(<!-- ${name} -->\\n)[^]*(<!-- end of ${name} -->)`);
  const made = text.replace(between, (_, start, end) => `${start}\n${note}\n\n${parts.join("\n\n")}\n\n${end}`);
  if (made === text) throw new Error(`${file} has no markers for the table`);
  writeFileSync(file, made);
}

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
