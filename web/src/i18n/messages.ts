// Texts, dates and numbers in somebody's language. One file of texts per language, loaded when it is needed.
import {load} from "../load.js";
import type {LocalisedText} from "../protocol/json.js";
import type {MessageKey} from "./keys.js";
import {directionOf, languageOf} from "./locale.js";

export type {MessageKey};
/** Where a language has several forms for "{count} tries": "otp.wrong.few" and so on, named as `Intl.PluralRules` does. */
export type TextKey = MessageKey | `${MessageKey}.${Intl.LDMLPluralRule}`;
type Texts = Partial<Record<TextKey, string>>;
/** An integrator's own words, for all languages or for each. */
export type OwnTexts = Partial<Record<TextKey, LocalisedText>>;

/** Languages with a file, and how to get it. Bundlers make one chunk of each. */
const loadEnglish = (): Promise<{default: Texts}> => import("../locales/en.json", {with: {type: "json"}});
const files: Partial<Record<string, () => Promise<{default: Texts}>>> = {
  ar: () => import("../locales/ar.json", {with: {type: "json"}}),
  bn: () => import("../locales/bn.json", {with: {type: "json"}}),
  es: () => import("../locales/es.json", {with: {type: "json"}}),
  gu: () => import("../locales/gu.json", {with: {type: "json"}}),
  hi: () => import("../locales/hi.json", {with: {type: "json"}}),
  kn: () => import("../locales/kn.json", {with: {type: "json"}}),
  mr: () => import("../locales/mr.json", {with: {type: "json"}}),
  pa: () => import("../locales/pa.json", {with: {type: "json"}}),
  ta: () => import("../locales/ta.json", {with: {type: "json"}}),
  te: () => import("../locales/te.json", {with: {type: "json"}}),
  ur: () => import("../locales/ur.json", {with: {type: "json"}}),
};

const numeric = {day: "numeric", month: "numeric", year: "numeric", hour: "numeric", minute: "2-digit"} as const;

export class Messages {
  readonly locale: string;
  /** Of the texts that were found, which may be English for a language without a file. */
  readonly language: string;
  readonly direction: "ltr" | "rtl";
  readonly #texts: Texts;
  /** Locales for `Intl`, the best first. A French date in an English sentence would be worse than an English one. */
  readonly #formats: string[];
  readonly #plurals: Intl.PluralRules;

  constructor(locale: string, language: string, texts: Texts, own: OwnTexts = {}) {
    this.locale = locale;
    this.language = language;
    this.direction = directionOf(language);
    this.#texts = withOwn(texts, own, [locale, language]);
    this.#formats = new Intl.Locale(locale).language === language ? [locale, language] : [language];
    this.#plurals = new Intl.PluralRules(language);
  }

  /** The text of a key with its `{names}` filled in; `count` chooses among the forms that the language has for it. */
  text(key: MessageKey, values: Record<string, string | number> = {}): string {
    const {count} = values;
    const form = typeof count === "number" ? this.#plurals.select(count) : "other";
    const text = this.#texts[`${key}.${form}`] ?? this.#texts[key] ?? "";
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
      const value = values[name];
      if (value === undefined) return whole;
      return typeof value === "number" ? this.number(value) : this.#isolated(value);
    });
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
    return this.pickWithLanguage(text).text;
  }

  /** The same, and which language it is in; undefined where the flow does not say. */
  pickWithLanguage(text: LocalisedText | undefined | null): {text: string; language?: string} {
    if (text === undefined || text === null) return {text: ""};
    if (typeof text === "string") return {text};
    for (const language of [this.locale, this.language, languageOf(this.locale), "en", ...Object.keys(text)]) {
      const found = text[language];
      if (found !== undefined) return {text: found, language};
    }
    return {text: ""};
  }

  number(value: number, options: Intl.NumberFormatOptions = {}): string {
    return new Intl.NumberFormat(this.#formats, options).format(value);
  }

  /** Dates are typed by the Gregorian calendar, so they are shown by it, too. */
  time(at: number): string {
    const format = new Intl.DateTimeFormat(this.#formats, {dateStyle: "medium", timeStyle: "short", calendar: "gregory"});
    const named = format.formatToParts(at).every(({type, value}) => type !== "month" || !/^M\d/.test(value));
    // Chromium says that it knows Punjabi, and then "2026 M05 4". Numbers are read as at home there, too.
    return named ? format.format(at) : new Intl.DateTimeFormat("en-IN", numeric).format(at);
  }

  /** Seconds as "1:05". */
  countdown(seconds: number): string {
    const rest = this.number(seconds % 60, {minimumIntegerDigits: 2});
    return `${this.number(Math.floor(seconds / 60))}:${rest}`;
  }

  /** Bytes as "10 MB", rounded down, at least one. */
  megabytes(bytes: number): string {
    const amount = Math.floor(bytes / (1024 * 1024)) || 1;
    return this.number(amount, {style: "unit", unit: "megabyte", unitDisplay: "short"});
  }

  /** "JPEG, PNG or PDF" */
  list(items: readonly string[], type: "conjunction" | "disjunction"): string {
    const list = new Intl.ListFormat(this.#formats, {type}).format(items);
    // As with dates: Chromium's Punjabi has an English "or".
    return this.language !== "en" && / (and|or) /.test(list) ? items.join(" / ") : list;
  }

  /** What stands between whole and part of a number that somebody types. */
  get decimalSign(): string {
    const parts = new Intl.NumberFormat(this.#formats).formatToParts(1.5);
    return parts.find(({type}) => type === "decimal")?.value ?? ".";
  }

  /** In Arabic and Urdu "+91 98…" would be torn apart by what is around it. */
  #isolated(value: string): string {
    return this.direction === "rtl" ? `\u2068${value}\u2069` : value;
  }
}

/** Own words in the place of ours. One for a key stands for all its forms, unless it comes with forms of its own. */
function withOwn(texts: Texts, own: OwnTexts, languages: string[]): Texts {
  const chosen = Object.entries(own).flatMap(([key, given]) => {
    const text = typeof given === "string" ? given : languages.flatMap((language) => given[language] ?? [])[0];
    return text === undefined ? [] : [[key, text] as const];
  });
  const replaced = new Set(chosen.map(([key]) => key));
  const kept = Object.entries(texts).filter(([key]) => !replaced.has(key.replace(/\.(zero|one|two|few|many)$/, "")));
  return Object.fromEntries([...kept, ...chosen]);
}

/** English where there is no file for the language, or it does not load. */
export async function loadMessages(locale: string, own: OwnTexts = {}): Promise<Messages> {
  const language = languageOf(locale);
  const file = files[language];
  if (file !== undefined) {
    try {
      return new Messages(locale, language, (await load(file)).default, own);
    } catch {
      // English, then.
    }
  }
  return new Messages(locale, "en", (await load(loadEnglish)).default, own);
}
