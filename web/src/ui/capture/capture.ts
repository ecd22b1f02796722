// The camera's part of the document screen: a live picture with an outline and hints, a shutter, keep or take another.
// Loaded when a document stage comes. The shutter is the person's alone, and no hint holds it back.
import {html, nothing, type TemplateResult} from "lit/html.js";
import type {MessageKey, Messages} from "../../i18n/messages.js";
import {CameraError, openCamera, stopCamera, type CameraProblem} from "./camera.js";
import {adoptCaptureStyles} from "./capture-styles.js";
import {HintPacer} from "./hint-pacer.js";
import {judge, measure, type Hint} from "./judge.js";
import {openJudge} from "./judging.js";
import {encode, FrameGrabber, takePicture} from "./picture.js";

export interface CaptureOptions {
  messages: Messages;
  /** What is to be pictured: "Front". */
  name: string;
  /** Of the file that is made: image/jpeg or image/png. */
  type: string;
  maxBytes: number;
  /** The page's policy allows workers from blobs. */
  blobWorker: boolean;
  /** The other way, for those whose camera does not do. */
  otherWay: () => TemplateResult;
  update(): void;
  find(id: string): HTMLElement | null;
  /** Kept by the person. */
  done(file: File): void;
  /** Given up by the person, or there is no camera. */
  stopped(problem?: CameraProblem): void;
}

interface Taken {
  file: File;
  preview: string;
  hint: Hint;
}

export class Capture {
  readonly #options: CaptureOptions;
  readonly #grabber = new FrameGrabber();
  /** Ends the camera and its loop; one for each time that it is opened. */
  #running: AbortController | undefined;
  #stream: MediaStream | undefined;
  #live = false;
  /** A picture is being made of what was to be seen. */
  #taking = false;
  #pacer = new HintPacer();
  #taken: Taken | undefined;

  constructor(options: CaptureOptions) {
    this.#options = options;
    void this.#start();
  }

  /** The camera goes off, whatever state it is in. */
  dispose(): void {
    this.#stop();
    this.#forget();
  }

  render(): TemplateResult {
    const {messages, name} = this.#options;
    return html`<section class="capture" aria-labelledby="capture-title" @keydown=${this.#onKey}>
      <h3 id="capture-title" tabindex="-1">${name}</h3>
      ${this.#taken ? this.#review(this.#taken) : this.#finder()}
      <p class="hidden" role="status">${this.#spoken(messages)}</p>
    </section>`;
  }

