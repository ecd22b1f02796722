// Types are a promise, too. Checked by `npm run typecheck`, never run.
import {launch, type LaunchOptions} from "../../web/src/index.js";
import {AttestrFlowx} from "../../web/src/flowx.js";
import type {Core} from "../../web/src/engine/full.js";
import type {ErrorCode} from "../../web/src/protocol/error-codes.js";
import {verifyResult, type ResultCheck, type SealflowBackend} from "../../web/src/server.js";

const least: LaunchOptions = {server: "https://s.test", clientKey: "k", handshake: "DS0"};

// Three strings are needed.
// @ts-expect-error no server
launch({clientKey: "k", handshake: "DS0"});
// @ts-expect-error a handshake is text
launch({...least, handshake: 7});
// @ts-expect-error there is no such option
launch({...least, onComplete: () => undefined});
// @ts-expect-error a function is no JSON
launch({...least, variables: {callback: () => undefined}});

// Handlers know what they get, and may be asynchronous.
launch({...least, onSuccess: async ({signature, status}) => Promise.resolve([signature.length, status.length])});
launch({...least, onError: ({code, retry}) => code.toFixed() + String(retry satisfies false)});
// @ts-expect-error skip has no code
launch({...least, onSkip: ({code}) => code});

// Events have names and types.
const flow = launch(least);
flow.on("stage", (stage) => stage?.id.length);
flow.on("outcome", (outcome) => (outcome.handler === "success" ? outcome.payload.signature : outcome.payload.stage));
// @ts-expect-error no such event
flow.on("finished", () => undefined);

new AttestrFlowx({cl: "k", hs: "DS0", onFlowxComplete: (data) => data.toString()}).launch();
// @ts-expect-error hs is needed
new AttestrFlowx({cl: "k"});

const code: ErrorCode = "attempts_exhausted";
// @ts-expect-error not in the catalogue
const unknown: ErrorCode = "attempts_over";

export function uses(core: Core, backend: SealflowBackend, check: ResultCheck): void {
  const verification = core.verify("secret", "{}", "ff");
  // @ts-expect-error an answer, not a boolean
  const wrong: boolean = verification;
  // @ts-expect-error a flow is text or an object
  core.check(7);
  // @ts-expect-error only failed checks have a reason
  check.reason.toString();
  if (!check.ok) check.reason satisfies string;
  // @ts-expect-error a tag is needed
  void backend.createHandshake({flow: "FX0"});
  // @ts-expect-error of which flow?
  void backend.listHandshakes({tag: "u1"});
  // @ts-expect-error a tag that may be lost would list everybody's
  void backend.listHandshakes({flow: "FX0", tag: undefined});
  void backend.cancelHandshake("DS0").then(({id, cancelled}) => {
    id satisfies string;
    // @ts-expect-error null: it was not
    cancelled satisfies number;
    cancelled satisfies number | null;
  });
  // @ts-expect-error what the handler got is needed
  void verifyResult({clientSecret: "s", result: {resultText: null, resultSignature: null}});
  void [wrong, code, unknown];
}

export async function lists(backend: SealflowBackend): Promise<void> {
  for await (const {id, outcome, consumed} of backend.listHandshakes({flow: "FX0", pageSize: 100})) {
    id satisfies string;
    outcome satisfies "completed" | "errored" | "skipped" | null;
    // @ts-expect-error null where it is not known
    consumed satisfies boolean;
  }
  // @ts-expect-error it comes page by page
  for (const handshake of backend.listHandshakes({flow: "FX0"})) void handshake;
}
