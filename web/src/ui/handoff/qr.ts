import {html, type TemplateResult} from "lit/html.js";
import {encode} from "uqr";

/** Dark on light in dark surroundings as well: cameras look for it so. */
export function renderQr(text: string): TemplateResult {
  const {data, size} = encode(text, {ecc: "M", border: 4});
  const path = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join("");
  return html`<svg viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges" aria-hidden="true">
    <rect width="100%" height="100%" fill="#fff" />
    <path d=${path} fill="#000" />
  </svg>`;
}
