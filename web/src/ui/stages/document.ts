import {html, nothing, type TemplateResult} from "lit/html.js";
import type {ErrorDetail, SealflowError} from "../../errors.js";
import type {DocumentStage} from "../../protocol/flow.js";
import type {JsonObject} from "../../protocol/json.js";
import {cameraIcon, cardIcon, fileIcon} from "../icons.js";
import {memberOf, StageScreen} from "./stage-screen.js";

type Side = DocumentStage["sides"][number];

interface Chosen {
  file: File;
  /** Of a picture; shown so that the user sees whether it is sharp. */
  preview: string | undefined;
  /** Of the upload, once it is through. */
  id?: string;
}

/** Pictures or files of a document, one for each side. */
export class DocumentScreen extends StageScreen<DocumentStage> {
  readonly #chosen = new Map<Side, Chosen>();
  readonly #findings = new Map<Side, string>();
  /** Share of all files that has gone out, while something is going out. */
  #progress: number | undefined;

  override dispose(): void {
    for (const {preview} of this.#chosen.values()) if (preview !== undefined) URL.revokeObjectURL(preview);
  }

  protected override body(): TemplateResult {
    const {messages} = this.context;
    const key = this.#progress === undefined ? "document.submit" : "document.uploading";
    return html`<p class="lead">${messages.text("document.lead")}</p>
      ${this.stage.sides.map((side) => this.#side(side))}
      ${this.#progress === undefined
        ? nothing
        : html`<progress max="1" .value=${this.#progress} aria-label=${messages.text("document.uploading")}></progress>`}
      ${this.submitButton(messages.text(key))}`;
  }

  protected override async submit(): Promise<void> {
    this.#findings.clear();
    const {messages} = this.context;
    for (const side of this.stage.sides) {
      if (!this.#chosen.has(side)) this.#findings.set(side, messages.text("document.missing"));
    }
    const missing = this.stage.sides.find((side) => this.#findings.has(side));
    if (missing !== undefined) {
      queueMicrotask(() => this.context.find(`${missing}-file`)?.focus());
      return;
    }
    const input: JsonObject = {};
    try {
      for (const [index, side] of this.stage.sides.entries()) input[side] = await this.#upload(side, index);
    } finally {
      this.#progress = undefined;
    }
    await this.send(input);
  }

  protected override refused(error: SealflowError, details: readonly ErrorDetail[]): void {
    const {messages} = this.context;
    const named = details.map((detail) => memberOf(detail.where)).find((name) => this.#isSide(name));
    const side = named ?? (error.code.startsWith("media_") ? this.stage.sides[0] : undefined);
    if (side === undefined) {
      this.problem = messages.error(error.code);
      return;
    }
    this.#findings.set(side, this.#advice(error.code));
    // It must be chosen, or at least sent, once more.
    const chosen = this.#chosen.get(side);
    if (chosen) delete chosen.id;
  }

  #isSide(name: string): name is Side {
    return (this.stage.sides as string[]).includes(name);
  }

  #side(side: Side): TemplateResult {
    const {messages} = this.context;
    const chosen = this.#chosen.get(side);
    const finding = this.#findings.get(side);
    const pictures = this.stage.accept.some((type) => type.startsWith("image/"));
    return html`<section class="side" aria-labelledby="${side}-name">
      <h3 id="${side}-name">${messages.text(`document.${side}`)}</h3>
      <div class="picture ${chosen?.preview === undefined ? "" : "chosen"}">${this.#picture(chosen)}</div>
      <div role="alert">${this.errorText(`${side}-error`, finding)}</div>
      <div class="choices">
        ${pictures && touchScreen() ? this.#choice(side, "camera") : nothing} ${this.#choice(side, "file")}
      </div>
    </section>`;
  }

  #picture(chosen: Chosen | undefined): TemplateResult {
    const {messages} = this.context;
    if (chosen === undefined) return html`${cardIcon}<span>${messages.text("document.nothingYet")}</span>`;
    if (chosen.preview === undefined) return html`${fileIcon}<span>${chosen.file.name}</span>`;
    return html`<img src=${chosen.preview} alt=${messages.text("document.preview")} />`;
  }

  /** The file input lies over its button: it takes the tap, the key and the dropped file. */
  #choice(side: Side, way: "camera" | "file"): TemplateResult {
    const {messages} = this.context;
    const again = this.#chosen.has(side);
    const label = way === "camera" ? "document.takePicture" : again ? "document.chooseOther" : "document.chooseFile";
    const accept = way === "camera" ? "image/*" : this.stage.accept.join(",");
    return html`<div class="button plain">
      ${way === "camera" ? cameraIcon : fileIcon}<span aria-hidden="true">${messages.text(label)}</span>
      <input id="${side}-${way}" type="file" accept=${accept} capture=${way === "camera" ? "environment" : nothing}
        aria-label="${messages.text(label)}: ${messages.text(`document.${side}`)}"
        aria-describedby="${side}-error" ?disabled=${this.busy}
        @change=${(event: Event) => {
          const input = event.currentTarget as HTMLInputElement;
          const file = input.files?.[0];
          if (file) this.#choose(side, file);
          // So that choosing the same file again is a change, too.
          input.value = "";
        }} />
    </div>`;
  }

  #choose(side: Side, file: File): void {
    const before = this.#chosen.get(side)?.preview;
    if (before !== undefined) URL.revokeObjectURL(before);
    this.#chosen.delete(side);
    this.#findings.delete(side);
    if (!this.stage.accept.includes(file.type)) this.#findings.set(side, this.#advice("media_type_invalid"));
    else if (file.size > this.stage.maxBytes) this.#findings.set(side, this.#advice("media_too_large"));
    else if (file.size === 0) this.#findings.set(side, this.#advice("media_type_invalid"));
    else {
      const preview = file.type.startsWith("image/") ? URL.createObjectURL(file) : undefined;
      this.#chosen.set(side, {file, preview});
    }
    this.context.update();
  }

  #advice(code: string): string {
    const {messages} = this.context;
    const types = this.stage.accept.map((type) => typeNames[type] ?? type).join(", ");
    const size = `${Math.floor(this.stage.maxBytes / (1024 * 1024)) || 1} MB`;
    if (code === "media_too_large") return messages.text("document.tooLarge", {size});
    if (code === "media_type_invalid") return messages.text("document.wrongType", {types});
    return messages.error(code);
  }

  /** A file that is through already is not sent again when only the submit failed. */
  async #upload(side: Side, index: number): Promise<string> {
    const chosen = this.#chosen.get(side);
    if (chosen === undefined) throw new TypeError("nothing chosen");
    const report = (share: number): void => {
      this.#progress = (index + share) / this.stage.sides.length;
      this.context.update();
    };
    report(0);
    chosen.id ??= (await this.context.session.upload(chosen.file, report)).id;
    return chosen.id;
  }
}

const typeNames: Partial<Record<string, string>> = {
  "image/jpeg": "JPEG",
  "image/png": "PNG",
  "application/pdf": "PDF",
};

/** On a desktop the camera button would only open the same file dialog again. */
function touchScreen(): boolean {
  return matchMedia("(pointer: coarse)").matches;
}
