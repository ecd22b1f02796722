// From the camera's picture to what is judged and what is sent.
import {frameHeight, frameWidth, type Frame} from "./judge.js";

export interface Part {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Width to height of the live picture on the screen, whatever the camera gives. */
export const shape = 4 / 3;
/** Of the live picture, what the outline encloses: an identity card with some room around (capture-styles.ts draws it). */
const outline = {width: 0.88, height: 0.74};

/** What of the camera's picture is on the screen, and becomes the picture: the middle. */
export function visiblePart(width: number, height: number): Part {
  const visible = width / height > shape ? {width: height * shape, height} : {width, height: width / shape};
  return {x: (width - visible.width) / 2, y: (height - visible.height) / 2, ...visible};
}

export function outlinedPart({x, y, width, height}: Part): Part {
  const inner = {width: width * outline.width, height: height * outline.height};
  return {x: x + (width - inner.width) / 2, y: y + (height - inner.height) / 2, ...inner};
}

type Source = HTMLVideoElement | HTMLCanvasElement;

/** Longest side of a picture, in pixels: print of 2 mm on a card is 30 pixels high then. */
const longestSide = 2000;
/** What is sent, best first; the next one where a picture is over the stage's limit. */
const sizes: readonly {longest: number; quality: number}[] = [
  {longest: longestSide, quality: 0.9},
  {longest: 1600, quality: 0.85},
  {longest: 1200, quality: 0.8},
  {longest: 900, quality: 0.7},
];

/**
 * The picture as it is on the screen now. Chromium's video plays without one for moments, and gives nothing or black then: a
 * press must not come to that, so it is drawn again. Undefined once `signal` is aborted.
 */
export async function takePicture(video: HTMLVideoElement, signal: AbortSignal): Promise<HTMLCanvasElement | undefined> {
  for (let blanks = 0; !signal.aborted; ) {
    if (video.videoWidth > 0) {
      const part = visiblePart(video.videoWidth, video.videoHeight);
      const picture = draw(video, part, Math.min(longestSide, part.width));
      if (!isBlank(picture) || ++blanks > mostBlanks) return picture;
    }
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  return undefined;
}

/** More in a row, and something lies on the lens. */
const mostBlanks = 20;

/** Not one grey value across the middle. In the dark a camera's picture has some. */
function isBlank(canvas: HTMLCanvasElement): boolean {
  const {data} = context(canvas).getImageData(0, canvas.height >> 1, canvas.width, 1);
  return data.every((value, index) => value === 0 || index % 4 === 3);
}

/** Undefined when even the smallest is over the limit. */
export async function encode(picture: HTMLCanvasElement, type: string, maxBytes: number): Promise<Blob | undefined> {
  for (const {longest, quality} of sizes) {
    const width = Math.min(picture.width, longest);
    const whole = {x: 0, y: 0, width: picture.width, height: picture.height};
    const canvas = width === picture.width ? picture : draw(picture, whole, width);
    const blob = await new Promise<Blob | null>((resolve) => {
      canvas.toBlob(resolve, type, quality);
    });
    if (blob !== null && blob.type === type && blob.size <= maxBytes) return blob;
  }
  return undefined;
}

function draw(source: Source, part: Part, width: number): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width);
  canvas.height = Math.round((width * part.height) / part.width);
  context(canvas).drawImage(source, part.x, part.y, part.width, part.height, 0, 0, canvas.width, canvas.height);
  return canvas;
}

/** Small grey frames of what the outline encloses. */
export class FrameGrabber {
  readonly #canvas = document.createElement("canvas");

  constructor() {
    this.#canvas.width = frameWidth;
    this.#canvas.height = frameHeight;
  }

  grab(source: Source): Frame {
    const [width, height] =
      source instanceof HTMLVideoElement ? [source.videoWidth, source.videoHeight] : [source.width, source.height];
    const part = outlinedPart(visiblePart(width, height));
    const drawing = context(this.#canvas);
    drawing.drawImage(source, part.x, part.y, part.width, part.height, 0, 0, frameWidth, frameHeight);
    const {data} = drawing.getImageData(0, 0, frameWidth, frameHeight);
    const grey = new Uint8Array(frameWidth * frameHeight);
    for (let index = 0; index < grey.length; ++index) {
      const at = index * 4;
      // Rec. 601, as for every picture of a camera.
      grey[index] = 0.299 * (data[at] ?? 0) + 0.587 * (data[at + 1] ?? 0) + 0.114 * (data[at + 2] ?? 0);
    }
    return {grey, width: frameWidth, height: frameHeight};
  }
}

function context(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  // Read back more often than shown: kept where reading is cheap.
  const drawing = canvas.getContext("2d", {willReadFrequently: true});
  if (drawing === null) throw new Error("no canvas to draw on");
  return drawing;
}
