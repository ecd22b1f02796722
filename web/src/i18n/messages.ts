// Texts of the screens. One file per language, loaded when it is needed.
import type english from "../locales/en.json";
import type {LocalisedText} from "../protocol/json.js";

export type MessageKey = keyof typeof english;
type Texts = Partial<Record<MessageKey, string>>;

/** Languages with a file, and how to get it. Bundlers make one chunk of each. */
const loadEnglish = (): Promise<{default: Texts}> => import("../locales/en.json", {with: {type: "json"}});
const files: Partial<Record<string, () => Promise<{default: Texts}>>> = {
  hi: () => import("../locales/hi.json", {with: {type: "json"}}),
};

/** The language asked for, as the server and the flow's own texts know it. */
export function preferredLocale(asked: string | undefined): string {
  const given = asked ?? (document.documentElement.lang || navigator.language || "en");
  return canonicalLocale(given);
}

/** "hi_IN" -> "hi-IN", nonsense -> "en". */
export function canonicalLocale(given: string): string {
  try {
    return Intl.getCanonicalLocales(given.trim().replaceAll("_", "-"))[0] ?? "en";
  } catch {
    return "en";
  }
}

export class Messages {
  readonly locale: string;
  /** Of the texts that were found, which may be English for a language without a file. */
  readonly language: string;
  readonly #texts: Texts;

  constructor(locale: string, language: string, texts: Texts) {
    this.locale = locale;
    this.language = language;
    this.#texts = texts;
  }

  /** The text of a key with its `{names}` filled in. */
  text(key: MessageKey, values: Record<string, string | number> = {}): string {
    const text = this.#texts[key] ?? "";
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
  }

  /** The first of the keys that has a text: from the particular to the general. */
  first(...keys: string[]): string {
    for (const key of keys) {
      const text = this.#texts[key as MessageKey];
      if (text !== undefined) return text;
    }
    return "";
  }

  /** What to tell people about an error code of the catalogue. */
  error(code: string): string {
    return this.first(`error.${code}`, "error.internal");
  }

  /** A text that came with the flow: in the user's language, else in English, else in any. */
  pick(text: LocalisedText | undefined | null): string {
    if (text === undefined || text === null) return "";
    if (typeof text === "string") return text;
    for (const tag of [this.locale, this.locale.split("-")[0] ?? "", "en"]) {
      const found = text[tag];
      if (found !== undefined) return found;
    }
    return Object.values(text)[0] ?? "";
  }

  time(at: number): string {
    return new Intl.DateTimeFormat(this.locale, {dateStyle: "medium", timeStyle: "short"}).format(at);
  }
}

/** English where there is no file for the language, or it does not load. */
export async function loadMessages(locale: string): Promise<Messages> {
  const language = locale.split("-")[0] ?? "en";
  const file = files[language];
  if (file !== undefined) {
    try {
      return new Messages(locale, language, (await file()).default);
    } catch {
      // English, then.
    }
  }
  return new Messages(locale, "en", (await loadEnglish()).default);
}
