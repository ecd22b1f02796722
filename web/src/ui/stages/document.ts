import {html, nothing, type TemplateResult} from "lit/html.js";
import type {ErrorDetail, SealflowError} from "../../errors.js";
import type {DocumentStage} from "../../protocol/flow.js";
import type {MessageKey} from "../../i18n/messages.js";
import {load} from "../../load.js";
import type {JsonObject} from "../../protocol/json.js";
import type {Uploads} from "../../uploads/uploads.js";
import {cameraProblem, type CameraProblem} from "../capture/camera.js";
import type {Capture} from "../capture/capture.js";
import type {ScreenContext} from "../context.js";
import {cameraIcon, examples, fileIcon, sideIcons} from "./document-pictures.js";
import {memberOf, StageScreen} from "./stage-screen.js";

/** The camera's part of the screen; only stages that take pictures have it. */
const loadCapture = () => load(() => import("../capture/capture.js"));

type Side = DocumentStage["sides"][number];

interface Chosen {
  /** Undefined for one that an earlier page has sent: the server has it. */
  file: Blob | undefined;
  /** "" for one that an earlier page sent off: neither it nor its name is shown to whoever opens the page again. */
  name: string;
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
  #uploads: Uploads | undefined;
  /** What goes out was sent off on an earlier page. */
  #goesOn = false;
  #gone = false;
  /** What the camera makes: the best of the accepted types that it can. */
  readonly #pictureType: string | undefined;
  #capture: {side: Side; view: Capture} | undefined;
  /** Why there can be none here, whatever the person does. */
  readonly #noCamera = cameraProblem();

