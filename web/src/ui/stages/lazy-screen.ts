// A stage screen whose code comes when it is needed: most flows have neither a document nor a scan.
import {html, type TemplateResult} from "lit/html.js";
import {NetworkError} from "../../errors.js";
import type {StageView} from "../../protocol/flow.js";
import type {ScreenContext} from "../context.js";
import {StageScreen} from "./stage-screen.js";

export type ScreenClass<Stage extends StageView = StageView> = new (stage: Stage, context: ScreenContext) => StageScreen<Stage>;

/** Stands in until the code is there; title and focus stay where they are, since both draw the same frame. */
export class LazyScreen extends StageScreen {
  readonly #load: () => Promise<ScreenClass>;
  #real: StageScreen | undefined;
  #gone = false;

  constructor(stage: StageView, context: ScreenContext, load: () => Promise<ScreenClass>) {
    super(stage, context);
    this.#load = load;
    // Whoever makes a screen has not shown it yet.
    queueMicrotask(() => void this.run(() => this.submit()));
  }

  override render(): TemplateResult {
    return this.#real?.render() ?? super.render();
  }

  override stateChanged(): void {
    this.#real?.stateChanged();
  }

  override hidden(): void {
    this.#real?.hidden();
  }

  override dispose(): void {
    this.#gone = true;
    this.#real?.dispose();
  }

  protected override body(): TemplateResult {
    if (!this.busy) return this.submitButton(this.context.messages.text("tryAgain.again"));
    return html`<div class="screen centre"><span class="spinner"></span></div>`;
  }

  protected override async submit(): Promise<void> {
    let Found: ScreenClass;
    try {
      Found = await this.#load();
    } catch {
      throw new NetworkError("the code of a screen did not come");
    }
    if (!this.#gone) this.#real = new Found(this.stage, this.context);
  }
}
