// How each field format is typed in: the right keyboard, what the browser may fill in by itself, what is a help.

export interface InputTraits {
  type?: "text" | "email" | "tel";
  inputmode?: "text" | "numeric" | "decimal" | "email" | "tel";
  autocomplete?: string;
  autocapitalize?: "characters" | "words" | "none";
  /** Longest that can be typed, with the spaces people put in between. */
  maxlength?: number;
  /** Written in Latin letters and ASCII digits in every language, and from left to right. */
  ascii?: true;
  /** More than one line. */
  rows?: number;
}

const traits: Partial<Record<string, InputTraits>> = {
  name: {autocomplete: "name", autocapitalize: "words", maxlength: 100},
  email: {type: "email", inputmode: "email", autocomplete: "email", autocapitalize: "none", ascii: true},
  mobile: {type: "tel", inputmode: "tel", autocomplete: "tel", ascii: true},
  number: {inputmode: "decimal", ascii: true},
  integer: {inputmode: "numeric", ascii: true},
  pan: {autocapitalize: "characters", maxlength: 14, ascii: true},
  gstin: {autocapitalize: "characters", maxlength: 20, ascii: true},
  aadhaar: {inputmode: "numeric", maxlength: 16, ascii: true},
  ifsc: {autocapitalize: "characters", maxlength: 14, ascii: true},
  vpa: {inputmode: "email", autocapitalize: "none", ascii: true},
  pincode: {inputmode: "numeric", autocomplete: "postal-code", maxlength: 8, ascii: true},
  iban: {autocapitalize: "characters", maxlength: 48, ascii: true},
  mrz: {autocapitalize: "characters", rows: 3, ascii: true},
};

export function inputTraits(format: string): InputTraits {
  return traits[format] ?? {};
}
