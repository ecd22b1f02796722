// Runs the fenced blocks of the README, CONTRIBUTING, the guides and the numbered examples. README.md explains the markers.
import assert from "node:assert/strict";
import {existsSync, readdirSync} from "node:fs";
import {dirname, join} from "node:path";
import {after, before, describe, test} from "node:test";
import {pathToFileURL} from "node:url";
import {languages} from "./lib/languages.mjs";
import {blocksOf, readDocument, root} from "./lib/markdown.mjs";
import {checkPage} from "./lib/pages.mjs";
import * as prerequisites from "./lib/prerequisites.mjs";
import {Workplace} from "./lib/workplace.mjs";

const guides = readdirSync(join(root, "docs/guides")).filter((name) => name.endsWith(".md"));
const examples = readdirSync(join(root, "examples")).filter((name) => /^\d\d-/.test(name));
const documents = ["README.md", "CONTRIBUTING.md", ...guides.map((name) => `docs/guides/${name}`), ...examples.map((name) => `examples/${name}/README.md`)];

/** kind -> (block, workplace, file name without ending) -> {code, stdout, stderr} or nothing */
const kinds = {
  ...Object.fromEntries(Object.entries(languages).map(([kind, run]) => [kind, ({text}, place, name) => run(text, place, name)])),
  async node(block, place, name) {
    const {drive} = block.marker.options;
    if (drive === undefined) return languages.node(block.text, place, name);
    place.usePackages();
    const file = `${name}.mjs`;
    place.write(file, block.text);
    const driver = await import(`./lib/drive-${drive}.mjs`);
    Object.assign(process.env, place.server.environment);
    const snippet = await import(pathToFileURL(join(place.folder, file)).href);
    await driver.drive(snippet, place.server);
    return undefined;
  },
  async cpp({text}, place, name) {
    place.write(`${name}.cpp`, text);
    const compiled = await place.run("g++", [
      "-std=c++20", "-Wall", "-Wextra", "-Wno-missing-field-initializers", "-I", join(root, "core/include"), `${name}.cpp`, "-o", name, ...prerequisites.libraries(),
    ]);
    assert.equal(compiled.code, 0, compiled.stderr);
    assert.equal(compiled.stderr, "", "no warning");
    return place.run(`./${name}`, []);
  },
  async cmake({text, marker}, place, name) {
    const lines = text.replace(/GIT_REPOSITORY .*? GIT_TAG <.*?>/, `SOURCE_DIR ${root}`);
    place.write("main.cpp", "int main() {}\n");
    const project = "cmake_minimum_required(VERSION 3.25)\nproject(mine LANGUAGES C CXX)\nadd_executable(my_program main.cpp)\n";
    place.write("CMakeLists.txt", project + lines);
    const installed = marker.options.with === "prefix" ? [`-DCMAKE_PREFIX_PATH=${place.usePrefix()}`] : [];
    const configured = await place.run("cmake", ["-G", "Ninja", "-B", name, ...installed, "."]);
    if (configured.code !== 0) return configured;
    if (installed.length > 0) return place.run("cmake", ["--build", name]);
    const planned = await place.run("ninja", ["-C", name, "-n", "my_program"]);
    assert.match(planned.stdout, /libsealflow_core\.a/, "the core is built");
    assert.doesNotMatch(planned.stdout, /sealflow_server|catch/, "and nothing that is not needed");
    return planned;
  },
  async flow({text}, place, name) {
    place.write(`${name}.flow.json`, text);
    return place.run(prerequisites.cli(), ["flow", "check", `${name}.flow.json`]);
  },
  async json({text}) {
    JSON.parse(text);
  },
  async page({text}, place, name) {
    await checkPage(text, place, name);
  },
  async scripts({text}, place) {
    const named = [...text.matchAll(/^\s*\.\/(scripts\/[\w-]+)/gm)].map(([, path]) => path);
    assert.ok(named.length > 0, "no script is named");
    for (const path of new Set(named)) {
      assert.ok(existsSync(join(root, path)), `there is no ${path}`);
      const {code, stderr} = await place.run(join(root, path), ["--help"]);
      assert.equal(code, 0, `${path} --help: ${stderr}`);
    }
  },
};

/** `…` alone in a line: any lines; within a line: anything. */
function pattern(expected) {
  const lines = expected.trimEnd().split("\n").map((line) => {
    if (line.trim() === "…") return "(?:.*\n)*?";
    return `${line.trimEnd().split("…").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join(".*")}\n`;
  });
  return new RegExp(`^${lines.join("")}$`);
}

const withoutTrailingSpace = (text) => `${text.trimEnd().replace(/[ \t]+$/gm, "")}\n`;

for (const path of documents) {
  describe(path, {concurrency: 1}, () => {
    let place;
    let last;
    before(() => (place = new Workplace(path.startsWith("examples/") ? dirname(path) : undefined)));
    after(() => place.close());

    for (const block of blocksOf(readDocument(path))) {
      const {line, marker, language} = block;
      const name = `block${line}`;
      test(`line ${line}: ${marker ? [marker.verb, ...marker.words].join(" ") : language || "no language"}`, async () => {
        assert.ok(marker, "a block without a marker: see tests/docs/README.md");
        if (marker.verb === "not run") {
          assert.ok(marker.words[0]?.length > 5, '"not run" says why');
          return;
        }
        if (marker.verb === "file") {
          place.write(marker.words[0], block.text);
          return;
        }
        if (marker.verb === "output") {
          assert.ok(last, "an output follows a block that was run");
          assert.match(withoutTrailingSpace(last.stdout), pattern(block.text));
          return;
        }
        const run = kinds[marker.words[0]];
        assert.ok(run, `there is no kind "${marker.words[0]}"`);
        last = undefined;
        if (marker.options.with === "server") await place.useServer();
        if (marker.options.with === "prefix") place.usePrefix();
        if (marker.options.with === "result") await place.useResult();
        if (marker.options.with === "webhook") await place.useWebhook();
        if (marker.options.with === "receipt") place.useReceipt();
        const ran = await run(block, place, name);
        if (ran === undefined) return;
        assert.equal(ran.code, Number(marker.options.exit ?? 0), `${ran.stdout}${ran.stderr}`);
        last = ran;
      });
    }
  });
}
