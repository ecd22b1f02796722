// The port behind which a provider's page part works: what it is given, and what it reports. What it reports is a claim;
// the server asks the provider itself (docs/guides/connect-a-provider.md).
import {load} from "../load.js";
import type {CameraProblem} from "../ui/capture/camera.js";

/** What a bridge is given for one scan. */
export interface ScanRequest {
  /** An empty element on the screen, for the provider to show itself in. It goes when the scan is over. */
  readonly container: HTMLElement;
  /** The name that the flow uses. */
  readonly provider: string;
  /** `enrol`: the provider remembers the person; `verify`: it compares with what it remembers. */
  readonly mode: "enrol" | "verify";
  /** The provider's own token, good for one scan. */
  readonly token: string;
  /** ms since 1970, by the server's clock. */
  readonly expiresAt: number;
  /** BCP 47, of the launch. */
  readonly locale: string;
  /** Aborted when the person stops, or the screen goes: turn the camera off, then report `cancelled`. */
  readonly signal: AbortSignal;
  /** How far the scan is, 0 to 1. */
  progress(share: number): void;
  /** One of the launcher's own texts in the person's language, or "". */
  text(key: string): string;
}

/** Why a scan could not begin: no secure page, a browser that cannot, a camera that is refused, absent or in use. */
export type ScanObstacle = CameraProblem;

/** How a scan ended, by the page's account. */
export type ScanReport =
  /**
   * The scan is over, passed or failed: the server asks the provider now, and that may use up a try. `reasons` are the
   * provider's feedback in the neutral names of the guide (`too_dark`, `face_too_far` …); they choose the tips when
   * the server has none.
   */
  | {outcome: "finished"; reasons?: readonly string[]}
  /** The person stopped. No try is used. */
  | {outcome: "cancelled"; tokenUsed?: boolean}
  /** It could not begin; the person is told what to do. No try is used. */
  | {outcome: "blocked"; obstacle: ScanObstacle}
  /** Something went wrong on the way. `tokenUsed`: the provider will not take this token again. No try is used. */
  | {outcome: "error"; tokenUsed?: boolean};

/** The page part of one provider. */
export interface ProviderBridge {
  /** Shows the provider's scan and resolves when it is over. What it throws counts as `error`. */
  scan(request: ScanRequest): Promise<ScanReport>;
}

/**
 * Bridges by the provider names that flows use. A function loads its bridge when the first scan begins, and not before; a
 * text names another entry: `{iproov: "simulated"}` uses the built-in simulation where the server does, too.
 */
export type ProviderBridges = Readonly<Record<string, string | (() => ProviderBridge | Promise<ProviderBridge>)>>;

const builtIn: ProviderBridges = {
  simulated: async () => (await load(() => import("./simulated.js"))).simulatedBridge,
};

/** Undefined when nobody has registered one. */
export async function loadBridge(name: string, given: ProviderBridges): Promise<ProviderBridge | undefined> {
  const bridges = {...builtIn, ...given};
  const entry = Object.hasOwn(bridges, name) ? bridges[name] : undefined;
  const found = typeof entry === "string" && Object.hasOwn(bridges, entry) ? bridges[entry] : entry;
  return typeof found === "function" ? found() : undefined;
}
