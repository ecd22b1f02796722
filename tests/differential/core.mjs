// The core: the same commands, through the text API of `sealflow/core`.
import {createHash} from "node:crypto";

const begin = 1_800_000_000_000;
const media = {MX1known: {type: "image/png", size: 1000}};

/** What a command is for the core: the answer for the stage that is due, with the code that was sent. */
function commandOf(flow, state, code, command) {
  if (command.type === "skip") return {type: "skip"};
  if (command.type === "fail") return {type: "fail", input: {code: "camera_unavailable"}};
  const stage = command.stage ?? state.current;
  const type = flow.stages.find(({id}) => id === state.current)?.type ?? "form";
  const answer = command.answers[type];
  const codes = {right: code, wrong: `${(Number(code[0]) + 1) % 10}${code.slice(1)}`, short: "12"};
  return {type: "submit", stage, input: type === "otp" ? {code: codes[answer]} : answer, media};
}

/** `{send(command), seen()}`, like the judge. */
export function coreOf(core, flow) {
  let state = null;
  let code = "000000";
  let count = 0;

  function decide(command) {
    count += 1;
    const entropy = createHash("sha256").update(String(count)).digest("hex");
    const request = {flow: flow.definition, state, command: {...command, entropy}, now: begin + count * 1000};
    const reply = JSON.parse(core.callText("decide", JSON.stringify(request)));
    // A refused command changes nothing.
    if (!reply.ok) return reply.error;
    const {events, effects} = reply.value;
    code = effects.findLast(({kind}) => kind === "send_code")?.payload.code ?? code;
    if (events.length > 0) state = core.evolve(state, events).state;
  }

  function launch(more) {
    return decide({type: "launch", launch: {
      handshake: `DS0${"a".repeat(22)}`, backendVariables: {mobile: "+919876543210"}, expiresAt: begin + 86_400_000, ...more,
    }});
  }

  const refused = launch({variables: flow.inputs, newDevice: "d1"});
  if (refused) throw new Error(`the launch was refused: ${refused.message}`);
  return {
    send(command) {
      const refusal = command.type === "retry" ? launch({retry: true, device: "d1"}) : decide(commandOf(flow, state, code, command));
      if (refusal?.code === "internal" || refusal?.code === "malformed_request") throw new Error(refusal.message);
    },
    seen() {
      const {outcome, end, status, stages} = state;
      const tries = flow.stages.map(({id}) => stages.find((each) => each.id === id)?.tries ?? 0);
      return {stage: outcome === "none" ? state.current : "", outcome, end, status, tries: tries.join()};
    },
  };
}
