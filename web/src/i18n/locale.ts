// Which language somebody gets, and how it is written.

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

/**
 * "es-419" -> "es". Punjabi in Pakistan is written in Arabic letters; who reads those cannot read our Punjabi texts, but
 * reads Urdu.
 */
export function languageOf(locale: string): string {
  const {language, script} = new Intl.Locale(locale).maximize();
  return language === "pa" && script === "Arab" ? "ur" : language;
}

export function directionOf(language: string): "ltr" | "rtl" {
  return language === "ar" || language === "ur" ? "rtl" : "ltr";
}
