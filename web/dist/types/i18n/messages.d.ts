import type english from "../locales/en.json";
import type { LocalisedText } from "../protocol/json.js";
export type MessageKey = keyof typeof english;
type Texts = Partial<Record<MessageKey, string>>;
/** The language asked for, as the server and the flow's own texts know it. */
export declare function preferredLocale(asked: string | undefined): string;
/** "hi_IN" -> "hi-IN", nonsense -> "en". */
export declare function canonicalLocale(given: string): string;
export declare class Messages {
    #private;
    readonly locale: string;
    /** Of the texts that were found, which may be English for a language without a file. */
    readonly language: string;
    constructor(locale: string, language: string, texts: Texts);
    /** The text of a key with its `{names}` filled in. */
    text(key: MessageKey, values?: Record<string, string | number>): string;
    /** The first of the keys that has a text: from the particular to the general. */
    first(...keys: string[]): string;
    /** What to tell people about an error code of the catalogue. */
    error(code: string): string;
    /** A text that came with the flow: in the user's language, else in English, else in any. */
    pick(text: LocalisedText | undefined | null): string;
    time(at: number): string;
}
/** English where there is no file for the language, or it does not load. */
export declare function loadMessages(locale: string): Promise<Messages>;
export {};
