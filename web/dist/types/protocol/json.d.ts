/** What JSON can hold. */
export type Json = null | boolean | number | string | Json[] | {
    [name: string]: Json;
};
export type JsonObject = {
    [name: string]: Json;
};
/** A text by language, or one for all: `{"en": "Open an account", "hi": "खाता खोलें"}`. */
export type LocalisedText = string | {
    [language: string]: string;
};
