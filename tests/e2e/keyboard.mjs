// A person with a keyboard and nothing else. Looks, after each key, at what the focus is on.

/** What has the focus, inside shadow roots, and whether somebody can see it. */
export function focusOf(page) {
  return page.evaluate(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    if (!element || element === document.body) return {where: "nothing", id: "", text: "", visible: true};
    const {left, top, right, bottom} = element.getBoundingClientRect();
    const inside = left < innerWidth && top < innerHeight && right > 0 && bottom > 0;
    // A transparent field over something that looks like a button: that one shows it.
    const rings = [element, element.parentElement].filter(Boolean).map((each) => getComputedStyle(each));
    const ring = rings.some(({outlineStyle, outlineWidth}) => outlineStyle !== "none" && parseFloat(outlineWidth) >= 2);
    return {
      where: element.getRootNode() === document ? "page" : "sheet",
      id: element.id,
      text: element.textContent.trim(),
      // A title takes the focus to be read out; there is nothing to do with it.
      visible: inside && (ring || element.id === "title"),
    };
  });
}

/** Presses Tab until `wanted(focus)`; the focus must be visible and in the sheet all the way. */
export async function tabTo(page, wanted, {back = false, most = 15} = {}) {
  const way = [];
  for (let press = 0; press < most; ++press) {
    if (back) await page.keyboard.down("Shift");
    await page.keyboard.press("Tab");
    if (back) await page.keyboard.up("Shift");
    const focus = await focusOf(page);
    way.push(focus.id || focus.text || focus.where);
    // Between the last and the first stands the browser's own window: nothing of the page.
    if (focus.where === "nothing") continue;
    if (focus.where === "page") throw new Error(`the focus has left the sheet: ${way.join(", ")}`);
    if (!focus.visible) throw new Error(`nobody sees that the focus is on ${way.at(-1)}: ${JSON.stringify(focus)}`);
    if (wanted(focus)) return focus;
  }
  throw new Error(`Tab did not get there: ${way.join(", ")}`);
}

export const byId = (id) => (focus) => focus.id === id;
export const byText = (text) => (focus) => focus.text === text;
