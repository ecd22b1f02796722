// The sheet itself: full height on a phone, a card in the middle elsewhere. On a low screen (a phone on its side, a page at
// 200 % and more) it scrolls as a whole: what else stands still would leave no room for what is asked.
//
// Sizes of letters are in em, from what the person has set as the usual one: rem would be the page's, and many set 10 pixels.
// Letters of some scripts are joined, which a space between them undoes, or reach further up and down than Latin ones.
export const sheetStyles = `
:host { all: initial; }
/* In a page; the dialog needs no box. */
:host([data-inline]) { display: block; }
*, *::before, *::after { box-sizing: border-box; }
.surface {
  color: var(--text); background: var(--surface);
  font: 400 1em/1.5 var(--font); text-align: start; overflow-wrap: break-word;
  display: flex; flex-direction: column; overflow: hidden;
}
section.surface { width: 100%; min-height: 440px; border: 1px solid var(--line); border-radius: var(--radius); }
dialog {
  inset: 0; margin: auto auto 0; padding: 0; border: 0;
  width: 100%; max-width: 100%; height: fit-content; max-height: 100dvh; min-height: min(520px, 92dvh);
  border-radius: var(--radius) var(--radius) 0 0;
  box-shadow: 0 24px 64px rgb(0 0 0 / 30%);
}
dialog:not([open]) { display: none; }
dialog[open] { animation: rise 220ms cubic-bezier(.2, .8, .2, 1); }
dialog::backdrop { background: rgb(14 19 33 / 55%); animation: fade 220ms; }
@media (min-width: 560px) {
  dialog { width: 480px; margin: auto; border-radius: calc(var(--radius) + 4px); min-height: min(440px, 92dvh); max-height: min(92dvh, 860px); }
}
@media (max-height: 420px) {
  dialog.surface { overflow: auto; overscroll-behavior: contain; }
  dialog .content { flex: none; overflow: visible; }
}
@media (forced-colors: active) { dialog { border: 1px solid; } }
.header { display: flex; align-items: center; gap: 12px; padding-block: 10px; padding-inline: 24px 10px; border-block-end: 1px solid var(--line); }
.brand { flex: 1; min-width: 0; }
.brand strong { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden; font-weight: 650; line-height: 1.3; }
.brand span { display: block; color: var(--muted); font-size: .875em; line-height: 1.3; }
.logo { display: block; max-width: 132px; max-height: 36px; object-fit: contain; font-weight: 650; }
.icon-button {
  display: grid; place-items: center; flex: none; width: 44px; height: 44px; padding: 0;
  border: 0; border-radius: 50%; color: var(--muted); background: none; cursor: pointer;
}
.icon-button:hover { color: var(--text); background: var(--raised); }
.steps { display: flex; gap: 4px; margin: 0; padding: 0 24px; list-style: none; transform: translateY(-2px); }
.steps li { flex: 1; height: 3px; border-radius: 2px; background: transparent; }
.steps .done { background: var(--accent); }
.steps .now { background: linear-gradient(to right, var(--accent) 50%, var(--line) 50%); }
[dir="rtl"] .steps .now { background: linear-gradient(to left, var(--accent) 50%, var(--line) 50%); }
.steps .ahead { background: var(--line); }
.banner { padding: 10px 24px; color: var(--note); background: var(--note-soft); font-size: .9375em; }
.banner strong { font-weight: 620; }
.content { flex: 1; display: flex; flex-direction: column; gap: 20px; overflow: auto; overscroll-behavior: contain; padding: 22px 24px 24px; }
.screen { display: flex; flex: 1; flex-direction: column; gap: 18px; }
.centre { align-items: center; justify-content: center; text-align: center; gap: 14px; padding-block-start: 12px; }
.actions { display: flex; flex-direction: column; gap: 8px; margin-block-start: auto; padding-block-start: 8px; }
.footer { display: flex; justify-content: center; padding: 4px 24px; border-block-start: 1px solid var(--line); }
.centre > * { max-width: 100%; }
.centre .actions { width: 100%; }
.centre .lead, .digits small { text-wrap: balance; }
h2 { margin: 0; font-size: 1.375em; line-height: 1.25; font-weight: 680; letter-spacing: -.01em; text-wrap: balance; outline: none; }
p { margin: 0; }
.lead { color: var(--muted); }
.text { white-space: pre-line; }
.badge { display: grid; place-items: center; width: 72px; height: 72px; border-radius: 50%; }
.badge.good { color: var(--good); background: var(--good-soft); }
.badge.bad { color: var(--bad); background: var(--bad-soft); }
.badge.note { color: var(--note); background: var(--note-soft); }
.spinner {
  display: block; flex: none; width: 36px; height: 36px; border-radius: 50%;
  border: 3px solid var(--line); border-block-start-color: var(--accent); animation: turn 900ms linear infinite;
}
:lang(ar), :lang(ur) { letter-spacing: 0; }
.surface:not(:lang(en), :lang(es)) { line-height: 1.6; }
.surface:lang(ur) { line-height: 1.9; }
:is(h2, .brand span, .notice button):not(:lang(en), :lang(es)) { line-height: 1.5; }
:is(h2, .brand span, .notice button):lang(ur) { line-height: 1.8; }
.hidden { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@keyframes rise { from { transform: translateY(24px); opacity: 0; } }
@keyframes fade { from { opacity: 0; } }
@keyframes turn { to { transform: rotate(1turn); } }
@media (prefers-reduced-motion: reduce) {
  dialog[open], dialog::backdrop { animation: none; }
  .spinner { animation-duration: 3s; }
}
`;
