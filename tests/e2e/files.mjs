// Files that a user might choose, made on the spot.
import {randomBytes} from "node:crypto";
import {mkdtempSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import * as zlib from "node:zlib";

const folder = mkdtempSync(join(tmpdir(), "sealflow-files-"));

/** In a folder of its own: a file that is written once more after it was chosen is another one. */
function keep(name, bytes) {
  const path = join(mkdtempSync(join(folder, "file-")), name);
  writeFileSync(path, bytes);
  return path;
}

/** A picture of something like an identity card. */
export function cardPicture(width = 640, height = 404) {
  const rows = Buffer.alloc((width * 3 + 1) * height);
  for (let y = 0; y < height; ++y) {
    for (let x = 0; x < width; ++x) {
      rows.set(colourAt(x / width, y / height), y * (width * 3 + 1) + 1 + x * 3);
    }
  }
  return keep("card.png", pngFile(width, height, zlib.deflateSync(rows)));
}

/** A picture that cannot be compressed: of about so many bytes. */
export function noisePicture(bytes, name = "noise.png") {
  const side = Math.ceil(Math.sqrt(bytes / 3));
  const rows = randomBytes((side * 3 + 1) * side);
  for (let y = 0; y < side; ++y) rows[y * (side * 3 + 1)] = 0;
  return keep(name, pngFile(side, side, zlib.deflateSync(rows, {level: 0})));
}

function pngFile(width, height, pixels) {
  const size = Buffer.alloc(13);
  size.writeUInt32BE(width, 0);
  size.writeUInt32BE(height, 4);
  size.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk("IHDR", size), chunk("IDAT", pixels), chunk("IEND", Buffer.alloc(0))]);
}

function colourAt(x, y) {
  const inside = (left, top, right, bottom) => x > left && x < right && y > top && y < bottom;
  if (y < 0.16) return [23, 78, 120];
  if (inside(0.06, 0.28, 0.3, 0.82)) return (x - 0.18) ** 2 + (y - 0.45) ** 2 * 0.6 < 0.0045 ? [150, 120, 100] : [205, 214, 224];
  if ([0.32, 0.46, 0.6].some((top, index) => inside(0.37, top, 0.92 - index * 0.12, top + 0.045))) return [120, 134, 152];
  return [236, 240, 245];
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  out.set(body, 4);
  out.writeUInt32BE(checksum(body), body.length + 4);
  return out;
}

/** zlib has it since Node 22. */
function checksum(bytes) {
  if (zlib.crc32) return zlib.crc32(bytes);
  let sum = ~0;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; ++bit) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return ~sum >>> 0;
}

export const textFile = () => keep("notes.txt", "no picture at all");
/** Says that it is a picture, but is none: only the server looks inside. */
export const disguisedFile = () => keep("disguised.png", "still no picture");
