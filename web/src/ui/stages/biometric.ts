// A scan by an outside provider, whose page part works behind a bridge. What the bridge reports is a claim: the server
// asks the provider, and its answer comes as the stage's next state.
import {html, nothing, svg, type TemplateResult} from "lit/html.js";
import {NetworkError} from "../../errors.js";
import type {MessageKey} from "../../i18n/messages.js";
import {loadBridge, type ProviderBridge, type ScanReport} from "../../providers/bridge.js";
import type {BiometricStage} from "../../protocol/flow.js";
import type {ScanNotes, StageRecord} from "../../protocol/state.js";
import {reportLater} from "../../session/emitter.js";
import type {CameraProblem} from "../capture/camera.js";
import {failureText} from "../frame.js";
import {icon} from "../icons.js";
import {StageScreen} from "./stage-screen.js";

/** A token that ends sooner is not begun with, in ms: its scan would be cut off. */
const leastLife = 5000;
/** ms after which a token is over by the server's clock, too: ours is a guess of it. */
const surelyOver = 1000;
/** Tokens that are over when they come, before that is called a failure. */
const mostRenewals = 2;

/** One scan on the screen. */
interface Scan {
  container: HTMLElement;
  stop: AbortController;
  share: number;
}

export class BiometricScreen extends StageScreen<BiometricStage> {
  #scan: Scan | undefined;
  /** What the provider's page part said of the scan that the server is asked about, or was. */
  #reasons: readonly string[] = [];
  /** The token that the provider will not take again; the next one comes when it has run out. */
  #used = "";
  #obstacle: CameraProblem | undefined;
  /** What happened without a try being used. */
  #remark: MessageKey | undefined;
  #seenTries = this.#record?.tries ?? 0;
  #changed: (() => void)[] = [];
  #disposed = false;

