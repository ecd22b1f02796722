// Fenced blocks of a document, each with the marker before it; headings; links.
import {readFileSync} from "node:fs";
import {join, resolve} from "node:path";
import {fileURLToPath} from "node:url";

export const root = resolve(fileURLToPath(new URL("../../..", import.meta.url)));

export const readDocument = (path) => readFileSync(join(root, path), "utf8");

/** `{line, language, text, marker}`; `marker` is undefined or `{verb, words, options}`. */
export function blocksOf(document) {
  const lines = document.split("\n");
  const blocks = [];
  let comment;
  for (let i = 0; i < lines.length; ++i) {
    const fence = /^( {0,3})(`{3,}|~{3,})\s*([\w+-]*)/.exec(lines[i]);
    if (!fence) {
      const marker = /^<!--\s*(run|file|output|not run)\b:?\s*(.*?)\s*-->$/.exec(lines[i].trim());
      // An empty line between marker and block is fine; text is not.
      if (marker) comment = marker;
      else if (lines[i].trim() !== "") comment = undefined;
      continue;
    }
    const [, indent, mark, language] = fence;
    const line = i + 1;
    const body = [];
    for (++i; i < lines.length && !new RegExp(`^ {0,3}${mark[0]}{${mark.length},}\\s*$`).test(lines[i]); ++i) {
      body.push(lines[i].startsWith(indent) ? lines[i].slice(indent.length) : lines[i]);
    }
    if (i === lines.length) throw new Error(`the block of line ${line} is not closed`);
    blocks.push({line, language, text: `${body.join("\n")}\n`, marker: comment && readMarker(comment)});
    comment = undefined;
  }
  return blocks;
}

function readMarker([, verb, rest]) {
  if (verb === "not run") return {verb, words: [rest].filter(Boolean), options: {}};
  const words = [];
  const options = {};
  for (const word of rest.split(/\s+/).filter(Boolean)) {
    const [name, value] = word.split("=");
    if (value === undefined) words.push(word);
    else options[name] = value;
  }
  return {verb, words, options};
}

/** The document without its fenced blocks and code spans: what is left has real links. */
export function proseOf(document) {
  let open = "";
  return document
    .split("\n")
    .map((line) => {
      const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
      if (open === "" && mark) {
        open = mark;
        return "";
      }
      if (open !== "") {
        if (mark?.startsWith(open)) open = "";
        return "";
      }
      return line.replace(/(`+)(?!`).*?[^`]\1(?!`)/g, "");
    })
    .join("\n");
}

/** Anchors as GitHub makes them. */
export function anchorsOf(document) {
  const anchors = new Set();
  const counts = new Map();
  let open = false;
  for (const line of document.split("\n")) {
    if (/^ {0,3}(```|~~~)/.test(line)) open = !open;
    const heading = open ? null : /^#{1,6}\s+(.*?)\s*#*$/.exec(line);
    if (!heading) continue;
    const plain = heading[1].replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").toLowerCase();
    const slug = plain.replace(/[^\p{L}\p{N}\p{M} _-]/gu, "").replace(/ /g, "-");
    const seen = counts.get(slug) ?? 0;
    counts.set(slug, seen + 1);
    anchors.add(seen === 0 ? slug : `${slug}-${seen}`);
  }
  return anchors;
}

/** Rows of the table whose header has these cells first; cells without their backquotes. */
export function tableOf(document, ...header) {
  const cells = (line) =>
    line
      .trim()
      .replace(/^\||\|$/g, "")
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim().replace(/\\\|/g, "|"));
  const lines = document.split("\n");
  const start = lines.findIndex((line) => line.startsWith("|") && header.every((name, i) => cells(line)[i] === name));
  if (start < 0) throw new Error(`there is no table with the header ${header.join(" | ")}`);
  const rows = [];
  for (let i = start + 2; i < lines.length && lines[i].startsWith("|"); ++i) rows.push(cells(lines[i]));
  return rows;
}

export const bare = (cell) => cell.replace(/^`|`$/g, "");
