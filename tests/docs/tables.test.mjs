// Tables of documents against what the code says, so that neither drifts.
import assert from "node:assert/strict";
import {execFileSync} from "node:child_process";
import {existsSync, readdirSync} from "node:fs";
import {join} from "node:path";
import {test} from "node:test";
import {bare, readDocument, root, tableOf} from "./lib/markdown.mjs";
import * as prerequisites from "./lib/prerequisites.mjs";

const source = (path) => readDocument(path);
const sources = (folder, ending) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith(ending))
    .map((name) => source(`${folder}/${name}`))
    .join("\n");

test("errors.md is the core's catalogue", () => {
  const reply = execFileSync(prerequisites.cli(), ["call", "errors"], {input: "{}", encoding: "utf8"});
  const catalogue = JSON.parse(reply).value;
  const rows = tableOf(source("docs/reference/errors.md"), "number", "name", "HTTP", "retry", "text");
  assert.deepEqual(
    rows.map(([number, name, http, retry, text]) => ({number: Number(number), name: bare(name), http: Number(http), retryable: retry === "yes", text})),
    catalogue.map(({number, name, http, retryable, text}) => ({number, name, http, retryable, text})),
  );
});

test("fields.md has every format with its derived outputs, and says where each rule comes from", () => {
  const table = source("core/src/field.cpp").replaceAll(/\\\n\s*/g, "");
  const formats = [...table.matchAll(/X\("(\w+)", \w+, *"([\w ]*)"\)/g)].map(([, name, derived]) => [name, derived]);
  const page = source("docs/reference/fields.md");
  const rows = tableOf(page, "format", "accepts", "normalised to", "stored", "derived", "source");
  assert.ok(formats.length >= 18);
  assert.deepEqual(rows.map(([name, , , , derived]) => [bare(name), derived.replaceAll("`", "")]), formats);
  assert.deepEqual(rows.filter((row) => row[5] === "").map(([name]) => name), []);
  // Every refusal of a value is explained.
  const reasons = new Set([...sources("core/src/fields", ".cpp").matchAll(/\brefuse\(\s*"([a-z_]+)"/g)].map(([, reason]) => reason));
  const explained = tableOf(page, "reason", "when").flatMap(([names]) => names.split(", ").map(bare));
  assert.ok(reasons.size >= 5);
  assert.deepEqual([...reasons].filter((reason) => !explained.includes(reason)), []);
});

// What ObjectReader is asked for in the files that read flows.
const flowReaders = [source("core/src/flow.cpp"), sources("core/src/stages", ".cpp")].join("\n");
const flowFile = source("docs/reference/flow-file.md");

test("flow-file.md names every member that is read", () => {
  const read = [...flowReaders.matchAll(/(?:(?:reader|output)\.(?:text|texts|integer|flag|array|duration|localised|choice|member|rule)\(|read_(?:entry_rule|rules|server_name)\(reader,(?: stage,)?)\s*"(\w+)"/g)];
  const members = new Set(read.map(([, name]) => name));
  // A client view's own, which no file has.
  for (const name of ["view", "hash", "askServer"]) members.delete(name);
  assert.ok(members.size > 25, "the members were found");
  const missing = [...members].filter((name) => !flowFile.includes(`\`${name}\``) && !flowFile.includes(`"${name}"`));
  assert.deepEqual(missing, []);
});

test("flow-file.md explains every reason of the checker", () => {
  const checkers = [flowReaders, source("core/src/flow_check.cpp"), source("core/src/reader.cpp")].join("\n");
  const reasons = new Set([
    ...[...checkers.matchAll(/\brefuse\([^;]*?,\s*(?:own \? "\w+" : )?"([a-z_]+)",\s/g)].map(([, reason]) => reason),
    ...[...source("core/src/field.cpp").matchAll(/\breport\([^;]*?,\s*"([a-z_]+)",\s/g)].map(([, reason]) => reason),
    ...[...source("core/src/flow.cpp").matchAll(/\.reason = "([a-z_]+)"/g)].map(([, reason]) => reason),
  ]);
  const rows = new Set(tableOf(flowFile, "reason", "said by", "what is wrong").map(([reason]) => bare(reason)));
  assert.ok(reasons.size > 15, `found ${[...reasons].join(" ")}`);
  assert.deepEqual([...reasons].filter((reason) => !rows.has(reason)), []);
});

test("resume.md has every reason of a plan", () => {
  const rows = new Set(tableOf(source("docs/guides/resume.md"), "reason", "action").map(([reason]) => bare(reason)));
  const plan = source("core/src/plan.cpp");
  const given = [
    ...[...plan.matchAll(/\b(?:start|deliver)\("([a-z_]+)"\)/g)],
    ...[...plan.matchAll(/\? "([a-z_]+)" : "no_state"/g)],
    ...[...plan.matchAll(/plan_\.reason = "([a-z_]+)"/g)],
    ...[...plan.matchAll(/move_to\([^;]*"([a-z_]+)"\)/g)],
  ].map(([, reason]) => reason);
  assert.ok(given.length > 8);
  assert.deepEqual([...new Set(given)].filter((reason) => !rows.has(reason)), []);
});

test("operate.md has every setting of the server", () => {
  const settings = source("native/server/settings.cpp");
  const rows = tableOf(source("docs/guides/operate.md"), "flag", "environment", "file");
  const columns = [0, 1, 2].map((column) => rows.map((row) => bare(row[column])).filter((cell) => cell !== "").sort());
  const flags = [...settings.matchAll(/add_option\("(--[\w-]+)"/g)].map(([, name]) => name);
  const environment = [...settings.matchAll(/envname\("(\w+)"\)/g)].map(([, name]) => name);
  const file = [...settings.matchAll(/\{"(\w+)",\s*\[&\]/g)].map(([, name]) => name);
  assert.deepEqual(columns, [flags.sort(), environment.sort(), file.sort()]);
});

test("cli.md has every command and option, and no other", () => {
  const cli = prerequisites.cli();
  const help = (...words) => execFileSync(cli, [...words, "--help"], {encoding: "utf8"});
  const subcommands = (text) => {
    const [, list = ""] = /^Subcommands:\n((?: .*\n?)*)/m.exec(text) ?? [];
    return [...list.matchAll(/^ {2}([\w-]+)/gm)].map(([, name]) => name);
  };
  const commandsOf = (words) => {
    const below = subcommands(help(...words));
    return below.length === 0 ? [words] : below.flatMap((name) => commandsOf([...words, name]));
  };
  const commands = commandsOf([]);
  const page = source("docs/reference/cli.md");
  const headings = [...page.matchAll(/^### `sealflow ([a-z -]+?)`/gm)].map(([, words]) => words.trim());
  assert.deepEqual(headings.sort(), commands.map((words) => words.join(" ")).sort());
  for (const words of commands) {
    const section = page.slice(page.indexOf(`### \`sealflow ${words.join(" ")}\``)).split(/\n###? /)[0];
    const options = [...help(...words).matchAll(/(?<=^ {2}|,)(--[\w-]+)/gm)].map(([, name]) => name);
    const missing = options.filter((name) => !["--help", "--json"].includes(name) && !section.includes(`\`${name}`));
    assert.deepEqual(missing, [], `of ${words.join(" ")}`);
  }
});

test("libraries.md names what is linked and installed, with its version", () => {
  const page = source("docs/reference/libraries.md");
  const notices = source("THIRD_PARTY_NOTICES.md");
  const wanted = [];
  for (const path of ["cmake/Dependencies.cmake", "cmake/Catch2.cmake"]) {
    for (const [, name] of source(path).matchAll(/^\s*URL https:\/\/\S*?\/(?:v|mbedtls-)?(\d+\.\d+\.\d+)\//gm)) wanted.push(name);
  }
  for (const path of ["native/server/CMakeLists.txt", "native/cli/CMakeLists.txt"]) {
    for (const [, name] of source(path).matchAll(/find_package\((\w+)/g)) if (name !== "Threads") wanted.push(name);
  }
  const packages = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "--", "*package.json"], {cwd: root, encoding: "utf8"});
  for (const path of packages.split("\n").filter(Boolean)) {
    const {dependencies = {}, devDependencies = {}} = JSON.parse(source(path));
    for (const [name, version] of Object.entries({...dependencies, ...devDependencies})) {
      if (!version.startsWith("file:")) wanted.push(`\`${name}\` | ${version}`);
    }
  }
  assert.deepEqual(wanted.filter((name) => !page.toLowerCase().includes(name.toLowerCase())), []);
  // What is shipped has its licence in the notices.
  const shipped = tableOf(page, "library", "version", "licence", "why", "where")
    .filter((row) => row[5] === "yes")
    .map(([name]) => bare(name));
  assert.ok(shipped.length > 0);
  assert.deepEqual(shipped.filter((name) => !notices.includes(`## ${name}`)), []);
});

test("attestr-drop-in.md names a test for every row, and takes every option", () => {
  const page = source("docs/reference/attestr-drop-in.md");
  const rows = tableOf(page, "Attestr's", "here", "shown by");
  const wrong = [];
  for (const [theirs, , shown] of rows) {
    const [, path, title] = /^`([\w./-]+)` "([^"]+)"$/.exec(shown) ?? [];
    if (!path || !existsSync(join(root, path)) || !source(path).replaceAll("${kind}", "success").includes(title.replace(/\b(error|skip)(?= handler$)/, "success"))) {
      wrong.push(`${theirs}: ${shown}`);
    }
  }
  assert.ok(rows.length > 12);
  assert.deepEqual(wrong, []);
  const [, options] = /interface AttestrFlowxOptions \{([\s\S]*?)\n\}/.exec(source("web/src/drop-in/attestr.ts"));
  const names = [...options.matchAll(/^ {2}(\w+)\??:/gm)].map(([, name]) => name);
  assert.deepEqual(names.filter((name) => !page.includes(`\`${name}\``)), []);
});

test("put-it-in-a-page.md has every event", () => {
  const names = [...source("web/src/launch/events.ts").matchAll(/^ {2}(\w+): (?:Moment|OfStage)/gm)].map(([, name]) => name);
  const rows = tableOf(source("docs/guides/put-it-in-a-page.md"), "event", "with", "when").map(([name]) => bare(name));
  assert.ok(names.length > 10);
  assert.deepEqual(rows, names);
});

test("asvs.md names tests that are there, and says of every row how it stands", () => {
  const sections = source("docs/reference/asvs.md").split("\n## ").slice(1);
  const rows = sections.flatMap((section) => tableOf(section, "row", "asks for", "what answers it", "shown by", "status"));
  assert.ok(rows.length > 50);
  const wrong = [];
  for (const [numbers, , , shown, status] of rows) {
    if (!["met", "partly", "operator", "no"].includes(status)) wrong.push(`${numbers}: the status is "${status}"`);
    for (const [, path, , title] of shown.matchAll(/`([\w./*-]+)`( "([^"]+)")?/g)) {
      if (path.includes("*")) continue;
      if (!existsSync(join(root, path))) wrong.push(`${numbers}: there is no ${path}`);
      else if (title && !source(path).includes(title)) wrong.push(`${numbers}: ${path} has no "${title}"`);
    }
  }
  assert.deepEqual(wrong, []);
});
