// Check characters, written from the standards and not from the core, so that the two can be held against each other:
// where core/src/fields has tables, here are the rules that the tables come from.

const digits36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const worth = (character) => digits36.indexOf(character);

// Verhoeff, "Error Detecting Decimal Codes" (1969): the dihedral group of order ten (0 to 4 turn a pentagon, 5 to 9
// mirror it), and a permutation applied once more for each place from the right.
const product = (a, b) => {
  const mirrored = a >= 5 !== b >= 5;
  const turned = a < 5 ? a + (b % 5) : a - 5 - (b % 5) + 5;
  return (turned % 5) + (mirrored ? 5 : 0);
};
const cycles = [[1, 5, 8, 9, 4, 2, 7, 0], [3, 6]];
const permuted = (digit, times) => {
  const cycle = cycles.find((one) => one.includes(digit));
  return cycle[(cycle.indexOf(digit) + times) % cycle.length];
};
const verhoeffSum = (digits) => [...digits].reverse().reduce((sum, digit, place) => product(sum, permuted(Number(digit), place)), 0);

/** The digit that makes a Verhoeff code of these. */
export const verhoeffDigit = (digits) => "0123456789".split("").find((digit) => verhoeffSum(digits + digit) === 0);

/** GST Network: Luhn's rule with base 36, from the right, the first of the 14 doubled. */
export function gstinCharacter(text) {
  const sum = [...text].reverse().reduce((total, character, place) => {
    const value = worth(character) * (place % 2 === 0 ? 2 : 1);
    return total + Math.floor(value / 36) + (value % 36);
  }, 0);
  return digits36[(36 - (sum % 36)) % 36];
}

/** ISO/IEC 7064, MOD 97-10, as ISO 13616 applies it: country and check digits go to the end. */
const remainder97 = (iban) => BigInt([...iban.slice(4), ...iban.slice(0, 4)].map(worth).join("")) % 97n;
export const ibanDigits = (country, account) => String(98n - remainder97(`${country}00${account}`)).padStart(2, "0");

/** ICAO Doc 9303-3, 4.9: weights 7, 3, 1; the filler counts nothing. */
export const mrzDigit = (text) => String([...text].reduce((sum, c, place) => sum + (c === "<" ? 0 : worth(c)) * [7, 3, 1][place % 3], 0) % 10);

/** Do the check characters fit? For texts that are well formed otherwise. */
export const fits = {
  aadhaar: (text) => verhoeffSum(text) === 0,
  gstin: (text) => gstinCharacter(text.slice(0, 14)) === text[14],
  iban: (text) => remainder97(text) === 1n && ibanDigits(text.slice(0, 2), text.slice(4)) === text.slice(2, 4),
  /** Doc 9303-4 (TD3, two lines of 44), 9303-6 (TD2, two of 36) and 9303-5 (TD1, three of 30), each in 4.2.2. */
  mrz(text) {
    const lines = text.split("\n");
    if (lines.length === 3) return fitsCard(lines);
    return lines[1].length === 44 ? fitsPassport(lines[1]) : fitsLargeCard(lines[1]);
  },
};

const right = (text, digit) => mrzDigit(text) === digit;

function fitsPassport(line) {
  const [number, birth, expiry, personal] = [line.slice(0, 9), line.slice(13, 19), line.slice(21, 27), line.slice(28, 42)];
  const empty = /^<+$/.test(personal) && line[42] === "<";
  const composite = line.slice(0, 10) + line.slice(13, 20) + line.slice(21, 43);
  return right(number, line[9]) && right(birth, line[19]) && right(expiry, line[27]) && (empty || right(personal, line[42])) && right(composite, line[43]);
}

function fitsLargeCard(line) {
  const composite = line.slice(0, 10) + line.slice(13, 20) + line.slice(21, 35);
  return fitsNumber(line.slice(0, 10) + line.slice(28, 35)) && right(line.slice(13, 19), line[19]) && right(line.slice(21, 27), line[27]) && right(composite, line[35]);
}

function fitsCard([upper, middle]) {
  const composite = upper.slice(5) + middle.slice(0, 7) + middle.slice(8, 15) + middle.slice(18, 29);
  return fitsNumber(upper.slice(5)) && right(middle.slice(0, 6), middle[6]) && right(middle.slice(8, 14), middle[14]) && right(composite, middle[29]);
}

/** Nine characters and their digit; a longer number goes on behind a filler, up to the next one, its digit the last. */
function fitsNumber(text) {
  const [head, digit, optional] = [text.slice(0, 9), text[9], text.slice(10)];
  const [rest] = optional.split("<");
  if (digit === "<" && rest.length > 1) return right(head + rest.slice(0, -1), rest.at(-1));
  return right(head, digit);
}
