// Pictures as a camera might give them, drawn by code: a card on a desk, at the size at which the launcher judges. Drawn
// twice as large first, so that a blur is one of the camera and not of the small frame.
import {frameHeight, frameWidth, type Frame} from "../../../web/src/ui/capture/judge.js";

export interface Conditions {
  /** Of all that light falls on; 1 is a well-lit desk. */
  light?: number;
  /** Standard deviation of the blur, in pixels of a picture of 1920: print of 2 mm is some 30 high there. */
  blur?: number;
  /** Diameter of a reflection, as a share of the width. */
  glare?: number;
  /** Standard deviation of the sensor's noise in such a picture, in grey values. */
  noise?: number;
  /** What lies there: a card with print and portrait, one that is nearly empty, a booklet with a dark page. */
  document?: "card" | "plain" | "booklet";
}

const scale = 2;
/** Of a picture of 1920. */
const unit = (frameWidth * scale) / 1920;
const width = frameWidth * scale;
const height = frameHeight * scale;

export function picture({light = 1, blur = 1.5, glare = 0, noise = 3, document = "card"}: Conditions): Frame {
  const scene = new Float32Array(width * height);
  for (let y = 0; y < height; ++y) {
    for (let x = 0; x < width; ++x) scene[y * width + x] = reflected[document](x / width, y / height) * light;
  }
  // Three passes of a box come near a bell curve.
  const radius = Math.round((Math.sqrt(4 * (blur * unit) ** 2 + 1) - 1) / 2);
  for (let pass = 0; pass < 3 && radius > 0; ++pass) {
    boxBlur(scene, radius, width, height, 1, width);
    boxBlur(scene, radius, height, width, width, 1);
  }
  const random = numbers(20_26);
  for (let index = 0; index < scene.length; ++index) {
    const x = (index % width) / width - 0.62;
    const y = (Math.floor(index / width) / height - 0.45) / 1.6;
    const lamp = glare === 0 ? 0 : 260 * Math.exp(-((Math.hypot(x, y) / (glare / 2)) ** 6));
    const value = (scene[index] ?? 0) + lamp + noise * unit * random();
    scene[index] = Math.min(255, Math.max(0, value));
  }
  return {grey: shrunk(scene), width: frameWidth, height: frameHeight};
}

/** Share of print in a line of text: strokes and gaps like those of letters. */
function print(x: number, y: number, lines: readonly {top: number; height: number; until: number}[]): boolean {
  for (const {top, height: tall, until} of lines) {
    if (y < top || y > top + tall || x < 0.36 || x > until) continue;
    const letter = Math.floor((x - 0.36) / (tall * 0.42));
    const within = ((x - 0.36) / (tall * 0.42)) % 1;
    // A gap between words now and then; uprights, and bars that differ from letter to letter.
    if (letter % 7 === 6 || within > 0.82) return false;
    const row = Math.floor(((y - top) / tall) * 5);
    return within < 0.22 || within > 0.62 || (row + letter) % 3 === 0;
  }
  return false;
}

const lines = [0.24, 0.36, 0.48, 0.6, 0.72].map((top, index) => ({top, height: 0.05, until: 0.92 - (index % 3) * 0.1}));
const inside = (x: number, y: number): boolean => x > 0.04 && x < 0.96 && y > 0.06 && y < 0.94;
const desk = (x: number, y: number): number => 96 + 18 * Math.sin(y * 40 + x * 3) + 10 * x;

/** What comes back of the light, from 0 to 255. */
const reflected = {
  card(x: number, y: number): number {
    if (!inside(x, y)) return desk(x, y);
    if (y < 0.17) return 84;
    if (x > 0.08 && x < 0.3 && y > 0.26 && y < 0.8) {
      return Math.hypot((x - 0.19) / 0.07, (y - 0.46) / 0.16) < 1 ? 142 : 188;
    }
    return print(x, y, lines) ? 52 : 214 + 6 * Math.sin(x * 90) * Math.sin(y * 60);
  },
  plain: (x: number, y: number): number => {
    if (!inside(x, y)) return desk(x, y);
    return print(x, y, lines.slice(0, 2)) ? 70 : 220;
  },
  booklet: (x: number, y: number): number => {
    if (!inside(x, y)) return desk(x, y);
    return print(x, y, lines) ? 160 : 78 + 8 * Math.sin(x * 70 + y * 50);
  },
};

function boxBlur(data: Float32Array, radius: number, length: number, rows: number, step: number, rowStep: number): void {
  const copy = new Float32Array(length);
  for (let row = 0; row < rows; ++row) {
    const start = row * rowStep;
    for (let index = 0; index < length; ++index) copy[index] = data[start + index * step] ?? 0;
    const at = (index: number): number => copy[Math.min(length - 1, Math.max(0, index))] ?? 0;
    let sum = 0;
    for (let index = -radius; index <= radius; ++index) sum += at(index);
    for (let index = 0; index < length; ++index) {
      data[start + index * step] = sum / (2 * radius + 1);
      sum += at(index + radius + 1) - at(index - radius);
    }
  }
}

/** As a browser makes a picture smaller: the mean of what falls into each pixel. */
function shrunk(scene: Float32Array): Uint8Array<ArrayBuffer> {
  const grey = new Uint8Array(frameWidth * frameHeight);
  for (let y = 0; y < frameHeight; ++y) {
    for (let x = 0; x < frameWidth; ++x) {
      let sum = 0;
      for (let dy = 0; dy < scale; ++dy) {
        for (let dx = 0; dx < scale; ++dx) sum += scene[(y * scale + dy) * width + x * scale + dx] ?? 0;
      }
      grey[y * frameWidth + x] = sum / (scale * scale);
    }
  }
  return grey;
}

/** Normal numbers, the same each time (Park and Miller's generator; four added up are near enough to a bell curve). */
function numbers(seed: number): () => number {
  let state = seed;
  const next = (): number => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
  return () => {
    let sum = -2;
    for (let count = 0; count < 4; ++count) sum += next();
    return sum * Math.sqrt(3);
  };
}
