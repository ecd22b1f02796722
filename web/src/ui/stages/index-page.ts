import {html, nothing, type TemplateResult} from "lit/html.js";
import type {IndexStage} from "../../protocol/flow.js";
import {flowText} from "../flow-text.js";
import {lockIcon, tickedIcon} from "../icons.js";
import {stageName} from "../names.js";
import {StageScreen} from "./stage-screen.js";

type Step = IndexStage["steps"][number];

/** Steps to choose from, in any order that they allow. Each comes back here when it is done. */
export class IndexScreen extends StageScreen<IndexStage> {
  protected override body(): TemplateResult {
    const {messages} = this.context;
    const {steps} = this.stage;
    const done = this.#done();
    const open = steps.some((step) => !step.optional && !done.includes(step.id));
    return html`<p class="lead">${messages.text("index.progress", {done: done.length, total: steps.length})}</p>
      <ul class="tasks">${steps.map((step) => html`<li>${this.#step(step, done)}</li>`)}</ul>
      ${open
        ? html`<p class="hint">${messages.text("index.left")}</p>`
        : this.submitButton(messages.text("index.submit"))}`;
  }

  protected override submit(): Promise<void> {
    return this.send({done: true});
  }

  #step(step: Step, done: string[]): TemplateResult {
    const {messages} = this.context;
    const before = (step.dependsOn ?? []).filter((id) => !done.includes(id));
    if (done.includes(step.id)) {
      return html`<div class="task done">${tickedIcon}<span>${this.#shownName(step)}<small>${messages.text("index.done")}</small></span></div>`;
    }
    if (before.length > 0) {
      const names = before.map((id) => this.#name(this.stage.steps.find((known) => known.id === id)));
      const steps = messages.list(names, "conjunction");
      return html`<div class="task locked">${lockIcon}<span>${this.#shownName(step)}<small>${messages.text("index.after", {steps})}</small></span></div>`;
    }
    return html`<button class="task" type="button" data-step=${step.id} ?disabled=${this.busy} @click=${() => {
      void this.run(() => this.send({step: step.id}));
    }}><span>${this.#shownName(step)}${step.optional ? html`<small>${messages.text("field.optional")}</small>` : nothing}</span>
      <span class="go">${messages.text("index.start")}</span></button>`;
  }

  #name(step: Step | undefined): string {
    const {flow} = this.context.session;
    if (step === undefined || flow === undefined) return "";
    return this.context.messages.pick(step.title) || stageName(flow, step.start, this.context.messages);
  }

  #shownName(step: Step): string | TemplateResult {
    return flowText(this.context.messages, step.title) ?? this.#name(step);
  }

  #done(): string[] {
    return this.context.session.record(this.stage.id)?.stepsDone ?? [];
  }
}
