// AttestrFlowx: the same options, handlers and payloads as Attestr's script, so that a page changes one address.
import {handoffFromAddress, ownHandoffUrl} from "../launch/handoff.js";
import type {EngineChoice, LaunchOptions} from "../launch/options.js";
import type {JsonObject} from "../protocol/json.js";

type Handler = (data: object) => unknown;

export interface AttestrFlowxOptions {
  /** Client key. */
  cl: string;
  /** Handshake id. */
  hs: string;
  /** Language. Attestr's own codes ma, pu, be, ka stand for mr, pa, bn, kn. */
  lc?: string;
  /** Values of the flow's variables. */
  qr?: JsonObject;
  retry?: boolean;
  onFlowxSuccess?: Handler;
  onFlowxComplete?: Handler;
  onFlowxError?: Handler;
  onFlowxSkip?: Handler;
  /** Names of before July 2021. */
  onComplete?: Handler;
  onError?: Handler;
  onSkip?: Handler;
  /** Sealflow's additions: where sealflowd is, if not where the script comes from; and which engine runs. */
  server?: string;
  engine?: EngineChoice;
  /** Further additions, as in `launch()`. */
  handoff?: string;
  handoffUrl?: string;
  container?: Element;
  theme?: LaunchOptions["theme"];
  texts?: LaunchOptions["texts"];
  providers?: LaunchOptions["providers"];
  blobWorker?: boolean;
}

/** `AttestrFlowx.handoff`: options to add when the page was opened by a link from another device, else null. */
export function findHandoff(): Pick<AttestrFlowxOptions, "hs" | "handoff"> | null {
  const found = handoffFromAddress();
  return found && {hs: found.handshake, handoff: found.handoff};
}

const languageAliases: Partial<Record<string, string>> = {ma: "mr", pu: "pa", be: "bn", ka: "kn"};

/** Whatever a page passes. */
function languageOf(code: unknown): string {
  const language = String(code);
  return languageAliases[language.toLowerCase()] ?? language;
}

export function toLaunchOptions(options: AttestrFlowxOptions, server: string): LaunchOptions {
  const {cl, hs, lc, qr, retry, handoffUrl = ownHandoffUrl()} = options;
  const onSuccess = options.onFlowxSuccess ?? options.onFlowxComplete ?? options.onComplete;
  const onError = options.onFlowxError ?? options.onError;
  const onSkip = options.onFlowxSkip ?? options.onSkip;
  return {
    server,
    // A missing one is reported to the error handler, as Attestr does.
    clientKey: text(cl),
    handshake: text(hs),
    // Older pages pass null.
    ...(lc && {locale: languageOf(lc)}),
    ...(qr && {variables: qr}),
    retry: retry === true,
    ...(handoffUrl !== undefined && {handoffUrl}),
    ...additions(options),
    ...(onSuccess && {onSuccess: (data: object) => onSuccess(readableTwice(data))}),
    ...(onError && {onError: (data: object) => onError(readableTwice(data))}),
    ...(onSkip && {onSkip: (data: object) => onSkip(readableTwice(data))}),
  };
}

/** What goes on as it is. */
function additions(options: AttestrFlowxOptions): Partial<LaunchOptions> {
  const names = ["engine", "handoff", "container", "theme", "texts", "providers", "blobWorker"] as const;
  return Object.fromEntries(names.filter((name) => options[name] !== undefined).map((name) => [name, options[name]]));
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/**
 * Attestr's guide shows handlers that get an object, its sample one that gets JSON text. This is both: an object whose
 * text is its JSON, so `data.signature` and `JSON.parse(data).signature` work alike.
 */
export function readableTwice<Data extends object>(data: Data): Data {
  return Object.defineProperty({...data}, "toString", {value: () => JSON.stringify(data), enumerable: false});
}

/** The address to talk to: the script's own origin, else its `data-server`, else the option. */
export function findServer(script: {src?: string; dataset?: DOMStringMap} | null, option: string | undefined): string {
  // An attribute or option is there because the script is kept at some other place than the server.
  const named = script?.dataset?.["server"] ?? option;
  if (named !== undefined && named !== "") return named;
  return script?.src ? new URL(script.src).origin : location.origin;
}
