// axe-core on what is on the screen. The rules of WCAG 2.2 AA, and what axe's authors call best practice.
import axe from "axe-core";

const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** What is wrong, as "rule: element: what to do"; nothing when all is well. `within`: only there, not on the page around. */
export async function axeFindings(page, within) {
  // Only once for each page: it is half a megabyte.
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(`${axe.source};0`);
  return page.evaluate(async (runOnly, css) => {
    const {violations} = await window.axe.run(css ?? document, {runOnly, resultTypes: ["violations"]});
    return violations.flatMap(({id, nodes}) => nodes.map(({target, failureSummary}) => `${id}: ${target.flat().join(" ")}: ${failureSummary}`));
  }, tags, within);
}
