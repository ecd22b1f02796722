// Phones with an Indian or Arabic keyboard type digits of that script. What is sent has ASCII digits only.

const isDigit = (code: number): boolean => /\p{Nd}/u.test(String.fromCodePoint(code));

/** "१२" -> "12". In every script the ten digits stand one after the other, so a digit is worth those before it. */
export function asciiDigits(text: string): string {
  return text.replace(/\p{Nd}/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0;
    let value = 0;
    while (value < 9 && isDigit(code - value - 1)) value += 1;
    return String(value);
  });
}