  #finder(): TemplateResult {
    const {messages, otherWay} = this.#options;
    const {shown} = this.#pacer;
    const say = !this.#live ? "camera.asking" : shown === undefined ? "camera.lead" : hints[shown];
    return html`<div class="finder">
        <video id="camera" muted playsinline autoplay .srcObject=${this.#stream ?? null} .muted=${true}
          aria-label=${messages.text("camera.live")} @playing=${this.#onPlaying}></video>
        ${this.#live ? html`<div class="outline ${shown ?? ""}"></div>` : html`<span class="spinner"></span>`}
      </div>
      <p class="say ${shown ?? ""}" aria-hidden="true">${messages.text(say)}</p>
      <div class="trigger">
        <button class="button link" type="button" @click=${this.#giveUp}>${messages.text("camera.back")}</button>
        <button class="shutter" id="shutter" type="button" aria-label=${messages.text("camera.take")} title=${messages.text("camera.take")}
          ?disabled=${!this.#live} @click=${this.#take}></button>
      </div>
      <div class="choices">${otherWay()}</div>`;
  }

  #review({preview, hint}: Taken): TemplateResult {
    const {messages} = this.#options;
    return html`<div class="finder"><img src=${preview} alt=${messages.text("document.preview")} /></div>
      ${hint === "good"
        ? html`<p class="lead">${messages.text("camera.check")}</p>`
        : html`<div class="notice note"><p>${messages.text(doubts[hint])}</p></div>`}
      <div class="actions">
        <button class="button primary" id="keep" type="button" @click=${this.#keep}>${messages.text("camera.keep")}</button>
        <button class="button plain" id="again" type="button" @click=${this.#again}>${messages.text("camera.again")}</button>
      </div>`;
  }

  /** For screen readers, at a pace at which it can be listened to. */
  #spoken(messages: Messages): string | typeof nothing {
    if (this.#taken) return messages.text(this.#taken.hint === "good" ? "camera.check" : doubts[this.#taken.hint]);
    if (!this.#live) return messages.text("camera.asking");
    return messages.text(this.#pacer.spoken === undefined ? "camera.lead" : hints[this.#pacer.spoken]);
  }

  async #start(): Promise<void> {
    const running = new AbortController();
    this.#running = running;
    this.#pacer = new HintPacer();
    try {
      const stream = await openCamera("back", running.signal);
      if (running.signal.aborted) return;
      // Unplugged, or taken away in the browser's settings.
      const [track] = stream.getVideoTracks();
      if (track) track.onended = () => { this.#fail("busy"); };
      this.#stream = stream;
      this.#options.update();
    } catch (error) {
      if (!running.signal.aborted) this.#fail(error instanceof CameraError ? error.problem : "failed");
    }
  }

  readonly #onPlaying = (): void => {
    const running = this.#running;
    if (running === undefined || this.#live) return;
    this.#live = true;
    this.#options.update();
    void this.#look(running.signal);
  };

  /** Judges what is to be seen, as often as is good for the page. */
  async #look(signal: AbortSignal): Promise<void> {
    const judging = openJudge(this.#options.blobWorker);
    signal.addEventListener("abort", () => {
      judging.close();
    });
    while (!signal.aborted) {
      const video = this.#video;
      if (video !== undefined && video.videoWidth > 0) {
        const hint = await judging.judge(this.#grabber.grab(video));
        // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- may have ended meanwhile
        if (signal.aborted) return;
        if (this.#pacer.add(hint, performance.now())) this.#options.update();
      }
      await new Promise((resolve) => setTimeout(resolve, judging.pause));
    }
  }

  readonly #take = (): void => {
    const video = this.#video;
    const running = this.#running;
    if (video === undefined || running === undefined || this.#taking) return;
    this.#taking = true;
    void this.#keepFrame(video, running.signal).finally(() => {
      this.#taking = false;
    });
  };

  async #keepFrame(video: HTMLVideoElement, signal: AbortSignal): Promise<void> {
    const {type, maxBytes} = this.#options;
    const picture = await takePicture(video, signal);
    if (picture === undefined) return;
    const blob = await encode(picture, type, maxBytes);
    if (signal.aborted) return;
    if (blob === undefined) {
      this.#fail("failed");
      return;
    }
    this.#stop();
    const file = new File([blob], `picture.${type === "image/png" ? "png" : "jpg"}`, {type});
    const hint = judge(measure(this.#grabber.grab(picture)));
    this.#taken = {file, preview: URL.createObjectURL(file), hint};
    this.#options.update();
    this.focus();
  }

  readonly #keep = (): void => {
    const file = this.#taken?.file;
    this.#forget();
    if (file) this.#options.done(file);
  };

  readonly #again = (): void => {
    this.#forget();
    void this.#start();
    this.#options.update();
    this.focus();
  };

  readonly #giveUp = (): void => {
    this.dispose();
    this.#options.stopped();
  };

  /** Escape is for what is in front: the camera, then the sheet. */
  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    event.preventDefault();
    this.#giveUp();
  };

  /** The heading says where one is; the buttons come next. */
  focus(): void {
    const title = this.#options.find("capture-title");
    if (title === null) return;
    adoptCaptureStyles(title.getRootNode());
    title.focus();
  }

  get #video(): HTMLVideoElement | undefined {
    const found = this.#options.find("camera");
    return found instanceof HTMLVideoElement ? found : undefined;
  }

  #fail(problem: CameraProblem): void {
    this.dispose();
    this.#options.stopped(problem);
  }

  #stop(): void {
    this.#running?.abort();
    this.#running = undefined;
    if (this.#stream) stopCamera(this.#stream);
    this.#stream = undefined;
    this.#live = false;
  }

  #forget(): void {
    if (this.#taken) URL.revokeObjectURL(this.#taken.preview);
    this.#taken = undefined;
  }
}

const hints: Record<Hint, MessageKey> = {
  dark: "camera.dark",
  bright: "camera.bright",
  blurred: "camera.blurred",
  good: "camera.good",
};

/** Of a picture that was taken all the same. */
const doubts: Record<Exclude<Hint, "good">, MessageKey> = {
  dark: "camera.maybeDark",
  bright: "camera.maybeBright",
  blurred: "camera.maybeBlurred",
};
