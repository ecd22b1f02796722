// Line icons, 24 by 24. All are decoration: the text beside them says the same.
import {svg, type SVGTemplateResult} from "lit/html.js";

/** A drawing of that many pixels across. */
export function icon(path: SVGTemplateResult, size = 24): SVGTemplateResult {
  return svg`<svg width=${size} height=${size} viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2"
    stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">${path}</svg>`;
}

export const closeIcon = icon(svg`<path d="M6 6l12 12M18 6L6 18"/>`);
export const tickIcon = icon(svg`<path d="M5 12.5l4.5 4.5L19 7.5"/>`, 36);
export const smallTickIcon = icon(svg`<path d="M5 12.5l4.5 4.5L19 7.5"/>`, 18);
export const againIcon = icon(svg`<path d="M4 12a8 8 0 1 0 2.6-5.9M4 4v4.5h4.5"/>`, 18);
export const alertIcon = icon(svg`<path d="M12 7.5v6M12 17v.01"/><circle cx="12" cy="12" r="9.5"/>`, 36);
export const smallAlertIcon = icon(svg`<path d="M12 7.5v6M12 17v.01"/><circle cx="12" cy="12" r="9.5"/>`, 18);
export const devicesIcon = icon(svg`<rect x="3" y="4" width="13" height="10" rx="1.5"/><path d="M3 18h8"/><rect x="14" y="9" width="7" height="11" rx="1.5"/>`, 36);
export const tickedIcon = icon(svg`<circle cx="12" cy="12" r="9.5"/><path d="M7.5 12.5l3 3 6-6.5"/>`);
export const lockIcon = icon(svg`<rect x="5" y="10.5" width="14" height="9.5" rx="2"/><path d="M8 10.5V8a4 4 0 0 1 8 0v2.5"/>`);
export const arrowIcon = icon(svg`<circle cx="12" cy="12" r="4" fill="currentColor"/>`, 18);
export const clockIcon = icon(svg`<circle cx="12" cy="12" r="9.5"/><path d="M12 6.5V12l3.5 2"/>`, 36);
export const phoneIcon = icon(svg`<rect x="7" y="2.5" width="10" height="19" rx="2"/><path d="M11 18.5h2"/>`);
