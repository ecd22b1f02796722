// Colours, spaces, type. A page may set the `--sealflow-…` properties on any element around, e.g. on :root.
export const tokens = `
:host {
  --accent: var(--sealflow-accent, #2350d8);
  --on-accent: var(--sealflow-on-accent, #ffffff);
  --surface: var(--sealflow-surface, #ffffff);
  --raised: #f4f6fb;
  --text: var(--sealflow-text, #151a26);
  --muted: #566077;
  --line: #d4d9e5;
  --field: #8790a6;
  --good: #12703d;
  --good-soft: #e7f6ed;
  --bad: #b3261e;
  --bad-soft: #fdeceb;
  --note: #7a4b00;
  --note-soft: #fff4de;
  --shade: rgb(14 19 33 / 55%);
  --radius: var(--sealflow-radius, 14px);
  --font: var(--sealflow-font, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Noto Sans Devanagari",
    "Lohit Devanagari", sans-serif);
  color-scheme: light dark;
}
@media (prefers-color-scheme: dark) {
  :host {
    --accent: var(--sealflow-accent, #9db7ff);
    --on-accent: var(--sealflow-on-accent, #0d1a3f);
    --surface: var(--sealflow-surface, #171b26);
    --raised: #202636;
    --text: var(--sealflow-text, #eef1f8);
    --muted: #a9b2c7;
    --line: #353d52;
    --field: #7b86a1;
    --good: #7fdca6;
    --good-soft: #12301f;
    --bad: #ffb0a8;
    --bad-soft: #3b1917;
    --note: #ffd48a;
    --note-soft: #33260c;
    --shade: rgb(0 0 0 / 65%);
  }
}
`;
