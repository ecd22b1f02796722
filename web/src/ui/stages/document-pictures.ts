// Drawings of the document screen. Decoration: the text beside them says the same.
import {html, svg, type SVGTemplateResult, type TemplateResult} from "lit/html.js";
import type {DocumentStage} from "../../protocol/flow.js";
import {icon} from "../icons.js";

export const cameraIcon = icon(svg`<path d="M4 8h3l1.5-2.5h7L17 8h3a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V9a1 1 0 0 1 1-1z"/><circle cx="12" cy="13" r="3.5"/>`);
export const fileIcon = icon(svg`<path d="M14 3H7a1 1 0 0 0-1 1v16a1 1 0 0 0 1 1h10a1 1 0 0 0 1-1V7z"/><path d="M14 3v4h4"/>`);

const edge = svg`<rect x="3" y="5" width="18" height="14" rx="2"/>`;
/** Which side is wanted: the one with the face, or the one without. */
export const sideIcons: Record<DocumentStage["sides"][number], SVGTemplateResult> = {
  front: icon(svg`${edge}<circle cx="9" cy="11" r="2"/><path d="M6 16c.6-1.6 5.4-1.6 6 0M15 10h3M15 14h3"/>`, 40),
  back: icon(svg`${edge}<path d="M3 9.5h18M6 13.5h7M6 16h10"/>`, 40),
};

const card = svg`<rect x="10" y="9" width="52" height="34" rx="4"/><rect x="17" y="17" width="12" height="14" rx="2"/><path d="M36 19h18M36 26h12M17 37h30"/>`;

function example(good: boolean, drawn: SVGTemplateResult): TemplateResult {
  return html`<svg class=${good ? "good" : "bad"} viewBox="0 0 72 58" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round">
    ${drawn}<circle class="mark" cx="58" cy="45" r="11"/><path class="sign" d=${good ? "M53 45.5l3.5 3.5 6-7" : "M54 41l8 8M62 41l-8 8"} />
  </svg>`;
}

/** A good picture, and what goes wrong: a corner that is cut off, a blur, a reflection. */
export const examples = html`<div class="examples" aria-hidden="true">
  ${example(true, card)}
  ${example(false, svg`<g transform="translate(-22 -14)">${card}</g>`)}
  ${example(false, svg`<g stroke-width="5" opacity=".45">${card}</g>`)}
  ${example(false, svg`${card}<circle cx="40" cy="23" r="9" fill="currentColor"/><path d="M40 8v3M40 35v3M25 23h3M52 23h3M29 12l2 2M51 12l-2 2M29 34l2-2M51 34l-2-2"/>`)}
</div>`;