  constructor(stage: DocumentStage, context: ScreenContext) {
    super(stage, context);
    void this.#goOn();
    this.#pictureType = ["image/jpeg", "image/png"].find((type) => stage.accept.includes(type));
    if (this.#pictureType === undefined || this.#noCamera !== undefined) return;
    // If it does not come now, it is asked for again when the camera is wanted.
    loadCapture().catch(() => undefined);
  }

  /** Nobody sees the camera's picture any more, so it goes off. */
  override hidden(): void {
    this.#capture?.view.dispose();
    this.#capture = undefined;
  }

  override dispose(): void {
    this.#gone = true;
    this.hidden();
    for (const {preview} of this.#chosen.values()) if (preview !== undefined) URL.revokeObjectURL(preview);
  }

  protected override body(): TemplateResult {
    const {messages} = this.context;
    if (this.#capture) return this.#capture.view.render();
    const key = this.#progress === undefined ? "document.submit" : "document.uploading";
    const reason = this.#pictureType === undefined || this.#noCamera === undefined ? undefined : reasons[this.#noCamera];
    const bar = html`<progress max="1" .value=${this.#progress ?? 0} aria-label=${messages.text("document.uploading")}></progress>`;
    // Nobody has pressed a button at the bottom then, or looks there.
    return html`<div role="status">${this.#goesOn ? html`<p class="lead">${messages.text("document.goesOn")}</p>` : nothing}</div>
      ${this.#goesOn ? bar : html`<p class="lead">${messages.text("document.lead")}</p>`}
      ${this.#pictureType === undefined || this.#chosen.size > 0 ? nothing : examples}
      ${reason === undefined ? nothing : html`<p class="hint">${messages.text(reason)}</p>`}
      ${this.stage.sides.map((side) => this.#side(side))}
      ${this.#progress === undefined || this.#goesOn ? nothing : bar}
      <div role="status">${this.#mustStayOpen() ? html`<p class="hint">${messages.text("document.notKept")}</p>` : nothing}</div>
      ${this.submitButton(messages.text(key))}`;
  }

  protected override async submit(): Promise<void> {
    this.#findings.clear();
    const {messages} = this.context;
    for (const side of this.stage.sides) {
      if (!this.#chosen.has(side)) this.#findings.set(side, messages.text("document.missing"));
    }
    if (this.#findings.size > 0) return;
    const input: JsonObject = {};
    try {
      this.#uploads ??= await this.context.session.uploads();
      for (const [index, side] of this.stage.sides.entries()) input[side] = await this.#upload(this.#uploads, side, index);
    } catch (error) {
      if (this.#findings.size > 0) return;
      throw error;
    } finally {
      this.#progress = undefined;
    }
    await this.send(input);
    await this.#uploads.forget();
  }

  /** To what is wrong, once it can be reached again: as long as something is sent nothing can, and the focus is lost. */
  protected override async run(action: () => Promise<void>): Promise<void> {
    await super.run(action);
    const wrong = this.stage.sides.find((side) => this.#findings.has(side));
    if (wrong !== undefined) this.context.find(`${wrong}-file`)?.focus();
  }

  /** What an earlier page had sent off, and could not get through with, is not asked for again. */
  async #goOn(): Promise<void> {
    const uploads = (this.#uploads = await this.context.session.uploads());
    const unsent = await uploads.unsent(this.stage.id);
    if (this.#gone || this.#chosen.size > 0 || this.busy) return;
    for (const {side, file, media} of unsent) {
      if (this.#isSide(side)) this.#chosen.set(side, {file, name: "", preview: undefined, ...(media !== undefined && {id: media})});
    }
    this.context.update();
    if (!this.stage.sides.every((side) => this.#chosen.has(side))) return;
    this.#goesOn = true;
    await this.run(() => this.submit());
    this.#goesOn = false;
  }

  /** What is being sent could not be kept. Where the page is not secure, that is said above. */
  #mustStayOpen(): boolean {
    return this.#progress !== undefined && this.#uploads?.kept === false && isSecureContext;
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
    delete chosen?.id;
    if (chosen?.file === undefined) this.#chosen.delete(side);
    void this.#uploads?.forget();
  }

  #isSide(name: string): name is Side {
    return (this.stage.sides as string[]).includes(name);
  }

  #side(side: Side): TemplateResult {
    const {messages} = this.context;
    const chosen = this.#chosen.get(side);
    const finding = this.#findings.get(side);
    return html`<section class="side" aria-labelledby="${side}-name">
      <h3 id="${side}-name">${messages.text(`document.${side}`)}</h3>
      <div class="picture ${chosen?.preview === undefined ? "" : "chosen"}" id="${side}-picture">${this.#picture(side, chosen)}</div>
      <div role="alert">${this.errorText(`${side}-error`, finding)}</div>
      <div class="choices">${this.#cameraWay(side)} ${this.#choice(side, "file")}</div>
    </section>`;
  }

  #picture(side: Side, chosen: Chosen | undefined): TemplateResult {
    const {messages} = this.context;
    if (chosen === undefined) return html`${sideIcons[side]}<span>${messages.text("document.nothingYet")}</span>`;
    if (chosen.preview === undefined) return html`${fileIcon}<span>${chosen.name || messages.text("document.chosenBefore")}</span>`;
    return html`<img src=${chosen.preview} alt=${messages.text("document.preview")} />`;
  }

  /** The live camera; where there is none, a phone's own camera program, which pages may always ask for. */
  #cameraWay(side: Side): TemplateResult | typeof nothing {
    if (this.#pictureType === undefined) return nothing;
    if (this.#noCamera !== undefined) return touchScreen() ? this.#choice(side, "camera") : nothing;
    const {messages} = this.context;
    const label = messages.text(this.#chosen.has(side) ? "document.takeOther" : "document.takePicture");
    return html`<button class="button plain" type="button" id="${side}-live" ?disabled=${this.busy}
      aria-label="${label}: ${messages.text(`document.${side}`)}" @click=${() => void this.#openCamera(side)}>
      ${cameraIcon}${label}
    </button>`;
  }

  async #openCamera(side: Side): Promise<void> {
    const type = this.#pictureType;
    if (this.#capture !== undefined || type === undefined) return;
    this.#findings.delete(side);
    const {context, stage} = this;
    const {messages} = context;
    let part: Awaited<ReturnType<typeof loadCapture>>;
    try {
      part = await loadCapture();
    } catch {
      // As without a camera: the file is the other way.
      this.#closeCamera(side, "failed");
      return;
    }
    const view = new part.Capture({
      ...context,
      type,
      name: messages.text(`document.${side}`),
      maxBytes: stage.maxBytes,
      otherWay: () => this.#choice(side, "file"),
      done: (file) => {
        this.#choose(side, file);
      },
      stopped: (problem) => {
        this.#closeCamera(side, problem);
      },
    });
    this.#capture = {side, view};
    context.update();
    view.focus();
  }

  #closeCamera(side: Side, problem?: CameraProblem): void {
    this.hidden();
    if (problem !== undefined) this.#findings.set(side, this.context.messages.text(reasons[problem]));
    this.context.update();
    // Back to where the camera was asked for; when it does not work, to the other way.
    this.context.find(`${side}-${problem === undefined ? "live" : "file"}`)?.focus();
  }

  /**
   * The file input lies over its button: it takes the tap, the key and the dropped file. It can be switched off, the button only looks
   * so. It says of itself that no file is chosen, as it is emptied each time: what is chosen describes it.
   */
  #choice(side: Side, way: "camera" | "file"): TemplateResult {
    const {messages} = this.context;
    const again = this.#chosen.has(side);
    const label = way === "camera" ? "document.takePicture" : again ? "document.chooseOther" : "document.chooseFile";
    const accept = way === "camera" ? "image/*" : this.stage.accept.join(",");
    return html`<div class="button plain" aria-disabled=${this.busy ? "true" : nothing}>
      ${way === "camera" ? cameraIcon : fileIcon}<span aria-hidden="true">${messages.text(label)}</span>
      <input id="${side}-${way}" type="file" accept=${accept} capture=${way === "camera" ? "environment" : nothing}
        aria-label="${messages.text(label)}: ${messages.text(`document.${side}`)}"
        aria-describedby="${side}-picture ${side}-error" ?disabled=${this.busy}
        @change=${(event: Event) => {
          const input = event.currentTarget as HTMLInputElement;
          const file = input.files?.[0];
          if (file) this.#choose(side, file);
          // So that choosing the same file again is a change, too.
          input.value = "";
        }} />
    </div>`;
  }

  #unchoose(side: Side, why?: string): void {
    const before = this.#chosen.get(side)?.preview;
    if (before !== undefined) URL.revokeObjectURL(before);
    this.#chosen.delete(side);
    if (why === undefined) this.#findings.delete(side);
    else this.#findings.set(side, why);
  }

  #choose(side: Side, file: File): void {
    const besideCamera = this.#capture !== undefined;
    this.hidden();
    this.#unchoose(side);
    void this.#uploads?.forget(side);
    if (!this.stage.accept.includes(file.type)) this.#findings.set(side, this.#advice("media_type_invalid"));
    else if (file.size > this.stage.maxBytes) this.#findings.set(side, this.#advice("media_too_large"));
    else if (file.size === 0) this.#findings.set(side, this.#advice("media_type_invalid"));
    else {
      const preview = file.type.startsWith("image/") ? URL.createObjectURL(file) : undefined;
      this.#chosen.set(side, {file, name: file.name, preview});
    }
    this.context.update();
    if (besideCamera) this.#focusNext(side);
  }

  /** After the camera: what is wrong with the file, else the side that is still missing, else sending them. */
  #focusNext(side: Side): void {
    const missing = this.stage.sides.find((each) => !this.#chosen.has(each));
    const next = this.#findings.has(side) ? `${side}-file` : missing === undefined ? "submit" : `${missing}-live`;
    this.context.find(next)?.focus();
  }

  #advice(code: string): string {
    const {messages} = this.context;
    const types = this.stage.accept.map((type) => typeNames[type] ?? type);
    if (code === "media_too_large") return messages.text("document.tooLarge", {size: messages.megabytes(this.stage.maxBytes)});
    if (code === "media_type_invalid") return messages.text("document.wrongType", {types: messages.list(types, "disjunction")});
    return messages.error(code);
  }

  /** A file that is through already is not sent again when only the submit failed. */
  async #upload(uploads: Uploads, side: Side, index: number): Promise<string> {
    const chosen = this.#chosen.get(side);
    if (chosen === undefined) throw new TypeError("nothing chosen");
    const {file} = chosen;
    const report = (share: number): void => {
      this.#progress = (index + share) / this.stage.sides.length;
      this.context.update();
    };
    report(0);
    try {
      if (file !== undefined) chosen.id ??= (await uploads.send({stage: this.stage.id, side, file}, report)).id;
    } catch (error) {
      if (error instanceof Error && error.name === "FileGone") this.#unchoose(side, this.context.messages.text("document.gone"));
      throw error;
    }
    return chosen.id ?? "";
  }
}

const typeNames: Partial<Record<string, string>> = {
  "image/jpeg": "JPEG",
  "image/png": "PNG",
  "application/pdf": "PDF",
};

/** Plainly, and what to do. */
const reasons: Record<CameraProblem, MessageKey> = {
  insecure: "camera.insecure",
  unsupported: "camera.unsupported",
  denied: "camera.denied",
  absent: "camera.absent",
  busy: "camera.busy",
  failed: "camera.failed",
};

/** On a desktop the camera button would only open the same file dialog again. */
function touchScreen(): boolean {
  return matchMedia("(pointer: coarse)").matches;
}
