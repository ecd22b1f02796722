import {controlStyles} from "./controls.js";
import {sheetStyles} from "./sheet.js";
import {tokens} from "./tokens.js";

/** A constructed sheet instead of a <style> element: a strict Content-Security-Policy has nothing against it. */
export function applyStyles(root: ShadowRoot): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(sheetStyles + tokens + controlStyles);
  root.adoptedStyleSheets = [sheet];
}
