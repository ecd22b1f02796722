// Functions that run in a page, where an engine's tool has nothing for it. Each stands alone: only its text goes there.

/** The first element that fits, or null. ">>> css" looks into open shadow roots, too. */
export function find(css, visible) {
  const deep = css.startsWith(">>> ");
  const roots = [document];
  for (const root of roots) {
    for (const found of root.querySelectorAll(deep ? css.slice(4) : css)) {
      const box = found.getBoundingClientRect();
      if (!visible || (box.width > 0 && box.height > 0 && getComputedStyle(found).visibility === "visible")) return found;
    }
    if (deep) for (const {shadowRoot} of root.querySelectorAll("*")) if (shadowRoot) roots.push(shadowRoot);
  }
  return null;
}

/** The page and each of its open shadow roots: the one with that number, or null. */
export function rootAt(number) {
  const roots = [document];
  for (const root of roots) for (const {shadowRoot} of root.querySelectorAll("*")) if (shadowRoot) roots.push(shadowRoot);
  return roots[number] ?? null;
}

/** Of all that may have a role of interest, in the page and its shadow roots, the one with that number, or null. */
export function namedAt(number) {
  const css = "a, button, dialog, fieldset, h1, h2, h3, img, input, progress, section, select, summary, textarea, [role]";
  const roots = [document];
  for (const root of roots) for (const {shadowRoot} of root.querySelectorAll("*")) if (shadowRoot) roots.push(shadowRoot);
  return roots.flatMap((root) => [...root.querySelectorAll(css)]).filter((found) => found.checkVisibility())[number] ?? null;
}

export function bringIntoView(element) {
  element.scrollIntoView({block: "center"});
}

/** A choice as a user makes it. */
export function choose(select, value) {
  select.value = value;
  for (const type of ["input", "change"]) select.dispatchEvent(new Event(type, {bubbles: true}));
}

/** Tells the page what it would have heard from its browser. */
export function playOffline(offline) {
  Object.defineProperty(navigator, "onLine", {get: () => !offline, configurable: true});
  dispatchEvent(new Event(offline ? "offline" : "online"));
}

/** What went wrong since it was asked last; it listens from the first time on. */
export function complaints() {
  const kept = Symbol.for("sealflow-test-complaints");
  if (!window[kept]) {
    const list = (window[kept] = []);
    const {error} = console;
    console.error = (...parts) => {
      list.push(parts.join(" "));
      error.apply(console, parts);
    };
    const told = ({reason, error: thrown = reason, message}) => list.push(`uncaught: ${thrown?.stack ?? thrown ?? message}`);
    addEventListener("error", told);
    addEventListener("unhandledrejection", told);
    addEventListener("securitypolicyviolation", ({violatedDirective, blockedURI}) => list.push(`${violatedDirective} forbids ${blockedURI}`));
  }
  return window[kept].splice(0);
}

/** The text of a script that runs `source` and tells its answer, or its error, to WebDriver; and what went wrong meanwhile. */
export function answering(source) {
  return `const done = arguments[arguments.length - 1], complaints = ${complaints};
    Promise.resolve().then(() => (complaints(), (${source})(...Array.prototype.slice.call(arguments, 0, -1)))).then(
      (value) => done({value, complaints: complaints()}),
      (error) => done({error: [error, error?.stack].join(" "), complaints: complaints()}));`;
}
