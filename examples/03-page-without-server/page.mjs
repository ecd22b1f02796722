// Shows whatever stage is due, and hands in what was typed. All decisions are the core's; the run is kept in IndexedDB.
import {indexedDbStore, SealflowError, startLocal} from "./sealflow/local.js";
import {flow} from "./flow.mjs";

const $ = (id) => document.getElementById(id);
const say = (text) => ($("message").textContent = text);

const run = await startLocal({
  flow,
  store: indexedDbStore("library"),
  onSuccess: ({local}) => say(`Welcome, ${run.result.stages.FS0person.input.name}! (local: ${local})`),
  onSkip: ({stage}) => {
    say(`You left at ${stage}.`);
    $("retry").hidden = false;
  },
  onError: ({message}) => say(message),
});
run.on("stage", show);

$("stage").addEventListener("submit", async (event) => {
  event.preventDefault();
  for (const box of $("fields").querySelectorAll("input")) box.removeAttribute("aria-invalid");
  try {
    say("");
    await run.submit(run.view.stage.id, typed());
  } catch (error) {
    if (!(error instanceof SealflowError)) throw error;
    say(error.message);
    for (const {where} of error.details) $("fields").querySelector(`[name="${where.slice(1)}"]`)?.setAttribute("aria-invalid", "true");
  }
});
$("leave").addEventListener("click", () => run.skip());
$("retry").addEventListener("click", () => launch(true));

await launch(false);

async function launch(retry) {
  $("retry").hidden = true;
  say("");
  try {
    const plan = await run.launch({retry});
    $("plan").replaceChildren(
      ...plan.steps.map(({stage, verdict, reason}) => Object.assign(document.createElement("li"), {textContent: `${stage}: ${verdict} (${reason})`})),
    );
  } catch (error) {
    // Left before, and the page was opened again: going on is the user's decision.
    if (error.code !== "handshake_consumed") throw error;
    say("You left this before.");
    $("retry").hidden = false;
  }
}

function show(stage) {
  $("stage").hidden = stage === null;
  if (stage === null) return;
  const fields = stage.type === "consent" ? [{name: "accepted", label: stage.text, box: true}] : stage.fields;
  $("fields").replaceChildren(
    ...fields.map(({name, label, box}) => {
      const input = Object.assign(document.createElement("input"), {name, type: box ? "checkbox" : "text"});
      const line = document.createElement("label");
      line.append(...(box ? [input, ` ${label.en}`] : [label.en, input]));
      return line;
    }),
  );
  $("fields").querySelector("input").focus();
}

function typed() {
  const inputs = [...$("fields").querySelectorAll("input")];
  return Object.fromEntries(inputs.map(({name, type, checked, value}) => [name, type === "checkbox" ? checked : value]));
}
