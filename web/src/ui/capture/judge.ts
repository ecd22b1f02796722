// How good is a picture of a document? Figures of a small grey frame, and what to tell the person. Pure: the same in a
// worker, on the main thread and in a test.
//
// Where the thresholds come from: pictures drawn by tests/web/support/pictures.ts, whose table of figures is in
// docs/decisions/0051-judging-pictures.md. They advise and never hold a picture back, since no threshold knows every
// document and every camera.

/** Grey values, row by row. */
export interface Frame {
  grey: Uint8Array<ArrayBuffer>;
  width: number;
  height: number;
}

export interface Figures {
  /** Mean grey value, 0 to 255. */
  mean: number;
  /** Share of pixels that are nearly black, 0 to 1. */
  dark: number;
  /** Share of pixels that are burnt out: white without a trace of what is below. */
  bright: number;
  /**
   * Variance of the Laplacian over that of the grey values: high where edges are sharp, whatever the light. Of a frame
   * that was softened a little, since a sensor's grain is all edges and passes for print in a blurred picture.
   */
  sharpness: number;
}

export type Hint = "dark" | "bright" | "blurred" | "good";

/** Size of the frames that the thresholds are for: what a card's print needs to be told from a blur, and no more. */
export const frameWidth = 480;
export const frameHeight = 300;

const nearlyBlack = 30;
/** Cameras keep white paper below 245 or so; what is above is light itself. */
const burntOut = 250;

export const thresholds = {
  /** Darker on the whole than this, or nearly black in more than that. */
  mean: 60,
  dark: 0.6,
  /** A reflection as large as a line of print hides one. */
  bright: 0.02,
  sharpness: 0.006,
} as const;

export function measure(frame: Frame): Figures {
  const light = new Moments();
  let dark = 0;
  let bright = 0;
  for (const value of frame.grey) {
    light.add(value);
    if (value <= nearlyBlack) dark += 1;
    if (value >= burntOut) bright += 1;
  }
  const count = Math.max(light.count, 1);
  // A frame of one colour has no edges, sharp or not.
  const sharpness = light.variance < 1 ? 0 : edges(softened(frame), frame).variance / light.variance;
  return {mean: light.mean, dark: dark / count, bright: bright / count, sharpness};
}

/** Weights 1 4 6 4 1 along rows, then along columns; the two pixels at each edge stay as they were. */
const margin = 2;

function softened({grey, width, height}: Frame): Float32Array {
  const rows = mixed(new Float32Array(grey), 1, width, height);
  return mixed(rows, width, width, height);
}

function mixed(from: Float32Array, step: number, width: number, height: number): Float32Array {
  const to = new Float32Array(from);
  for (let y = margin; y < height - margin; ++y) {
    for (let index = y * width + margin, end = (y + 1) * width - margin; index < end; ++index) {
      const near = (from[index - step] ?? 0) + (from[index + step] ?? 0);
      const far = (from[index - 2 * step] ?? 0) + (from[index + 2 * step] ?? 0);
      to[index] = ((from[index] ?? 0) * 6 + near * 4 + far) / 16;
    }
  }
  return to;
}

/** The Laplacian of what has four softened neighbours. */
function edges(soft: Float32Array, {width, height}: Frame): Moments {
  const moments = new Moments();
  // What the second pass mixed in at the top had not been through the first.
  const border = 2 * margin + 1;
  for (let y = border; y < height - border; ++y) {
    for (let index = y * width + border, end = (y + 1) * width - border; index < end; ++index) {
      const beside = (soft[index - 1] ?? 0) + (soft[index + 1] ?? 0);
      const above = (soft[index - width] ?? 0) + (soft[index + width] ?? 0);
      moments.add(beside + above - 4 * (soft[index] ?? 0));
    }
  }
  return moments;
}

/** The one thing to say. Light comes first: in the dark nothing is sharp. */
export function judge({mean, dark, bright, sharpness}: Figures): Hint {
  if (mean < thresholds.mean || dark > thresholds.dark) return "dark";
  if (bright > thresholds.bright) return "bright";
  if (sharpness < thresholds.sharpness) return "blurred";
  return "good";
}

class Moments {
  count = 0;
  #sum = 0;
  #squares = 0;

  add(value: number): void {
    this.count += 1;
    this.#sum += value;
    this.#squares += value * value;
  }

  get mean(): number {
    return this.count === 0 ? 0 : this.#sum / this.count;
  }

  get variance(): number {
    return this.count === 0 ? 0 : this.#squares / this.count - this.mean ** 2;
  }
}
