export interface InputTraits {
    type?: "text" | "email" | "tel";
    inputmode?: "text" | "numeric" | "decimal" | "email" | "tel";
    autocomplete?: string;
    autocapitalize?: "characters" | "words" | "none";
    /** Longest that can be typed, with the spaces people put in between. */
    maxlength?: number;
    /** More than one line. */
    rows?: number;
}
export declare function inputTraits(format: string): InputTraits;
