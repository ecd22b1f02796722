// How each field format is typed in: the right keyboard, what the browser may fill in by itself, what is a help.

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

const traits: Partial<Record<string, InputTraits>> = {
  name: {autocomplete: "name", autocapitalize: "words", maxlength: 100},
  email: {type: "email", inputmode: "email", autocomplete: "email", autocapitalize: "none"},
  mobile: {type: "tel", inputmode: "tel", autocomplete: "tel"},
  number: {inputmode: "decimal"},
  integer: {inputmode: "numeric"},
  pan: {autocapitalize: "characters", maxlength: 14},
  gstin: {autocapitalize: "characters", maxlength: 20},
  aadhaar: {inputmode: "numeric", maxlength: 16},
  ifsc: {autocapitalize: "characters", maxlength: 14},
  vpa: {inputmode: "email", autocapitalize: "none"},
  pincode: {inputmode: "numeric", autocomplete: "postal-code", maxlength: 8},
  iban: {autocapitalize: "characters", maxlength: 48},
  mrz: {autocapitalize: "characters", rows: 3},
};

export function inputTraits(format: string): InputTraits {
  return traits[format] ?? {};
}
