// The recipes of the guides, word for word, with tools that know nothing of Sealflow: they take what is ours and refuse
// what was altered, and the core takes what they sign. At the end, a table.
import assert from "node:assert/strict";
import {readFileSync} from "node:fs";
import {join} from "node:path";
import {after, before, describe, test} from "node:test";
import {languages} from "../docs/lib/languages.mjs";
import {blocksOf, readDocument} from "../docs/lib/markdown.mjs";
import {loadCore} from "../docs/lib/signed.mjs";
import {Workplace} from "../docs/lib/workplace.mjs";

const core = await loadCore();
const schemes = {
  result: {
    guide: "docs/guides/verify-a-result-elsewhere.md",
    prepare: (place) => writeResult(place),
    altered: {
      // The last digit of the score; of both, since recipes read the one or the other.
      body: {"answer.json": ['"score":1.5', '"score":1.6'], "result.json": ['"score":1.5', '"score":1.6']},
      key: {"secret.txt": [/^./, (digit) => (digit === "0" ? "1" : "0")]},
    },
    takes: (read, signature) => core.verify(read("secret.txt"), read("result.json"), signature),
  },
  webhook: {
    guide: "docs/guides/webhooks.md",
    prepare: (place) => place.useWebhook(),
    altered: {
      body: {"webhook-body.json": ['"seq":7', '"seq":8']},
      key: {"webhook-secret.txt": [/(?<=^whsec_)./, (letter) => (letter === "A" ? "B" : "A")]},
      age: {"webhook-timestamp.txt": [/\d+/, (seconds) => String(seconds - 3600)]},
    },
    takes(read, signature) {
      const headers = {id: read("webhook-id.txt"), timestamp: read("webhook-timestamp.txt"), signature};
      return core.verifyWebhook([read("webhook-secret.txt")], headers, read("webhook-body.json"), Date.now());
    },
  },
  receipt: {
    guide: "docs/guides/receipts.md",
    prepare: (place) => place.useReceipt(),
    altered: {
      body: {"result.json": [/.$/, "\n}"]},
      key: {"receipt.txt": [/(?<=\.)...(?=[\w-]+\n$)/, (three) => (three === "AAA" ? "BBB" : "AAA")]},
      salt: {"salt.txt": [/^./, (digit) => (digit === "0" ? "1" : "0")]},
    },
    async takes(read, receipt) {
      const check = {receipt, jwks: read("jwks.json"), resultText: read("result.json"), salt: read("salt.txt"), now: Date.now()};
      return (await core.verifyReceipt(check)).verification;
    },
  },
};

/** What the server's answer is, and its pieces. */
function writeResult(place) {
  const secret = "5ecret".repeat(10) + "abcd";
  const result = '{"FS0a":{"input":{"name":"आशा"},"output":{"score":1.5}}}';
  const signature = core.sign(secret, result);
  place.write("secret.txt", `${secret}\n`);
  place.write("result.json", result);
  place.write("signature.txt", signature);
  place.write("handler-signature.txt", signature);
  place.write("answer.json", `{"_id":"DS0x","tag":"t","archived":null,"result":${result},"resultSignature":"${signature}"}`);
}

const table = [];
const record = (scheme, tool, direction, verdict) => table.push({scheme, tool, direction, verdict});

for (const [scheme, {guide, prepare, altered, takes}] of Object.entries(schemes)) {
  const recipes = blocksOf(readDocument(guide)).filter(({marker}) => marker?.options.does !== undefined);
  const of = (does) => recipes.filter(({marker}) => marker.options.does === does);

  describe(scheme, {concurrency: 1}, () => {
    let place;
    const read = (name) => readFileSync(join(place.folder, name), "utf8").trim();
    before(async () => prepare((place = new Workplace())));
    after(() => place.close());

    const run = ({text, line, marker}) => languages[marker.words[0]](text, place, `recipe${line}`);
    const toolOf = ({marker}) => marker.options.tool ?? marker.words[0];
    const verdictOf = async (recipe) => (await run(recipe)).stdout.trim();

    test("there are recipes for both directions", () => {
      assert.ok(of("verify").length >= 4 && of("sign").length >= 4, `${guide}: ${recipes.length} recipes`);
    });

    for (const recipe of of("verify")) {
      const tool = toolOf(recipe);
      test(`${tool} takes ours`, async () => {
        assert.equal(await verdictOf(recipe), "genuine");
        record(scheme, tool, "takes ours", "genuine");
      });
      for (const [what, changes] of Object.entries(altered)) {
        // By hand nobody looks at the clock.
        if (what === "age" && tool === "openssl") continue;
        test(`${tool} refuses it with another ${what}`, async () => {
          const before = Object.fromEntries(Object.keys(changes).map((name) => [name, readFileSync(join(place.folder, name), "utf8")]));
          try {
            for (const [name, [from, to]] of Object.entries(changes)) {
              const changed = before[name].replace(from, to);
              assert.notEqual(changed, before[name]);
              place.write(name, changed);
            }
            assert.equal(await verdictOf(recipe), "NOT genuine");
            record(scheme, tool, `another ${what}`, "refused");
          } finally {
            for (const [name, text] of Object.entries(before)) place.write(name, text);
          }
        });
      }
    }

    for (const recipe of of("sign")) {
      const tool = toolOf(recipe);
      test(`the core takes what ${tool} signs`, async () => {
        const {code, stdout, stderr} = await run(recipe);
        assert.equal(code, 0, stderr);
        assert.equal(await takes(read, stdout.trim()), "ok");
        record(scheme, tool, "signs", "ok");
      });
    }
  });
}

after(() => {
  const directions = ["takes ours", "another body", "another key", "another age", "another salt", "signs"];
  console.log(["scheme", "tool", ...directions].map((cell, i) => cell.padEnd(i < 2 ? 18 : 14)).join(""));
  const rows = new Map(table.map(({scheme, tool}) => [`${scheme} ${tool}`, {scheme, tool}]));
  for (const {scheme, tool} of rows.values()) {
    const cells = directions.map((direction) => table.find((one) => one.scheme === scheme && one.tool === tool && one.direction === direction)?.verdict ?? "-");
    console.log([scheme, tool, ...cells].map((cell, i) => cell.padEnd(i < 2 ? 18 : 14)).join(""));
  }
});
