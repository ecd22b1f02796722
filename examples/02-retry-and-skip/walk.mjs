// Walks the loan flow for a while. What happened is in run.json, so that the next process goes on.
//
//   node walk.mjs [--retry] [--answer N] [--leave]
//
// --answer N: answers N stages and stops there, as if the power had failed. Left out: answers all.
import {readFile} from "node:fs/promises";
import {parseArgs} from "node:util";
import {fileStore, startLocal} from "sealflow/local";

const {values} = parseArgs({options: {retry: {type: "boolean"}, answer: {type: "string"}, leave: {type: "boolean"}}});
const answers = {
  FS0person: {name: "Asha Rao", pan: "ABCPE1234F"},
  FS0income: {monthly: 45000},
  FS0terms: {accepted: true},
};

const run = await startLocal({
  flow: await readFile(new URL("loan.flow.json", import.meta.url), "utf8"),
  store: fileStore("run.json"),
  onSuccess: ({status}) => console.log(`success: ${status}`),
  onSkip: ({stage}) => console.log(`left at ${stage}`),
  onError: ({code, message}) => console.log(`error ${code}: ${message}`),
});

try {
  const plan = await run.launch({retry: values.retry ?? false});
  console.log(`${plan.action}, because ${plan.reason}`);
  for (const {stage, verdict, reason} of plan.steps) console.log(`  ${stage}: ${verdict} (${reason})`);
} catch (error) {
  console.log(`refused: ${error.code}`);
  process.exit(1);
}

for (let left = Number(values.answer ?? Infinity); left > 0 && run.view.stage !== null; --left) {
  await run.submit(run.view.stage.id, answers[run.view.stage.id]);
}
if (values.leave) await run.skip();
await run.settled();
if (run.result) console.log(JSON.stringify(run.result.stages.FS0person.output), run.result.local);
