// What a fake camera sees: a film of a card, made on the spot as YUV4MPEG2, which Chromium plays in a loop.
import {rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";

const width = 640;
const height = 480;
const framesPerSecond = 5;

/** Card with print, seen in some light, with a blur of some pixels, perhaps with a lamp's reflection. */
function scene({light = 1, blur = 0, glare = false}) {
  let grey = Float64Array.from({length: width * height}, (_, index) => reflected(index % width, Math.floor(index / width)) * light);
  for (let pass = 0; pass < 3 && blur > 0; ++pass) grey = softened(softened(grey, blur, 1), blur, width);
  return Uint8Array.from(grey, (value, index) => {
    const lamp = glare && Math.hypot((index % width) - 380, Math.floor(index / width) - 220) < 60 ? 255 : 0;
    return Math.min(255, value + lamp);
  });
}

function reflected(x, y) {
  if (x < 60 || x >= 580 || y < 76 || y >= 404) return 90;
  if (y < 120) return 80;
  if (x > 90 && x < 210 && y > 150 && y < 360) return 150;
  const line = (y - 150) % 42;
  const letter = (x - 240) % 14;
  return x > 240 && x < 540 && y > 150 && y < 360 && line >= 0 && line < 16 && (letter < 4 || (letter > 8 && line % 8 < 4)) ? 50 : 210;
}

/** The mean of the neighbours on both sides. */
function softened(grey, radius, step) {
  return grey.map((_, index) => {
    let sum = 0;
    for (let away = -radius; away <= radius; ++away) sum += grey[index + away * step] ?? grey[index];
    return sum / (2 * radius + 1);
  });
}

/** `scenes`: [conditions, seconds] one after the other. Gives the file's path. */
export function film(name, ...scenes) {
  const parts = [Buffer.from(`YUV4MPEG2 W${width} H${height} F${framesPerSecond}:1 Ip A1:1 C420jpeg\n`)];
  const noColour = Buffer.alloc((width * height) / 2, 128);
  for (const [conditions, seconds] of scenes) {
    const frame = Buffer.concat([Buffer.from("FRAME\n"), scene(conditions), noColour]);
    for (let count = 0; count < seconds * framesPerSecond; ++count) parts.push(frame);
  }
  const path = join(tmpdir(), `sealflow-film-${process.pid}-${name}.y4m`);
  writeFileSync(path, Buffer.concat(parts));
  process.on("exit", () => rmSync(path, {force: true}));
  return path;
}
