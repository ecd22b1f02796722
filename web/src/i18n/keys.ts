import type english from "../locales/en.json";

/** Name of a text of the screens, e.g. "consent.accept". The build writes the names out for those who use the package. */
export type MessageKey = keyof typeof english;
