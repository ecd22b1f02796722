// Added to the sheet's styles when a camera is opened for the first time.
export const captureStyles = `
.capture { display: flex; flex: 1; flex-direction: column; gap: 10px; }
.capture h3 { margin: 0; font-size: 1.0625em; font-weight: 640; outline: none; }
/* On a low screen it is smaller, or the shutter would lie below it. */
.finder { position: relative; overflow: hidden; align-self: center; width: 100%; max-width: max(14em, (100dvh - 27em) * 4 / 3); aspect-ratio: 4 / 3; border-radius: 12px; background: #0b0e16; }
.finder video, .finder img { display: block; width: 100%; height: 100%; object-fit: cover; }
.finder .spinner { position: absolute; inset: 0; margin: auto; border-color: rgb(255 255 255 / 35%); border-block-start-color: #fff; }
/* The outline: what is outside of it is shaded. 88 % by 74 %, as picture.ts judges. */
.outline { position: absolute; inset: 13% 6%; border: 3px solid #fff; border-radius: 14px; box-shadow: 0 0 0 100vmax rgb(8 11 20 / 48%); pointer-events: none; }
.outline.good { border-color: #7fe3a8; }
.outline.dark, .outline.bright, .outline.blurred { border-color: #ffd48a; border-style: dashed; }
/* As high as its longest text, so that the shutter stays where it is. */
.say { display: grid; place-items: center; min-height: 3em; font-weight: 600; line-height: 1.3; text-align: center; }
.say.good { color: var(--good); }
.say.dark, .say.bright, .say.blurred { color: var(--note); }
.shutter { position: relative; display: grid; place-items: center; justify-self: center; width: 72px; height: 72px; padding: 0; border: 4px solid var(--accent); border-radius: 50%; background: var(--surface); cursor: pointer; }
.shutter::after { content: ""; width: 52px; height: 52px; border-radius: 50%; background: var(--accent); }
.shutter:hover::after { filter: brightness(1.08); }
.shutter[disabled] { opacity: .45; cursor: default; }
.trigger { display: grid; grid-template-columns: 1fr auto 1fr; align-items: center; gap: 8px; }
.trigger .button { justify-self: start; padding-inline: 12px; }
@media (forced-colors: active) { .shutter::after { background: ButtonText; } .outline { box-shadow: none; } }
`;

/** Once for each sheet. */
export function adoptCaptureStyles(root: Node): void {
  if (!(root instanceof ShadowRoot) || adopted.has(root)) return;
  adopted.add(root);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(captureStyles);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}

const adopted = new WeakSet<ShadowRoot>();
