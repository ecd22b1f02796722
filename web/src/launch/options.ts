import type {OwnTexts} from "../i18n/messages.js";
import type {JsonObject} from "../protocol/json.js";
import type {ProviderBridges} from "../providers/bridge.js";
import type {ErrorPayload, SkipPayload, SuccessPayload} from "../protocol/outcome.js";

/** What a style sheet cannot say. Colours, typeface and the rest are custom properties: docs/guides/theme.md. */
export interface Theme {
  /** Address of a picture that stands in place of the app's name; the page's policy (`img-src`) must allow it. */
  logo?: string;
  /** The same for dark surroundings; default: `logo`. */
  logoDark?: string;
  /** Default: as the person's system has it. */
  scheme?: "light" | "dark";
}

/**
 * Which engine runs in the page. `auto`: WebAssembly, or plain JavaScript where the browser or the page's policy refuses
 * WebAssembly; finding that out is reported as a violation of the policy. `javascript`: does not even try.
 */
export type EngineChoice = "auto" | "javascript";

export interface LaunchOptions {
  /** Where sealflowd is, e.g. `https://verify.example.com`. */
  server: string;
  /** Public key of the app: 32 hex digits. */
  clientKey: string;
  /** Id that the backend got when it created the handshake: `DS0…`. */
  handshake: string;
  /** BCP 47; English where a text is missing. Default: the page's language, else the browser's. */
  locale?: string;
  /**
   * Own words instead of ours, as plain text: `{"consent.accept": "I accept"}`, or for each language
   * `{"consent.accept": {en: "I accept", es: "Aceptar"}}`.
   */
  texts?: OwnTexts;
  /** Go on with a handshake that has an outcome already, or that another device began. */
  retry?: boolean;
  /** Values for the flow's variables. Left out: those of the last launch stay. */
  variables?: JsonObject;
  /** A hand-off code from another device's link; `handoffFromAddress()` finds it. */
  handoff?: string;
  /**
   * Page parts of biometric providers, by the names that flows use: a function that loads one when it is needed, or the
   * name of another entry. `simulated` is there without being named. See docs/guides/connect-a-provider.md.
   */
  providers?: ProviderBridges;
  /**
   * The page's Content-Security-Policy, if it has one, allows `worker-src blob:`. Then pictures are judged in a worker
   * also where the launcher comes from another origin than the page. Default: false, and the main thread does it.
   */
  blobWorker?: boolean;
  /**
   * Page that a phone opens to go on there: it calls `handoffFromAddress()`. Default: this page, if it calls that
   * itself; if not, no phone is offered.
   */
  handoffUrl?: string;
  /** Element that the screens are put into. Default: a modal dialog over the page. */
  container?: Element;
  theme?: Theme;
  /**
   * Gives the auth token that your backend made for this user. Called when the server asks for one, and again when that
   * one has expired; what it gives is not kept. If it fails, the user may try again.
   */
  getToken?: () => Promise<string>;
  /** Default `auto`. */
  engine?: EngineChoice;
  /** Exactly one of the three is called, once per launch. */
  onSuccess?: (result: SuccessPayload) => unknown;
  onError?: (error: ErrorPayload) => unknown;
  onSkip?: (skip: SkipPayload) => unknown;
}

const functions = ["getToken", "onSuccess", "onError", "onSkip"] as const;

/** Are handshake and key what a server could know at all? They come from a backend, so `onError` hears of it. */
export function wellFormed({handshake, clientKey}: LaunchOptions): boolean {
  return /^DS0[0-9A-Za-z_-]{6,30}$/.test(handshake) && /^[0-9A-Fa-f]{32}$/.test(clientKey);
}

/**
 * What of them is given: null is what a template or another language makes of an option that is left out (but of
 * `container` it means an element that was not found). Throws TypeError for what only a programmer can mend.
 */
export function checkOptions(all: LaunchOptions): LaunchOptions {
  if (typeof (all as LaunchOptions | undefined) !== "object") throw new TypeError("launch() takes an object of options");
  const options = Object.fromEntries(Object.entries(all).filter(([name, value]) => value !== null || name === "container")) as unknown as LaunchOptions;
  const given: Partial<Record<keyof LaunchOptions, unknown>> = options;
  const must = (name: keyof LaunchOptions, holds: boolean, be: string): void => {
    if (!holds) throw new TypeError(`launch(): "${name}" is ${be}`);
  };
  for (const name of ["server", "clientKey", "handshake"] as const) must(name, typeof given[name] === "string", "a string");
  for (const name of functions) must(name, given[name] === undefined || typeof given[name] === "function", "a function");
  must("container", given.container === undefined || given.container instanceof Element, "an element of the page");
  must("engine", ["auto", "javascript", undefined].includes(options.engine), '"auto" or "javascript"');
  for (const [key, text] of Object.entries(options.texts ?? {})) {
    const words: unknown[] = typeof text === "object" ? Object.values((text as object | null) ?? [null]) : [text];
    if (!words.every((each) => typeof each === "string")) throw new TypeError(`launch(): "texts" has no text for "${key}"`);
  }
  must("server", /^https?:\/\//.test(options.server), "an http or https address");
  // Throws for what is none all the same.
  new URL(options.server);
  // Throws for what is no JSON: a bigint, a circle.
  JSON.stringify(options.variables);
  return options;
}
