// Buttons, fields, notices.
//
// #title takes the focus so that it is read out; there is nothing to do with it. A status has to be there, or what comes into
// it is not read out; but it makes no gap. With forced colours, what is only a background would be gone: how far something is.
// Codes and numbers go from left to right everywhere, but stand where reading begins. Choices stand side by side where both fit
// on a line, which they do not in every language; and a word that is longer than its line breaks, also beside an icon.
export const controlStyles = `
button, input, select, textarea { font: inherit; color: inherit; letter-spacing: inherit; }
.button {
  display: inline-flex; align-items: center; justify-content: center; gap: 10px;
  min-height: 48px; padding: 10px 20px; border: 1px solid transparent; border-radius: 10px;
  font-weight: 620; text-align: center; text-decoration: none; cursor: pointer;
}
.button.primary { color: var(--on-accent); background: var(--accent); }
.button.primary:hover { filter: brightness(1.08); }
.button.plain { color: var(--accent); background: none; border-color: var(--line); }
.button.plain:hover { background: var(--raised); }
.button.link { color: var(--accent); background: none; padding-inline: 8px; margin-inline: -8px; min-height: 44px; text-decoration: underline; text-underline-offset: 3px; font-weight: 560; }
.button:is([disabled], [aria-disabled]) { opacity: .7; cursor: default; filter: none; }
.button .spinner { width: 18px; height: 18px; border-width: 2px; border-color: currentColor; border-block-start-color: transparent; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
#title:focus-visible { outline: none; }
.field { display: flex; flex-direction: column; gap: 6px; min-width: 0; margin: 0; padding: 0; border: 0; }
.field > label, legend { padding: 0; font-weight: 600; }
legend { margin-block-end: 6px; }
.optional { color: var(--muted); font-weight: 400; }
.hint { color: var(--muted); font-size: .9375em; }
input, select, textarea {
  width: 100%; min-height: 48px; padding: 10px 14px; border: 1px solid var(--field); border-radius: 10px;
  background: var(--surface); font-size: 1.0625em;
}
textarea { resize: vertical; font-family: ui-monospace, monospace; font-size: .9375em; }
input:focus, select:focus, textarea:focus { outline: 3px solid color-mix(in srgb, var(--accent) 40%, transparent); outline-offset: 0; border-color: var(--accent); }
.wrong input, .wrong select, .wrong textarea { border-color: var(--bad); border-width: 2px; }
.error { display: flex; gap: 6px; color: var(--bad); font-size: .9375em; font-weight: 560; }
.error:empty, [role="alert"]:empty { display: none; }
.screen > [role="status"]:empty { position: absolute; }
:is(.error, .check) span { min-width: 0; }
.error svg { flex: none; margin-block-start: 2px; }
.parts { display: flex; gap: 10px; }
.parts .part { display: flex; flex-direction: column; gap: 4px; width: 84px; }
.parts .year { width: 112px; }
.parts label { font-size: .875em; color: var(--muted); }
[dir="rtl"] :is(input, textarea)[dir="ltr"] { text-align: right; }
.code, [dir="rtl"] input.code { text-align: center; }
.code { font-size: 1.75em; font-variant-numeric: tabular-nums; letter-spacing: .35em; padding-inline-start: calc(14px + .35em); }
.check { display: flex; gap: 12px; align-items: flex-start; padding: 10px 0; min-height: 44px; cursor: pointer; }
.check input { flex: none; width: 24px; min-height: 24px; height: 24px; margin: 0; accent-color: var(--accent); }
.notice { display: flex; flex-direction: column; gap: 6px; padding: 14px 16px; border-radius: 12px; background: var(--raised); }
.notice.bad { background: var(--bad-soft); color: var(--bad); }
.notice.note { background: var(--note-soft); color: var(--note); }
.notice.good { background: var(--good-soft); color: var(--good); }
.notice ul { display: flex; flex-direction: column; gap: 2px; margin: 0; padding: 0; list-style: none; }
.notice button { max-width: 100%; min-height: 44px; padding: 6px 0; border: 0; color: inherit; background: none; text-align: start; line-height: 1.35; text-decoration: underline; text-underline-offset: 3px; cursor: pointer; }
.notice:focus { outline: none; }
.notice:focus-visible { outline: 3px solid var(--bad); }
.panel { border: 1px solid var(--line); border-radius: 12px; background: var(--raised); }
.panel summary { display: flex; align-items: center; gap: 10px; min-height: 44px; padding: 8px 14px; font-weight: 600; cursor: pointer; border-radius: 12px; }
.panel ul { display: flex; flex-direction: column; gap: 10px; margin: 0; padding: 2px 14px 14px; list-style: none; }
.panel li { display: flex; gap: 10px; }
.panel li svg { flex: none; margin-block-start: 3px; color: var(--good); }
.panel li.again svg { color: var(--note); }
.panel small { display: block; color: var(--muted); font-size: .875em; }
.panel .count { margin-inline-start: auto; padding: 0 9px; border-radius: 999px; color: var(--muted); border: 1px solid var(--line); font-size: .875em; font-weight: 560; }
.ticks { display: flex; flex-direction: column; gap: 8px; margin: 0; padding: 0; list-style: none; text-align: start; }
.ticks li { display: flex; gap: 10px; }
.ticks svg { flex: none; margin-block-start: 3px; color: var(--good); }
.ticks .now svg { color: var(--accent); }
.ticks small { color: var(--muted); font-size: .875em; }
.tasks { display: flex; flex-direction: column; gap: 10px; margin: 0; padding: 0; list-style: none; }
.task { display: flex; align-items: center; gap: 12px; width: 100%; min-height: 60px; padding: 10px 14px; border: 1px solid var(--line); border-radius: 12px; text-align: start; background: none; }
.task > span:first-of-type { flex: 1; min-width: 0; font-weight: 600; }
.task small { display: block; color: var(--muted); font-size: .875em; font-weight: 400; }
.task svg { flex: none; color: var(--muted); }
.task.done { background: var(--raised); border-color: transparent; }
.task.done svg { color: var(--good); }
.task.locked { border-style: dashed; color: var(--muted); }
button.task { border-color: var(--accent); cursor: pointer; }
button.task:hover { background: var(--raised); }
.task .go { flex: none; padding: 4px 14px; border-radius: 999px; color: var(--on-accent); background: var(--accent); font-weight: 620; font-size: .9375em; }
.digits { font-size: 2.75em; line-height: 1.2; font-weight: 700; letter-spacing: .12em; font-variant-numeric: tabular-nums; text-align: center; }
.digits small { display: block; color: var(--muted); font-size: .341em; line-height: 1.4; font-weight: 400; letter-spacing: normal; }
.qr { align-self: center; width: min(100%, 224px); padding: 0; border-radius: 10px; overflow: hidden; }
.qr svg { display: block; width: 100%; height: auto; }
.copy { display: flex; gap: 8px; flex-wrap: wrap; }
.copy input { flex: 1 1 160px; text-overflow: ellipsis; }
.side { display: flex; flex-direction: column; gap: 10px; }
.side + .side { padding-block-start: 18px; border-block-start: 1px solid var(--line); }
.side h3 { margin: 0; font-size: 1em; font-weight: 600; }
.picture { display: grid; place-items: center; align-content: center; gap: 8px; min-height: 132px; padding: 16px; border: 2px dashed var(--line); border-radius: 12px; color: var(--muted); background: var(--raised); text-align: center; overflow: hidden; }
.picture.chosen { padding: 0; border-style: solid; }
.picture img { display: block; width: 100%; max-height: 260px; object-fit: contain; }
.examples { display: flex; gap: 8px; }
.examples svg { flex: 1; min-width: 0; max-width: 84px; overflow: hidden; border-radius: 8px; color: var(--muted); background: var(--raised); }
.examples .mark { fill: var(--good); stroke: none; }
.examples .bad .mark { fill: var(--bad); }
.examples .sign { stroke: var(--surface); stroke-width: 2.5; }
.choices { display: flex; flex-wrap: wrap; gap: 8px; }
.choices > * { flex: 1 1 auto; max-width: 100%; }
.choices .button { position: relative; gap: 5px; padding-inline: 6px; font-size: .9375em; }
.choices svg { flex: none; width: 20px; height: 20px; }
.choices input { position: absolute; inset: 0; min-height: 0; height: 100%; padding: 0; opacity: 0; cursor: inherit; }
.choices .button:focus-within { outline: 3px solid var(--accent); outline-offset: 2px; }
.hero { display: grid; place-items: center; padding: 8px; color: var(--accent); }
.hero svg { stroke-width: 1.4; }
.tips { display: flex; flex-direction: column; gap: 8px; margin: 0; padding-inline-start: 22px; }
.tips li::marker { color: var(--accent); }
.scan { display: flex; flex: 1; flex-direction: column; gap: 14px; text-align: center; }
progress { appearance: none; width: 100%; height: 8px; border: 0; border-radius: 4px; overflow: hidden; background: var(--line); }
progress::-webkit-progress-bar { background: var(--line); }
progress::-webkit-progress-value { background: var(--accent); }
progress::-moz-progress-bar { background: var(--accent); }
@media (forced-colors: active) { progress, .steps li { forced-color-adjust: none; --accent: CanvasText; --line: Canvas; border: 1px solid CanvasText; } }
@media (prefers-reduced-motion: no-preference) { .button, .icon-button { transition: background 120ms, filter 120ms; } }
`;
