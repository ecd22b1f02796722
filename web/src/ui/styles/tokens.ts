// Colours, spaces, type. A page may set each of them as `--sealflow-<name>` on any element around, e.g. on :root.
// docs/guides/theme.md says what they are for, and which must be told apart; tests/web/theme.test.ts computes it.

/** Name → in light, in dark. */
export const palette = {
  accent: ["#2350d8", "#9db7ff"],
  "on-accent": ["#ffffff", "#0d1a3f"],
  surface: ["#ffffff", "#171b26"],
  raised: ["#f4f6fb", "#202636"],
  text: ["#151a26", "#eef1f8"],
  muted: ["#566077", "#a9b2c7"],
  line: ["#d4d9e5", "#353d52"],
  field: ["#7d869c", "#7b86a1"],
  good: ["#12703d", "#7fdca6"],
  "good-soft": ["#e7f6ed", "#12301f"],
  bad: ["#b3261e", "#ffb0a8"],
  "bad-soft": ["#fdeceb", "#3b1917"],
  note: ["#7a4b00", "#ffd48a"],
  "note-soft": ["#fff4de", "#33260c"],
} as const;

function colours(scheme: 0 | 1): string {
  return Object.entries(palette)
    .map(([name, values]) => `--${name}: var(--sealflow-${name}, ${values[scheme]});`)
    .join(" ");
}

export const tokens = `
:host {
  ${colours(0)}
  --radius: var(--sealflow-radius, 14px);
  --font: var(--sealflow-font, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans",
    "Nirmala UI", "Noto Sans Devanagari", "Noto Sans Gurmukhi", "Noto Sans Bengali", "Noto Sans Telugu", "Noto Sans Tamil",
    "Noto Sans Kannada", "Noto Sans Gujarati", "Noto Sans Arabic", sans-serif);
  color-scheme: light dark;
}
@media (prefers-color-scheme: dark) { :host { ${colours(1)} } }
:host([data-scheme="light"]) { ${colours(0)} color-scheme: light; }
:host([data-scheme="dark"]) { ${colours(1)} color-scheme: dark; }
`;