  override stateChanged(): void {
    for (const resolve of this.#changed.splice(0)) resolve();
    const tries = this.#record?.tries ?? 0;
    if (tries === this.#seenTries) return;
    this.#seenTries = tries;
    // The answer came while the person was waiting for it: it is what to read first.
    queueMicrotask(() => this.context.find("last-try")?.focus());
  }

  override hidden(): void {
    this.#scan?.stop.abort();
  }

  override dispose(): void {
    this.#disposed = true;
    this.hidden();
    this.stateChanged();
  }

  protected override body(): TemplateResult {
    if (this.#scan) return this.#scanning(this.#scan);
    if (this.#checking) return this.#waiting("biometric.checking", "biometric.checkingText");
    return this.#introduction();
  }

  protected override async submit(): Promise<void> {
    this.#obstacle = undefined;
    this.#remark = undefined;
    const bridge = await this.#loadBridge();
    if (bridge === undefined) return;
    const notes = await this.#freshToken();
    if (notes === undefined || this.#gone()) return;
    const report = await this.#runScan(bridge, notes);
    if (!this.#gone()) await this.#take(report, notes);
  }

  // --- what is seen ------------------------------------------------------------------------------

  #introduction(): TemplateResult {
    const {messages} = this.context;
    const rejection = this.context.session.lastRejection(this.stage.id);
    const again = (this.#record?.tries ?? 0) > 0;
    return html`${again ? this.#lastTry(rejection?.["code"]) : nothing}
      ${this.#remark === undefined ? nothing : html`<div class="notice note" role="status"><p>${messages.text(this.#remark)}</p></div>`}
      ${this.#obstacle === undefined
        ? nothing
        : html`<div class="notice note" id="obstacle" role="alert"><p>${messages.text(obstacles[this.#obstacle])}</p></div>`}
      ${again
        ? nothing
        : html`${this.#obstacle === undefined ? html`<div class="hero">${faceIcon}</div>` : nothing}
            <p class="lead">${messages.text(this.stage.mode === "verify" ? "biometric.whyVerify" : "biometric.whyEnrol")}</p>`}
      <ul class="tips">
        ${(["biometric.step.light", "biometric.step.face", "biometric.step.camera"] as const).map((key) => html`<li>${messages.text(key)}</li>`)}
      </ul>
      ${this.submitButton(messages.text(this.busy ? "biometric.preparing" : again ? "biometric.again" : "biometric.start"))}
      ${this.#obstacle === undefined || this.busy
        ? nothing
        : html`<button class="button link" type="button" @click=${this.#withoutCamera}>${messages.text("biometric.noCamera")}</button>`}`;
  }

  /** What the last try came to, what may help, and how many are left. */
  #lastTry(code: unknown): TemplateResult {
    const {messages} = this.context;
    const left = (this.stage.attempts ?? 0) - (this.#record?.tries ?? 0);
    const general = "biometric.tip.not_passed";
    // The server's reason comes from the provider; the page's own is for when that says no more than "no".
    const named = [code, ...this.#reasons].filter((reason) => reason !== "not_passed").map((reason) => `biometric.tip.${String(reason)}`);
    return html`<div class="notice bad" id="last-try" role="alert" tabindex="-1">
      <p><strong>${messages.text("biometric.notPassed")}</strong></p>
      <p>${messages.first(...named, general)}</p>
      ${this.stage.attempts === undefined || left < 1
        ? nothing
        : html`<p>${messages.text("biometric.left", {count: left})}</p>`}
    </div>`;
  }

  #scanning({container, share}: Scan): TemplateResult {
    const {messages} = this.context;
    return html`<div class="scan" @keydown=${this.#onKey}>
      ${container}
      <p class="lead" role="status">${messages.text("biometric.scanning")}</p>
      <progress max="1" .value=${share} aria-label=${messages.text("biometric.scanning")}></progress>
      <div class="actions">
        <button class="button plain" id="stop" type="button" @click=${this.#stop}>${messages.text("biometric.stop")}</button>
      </div>
    </div>`;
  }

  #waiting(title: MessageKey, text: MessageKey): TemplateResult {
    const {messages} = this.context;
    return html`<div class="screen centre" role="status">
      <span class="spinner"></span>
      <p><strong>${messages.text(title)}</strong></p>
      <p class="lead">${messages.text(text)}</p>
    </div>`;
  }

  // --- what happens ------------------------------------------------------------------------------

  /** A method, since it may come true while something is awaited. */
  #gone(): boolean {
    return this.#disposed;
  }

  get #record(): StageRecord | undefined {
    return this.context.session.record(this.stage.id);
  }

  /** The server is asking the provider. */
  get #checking(): boolean {
    const notes = this.#record?.notes as {note?: string} | null | undefined;
    return this.#record?.waiting === true && notes?.note === "checking";
  }

  async #loadBridge(): Promise<ProviderBridge | undefined> {
    const {provider} = this.stage;
    try {
      const bridge = await loadBridge(provider, this.context.providers);
      if (bridge !== undefined) return bridge;
      reportLater(new TypeError(`no bridge for the provider "${provider}": give launch() the option providers: {"${provider}": …}`));
      this.problem = this.context.messages.error("client_parameters_invalid");
    } catch (error) {
      reportLater(error);
      this.problem = failureText(new NetworkError("a bridge did not come"), this.context.messages);
    }
    return undefined;
  }

  /** Waits for a token that is good for long enough, and asks for another when it is not. */
  async #freshToken(): Promise<ScanNotes | undefined> {
    const {session} = this.context;
    for (let renewals = 0; !this.#gone(); ) {
      const notes = this.#record?.notes as ScanNotes | null | undefined;
      if (this.#record?.waiting === true || notes?.note !== "ready") {
        await new Promise<void>((resolve) => this.#changed.push(resolve));
        continue;
      }
      const left = notes.expiresAt - session.clock.now();
      if (left >= leastLife && notes.token !== this.#used) return notes;
      if (left > -surelyOver) {
        await new Promise((resolve) => setTimeout(resolve, Math.min(left + surelyOver, 1000)));
        continue;
      }
      if (renewals === mostRenewals) {
        this.problem = this.context.messages.error("provider_failed");
        return undefined;
      }
      renewals += 1;
      await session.renewToken(this.stage.id);
    }
    return undefined;
  }

  async #runScan(bridge: ProviderBridge, {token, expiresAt, provider, mode}: ScanNotes): Promise<ScanReport> {
    const {messages} = this.context;
    const scan: Scan = {container: document.createElement("div"), stop: new AbortController(), share: 0};
    this.#scan = scan;
    this.context.update();
    this.context.find("stop")?.focus();
    try {
      return await bridge.scan({
        container: scan.container,
        provider, mode, token, expiresAt,
        locale: messages.locale,
        signal: scan.stop.signal,
        progress: (share) => {
          scan.share = share;
          this.context.update();
        },
        text: (key) => messages.first(key),
      });
    } catch (error) {
      // Somebody else's code: whatever it throws must not end the flow.
      reportLater(error);
      return {outcome: "error"};
    } finally {
      scan.stop.abort();
      this.#scan = undefined;
    }
  }

  async #take(report: ScanReport, {token}: ScanNotes): Promise<void> {
    this.context.update();
    // What had it has gone from the screen.
    this.context.find("title")?.focus();
    if (report.outcome === "finished") {
      this.#reasons = report.reasons ?? [];
      // The token says which scan is meant: one from before a reload cannot be taken for the one that is due.
      await this.send({token});
      return;
    }
    if (report.outcome === "blocked") this.#obstacle = report.obstacle;
    else {
      this.#remark = report.outcome === "cancelled" ? "biometric.cancelled" : "biometric.technical";
      if (report.tokenUsed === true) this.#used = token;
    }
  }

  readonly #stop = (): void => {
    this.#scan?.stop.abort();
  };

  /** Escape is for what is in front: the scan, then the sheet. */
  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    event.preventDefault();
    this.#stop();
  };

  /** The integrator's error handler hears why, and may offer something else. */
  readonly #withoutCamera = (): void => {
    void this.run(async () => {
      await this.context.session.fail("camera_unavailable");
    });
  };
}

const faceIcon = icon(svg`<path d="M4 8V6a2 2 0 0 1 2-2h2M16 4h2a2 2 0 0 1 2 2v2M20 16v2a2 2 0 0 1-2 2h-2M8 20H6a2 2 0 0 1-2-2v-2"/><ellipse cx="12" cy="11.5" rx="3.6" ry="4.6"/><path d="M9.8 18c1.3.8 3.1.8 4.4 0"/>`, 72);

const obstacles: Record<CameraProblem, MessageKey> = {
  insecure: "biometric.insecure",
  unsupported: "biometric.unsupported",
  denied: "biometric.denied",
  absent: "biometric.absent",
  busy: "biometric.busy",
  failed: "biometric.technical",
};
