// What can be measured on any screen: sizes of targets, room for everything, motion.

/** What is wrong with the layout, a line each. */
export function layoutFindings(page) {
  return page.evaluate(() => {
    const root = [...document.querySelectorAll("*")].find(({shadowRoot}) => shadowRoot?.querySelector(".surface"))?.shadowRoot;
    const dialog = root.querySelector(".surface");
    const main = root.querySelector(".content");
    const findings = [];
    const nameOf = (element) => `${element.localName}${element.id && `#${element.id}`} "${element.textContent.trim().slice(0, 30)}"`;

    // Sideways scrolling is for nobody.
    for (const box of [document.scrollingElement, dialog, main]) {
      if (box.scrollWidth > box.clientWidth) findings.push(`${nameOf(box)} is ${box.scrollWidth} wide in ${box.clientWidth}`);
    }
    for (const control of root.querySelectorAll("button, input, select, textarea, summary, a[href]")) {
      if (!control.checkVisibility()) continue;
      control.scrollIntoView({block: "center"});
      // A label is a target of its checkbox, too.
      const {left, top, right, bottom, width, height} = control.getBoundingClientRect();
      if (width < 24 || height < 24) findings.push(`${nameOf(control)} is ${width} x ${height}`);
      if (control.matches(".primary, .plain") && height < 44) findings.push(`${nameOf(control)} is only ${height} high`);
      if (left < 0 || top < 0 || right > innerWidth + 1 || bottom > innerHeight + 1) {
        findings.push(`${nameOf(control)} cannot be brought into view: ${[left, top, right, bottom].map(Math.round)}`);
      } else if (!control.disabled) {
        const hit = root.elementFromPoint((left + right) / 2, (top + bottom) / 2);
        if (hit !== control && !control.contains(hit) && !hit?.contains(control)) findings.push(`${nameOf(control)} lies below ${hit && nameOf(hit)}`);
      }
    }
    // Texts that are cut off.
    for (const box of root.querySelectorAll("h2, h3, p, label, legend, button, strong, span, small, li")) {
      const {overflowX} = getComputedStyle(box);
      const hidden = box.closest(".hidden, [aria-hidden]");
      if (!hidden && overflowX !== "visible" && box.scrollWidth > box.clientWidth + 1) findings.push(`${nameOf(box)} is cut off`);
    }
    main.scrollTo(0, 0);
    // With reduced motion only what says "still working" may turn.
    const moving = dialog.getAnimations({subtree: true}).filter(({effect}) => !effect.target.matches(".spinner"));
    for (const {effect} of moving) findings.push(`${nameOf(effect.target)} moves`);
    return findings;
  });
}
