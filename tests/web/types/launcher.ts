// The page's side.
import {AttestrFlowx} from "../../../web/src/flowx.js";
import {defineFlowElement, launch, preload, type FlowEvents, type LaunchOptions, type SealflowFlowElement} from "../../../web/src/index.js";

const least: LaunchOptions = {server: "https://s.test", clientKey: "k", handshake: "DS0"};

// @ts-expect-error no server
launch({clientKey: "k", handshake: "DS0"});
// @ts-expect-error a handshake is text
launch({...least, handshake: 7});
// @ts-expect-error there is no such option
launch({...least, onComplete: () => undefined});
// @ts-expect-error a function is no JSON
launch({...least, variables: {callback: () => undefined}});
// @ts-expect-error an engine that there is not
launch({...least, engine: "asm"});

// Handlers know what they get, and may be asynchronous.
launch({...least, onSuccess: async ({signature, status}) => Promise.resolve([signature.length, status.length])});
launch({...least, onError: ({code, retry}) => code.toFixed() + String(retry satisfies false)});
launch({...least, onSkip: ({stage, reason, resumable}) => [stage satisfies string | null, reason.length, resumable satisfies boolean]});
// @ts-expect-error skip has no code
launch({...least, onSkip: ({code}) => code});
// @ts-expect-error nobody may have got as far as a stage
launch({...least, onSkip: ({stage}) => stage.length});

// A token comes by a promise.
launch({...least, getToken: async () => (await fetch("/token")).text()});
// @ts-expect-error a token itself would be out of date when it is asked for again
launch({...least, getToken: "token"});
// @ts-expect-error the promise is of a text
launch({...least, getToken: () => Promise.resolve(7)});

// Events have names and types, and each says of which moment it is.
const flow = launch(least);
flow.on("entered", ({stage, type, handshake, run, seq}) => [stage.length, type.length, handshake.length, run + seq]);
flow.on("rejected", ({code, triesLeft}) => [code.length, triesLeft satisfies number | null]);
flow.on("outcome", (outcome) => (outcome.handler === "success" ? outcome.payload.signature : outcome.payload.stage));
const stop: () => void = flow.on("closed", () => undefined);
// @ts-expect-error no such event
flow.on("finished", () => undefined);
// @ts-expect-error what was typed is not in it
flow.on("submitted", ({input}) => input);
// @ts-expect-error a pass does not say with what
flow.on("passed", ({output}) => output);
// @ts-expect-error an error has no signature
flow.on("outcome", ({payload}) => payload.signature);
// @ts-expect-error gives nothing to wait for
flow.destroy().then(stop);

export const prepared: Promise<void> = preload({locale: "hi", engine: "javascript"});
// @ts-expect-error nothing is asked of a server
void preload({server: "https://s.test"});

// An element of the usual name is known by it, and so are its events, on whatever is around it, too.
document.createElement("sealflow-flow").getToken = () => Promise.resolve("token");
document.querySelector("sealflow-flow")?.addEventListener("sealflow-rejected", ({detail}) => detail.code.length);
document.addEventListener("sealflow-success", ({detail}) => detail.signature.length);
// @ts-expect-error an error has no signature
document.addEventListener("sealflow-error", ({detail}) => detail.signature.length);

export function element(found: SealflowFlowElement): void {
  defineFlowElement("my-flow");
  found.destroy();
  found.getToken = () => Promise.resolve("token");
  // @ts-expect-error attributes are attributes
  found.handshake = "DS0";
}

// @ts-expect-error an event without its moment
export const half: FlowEvents["online"] = {run: 1};

new AttestrFlowx({cl: "k", hs: "DS0", onFlowxComplete: (data) => data.toString()}).launch();
// @ts-expect-error hs is needed
new AttestrFlowx({cl: "k"});
// @ts-expect-error launch() takes nothing: the options were given before
new AttestrFlowx({cl: "k", hs: "DS0"}).launch("en");
