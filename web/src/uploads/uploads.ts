// The files of one session: sent in pieces, kept until they are there, gone on with by the next page. Loaded when a
// flow has documents.
import type {SessionApi} from "../session/api.js";
import type {Step} from "../session/keeper.js";
import type {Repeating} from "../session/repeater.js";
import {keptFor, type Rows} from "../storage/rows.js";
import {UploadApi, type MediaReply, type UploadCalls} from "./api.js";
import {KeptFiles, type FileNote} from "./kept-files.js";
import {Uploader} from "./uploader.js";

/** What the files need of their session. */
export interface UploadsPort {
  api: SessionApi;
  rows: Rows;
  /** The stage as it is on screen now. */
  step(stage: string): Step;
  /** Runs a request again and again while that may help. */
  persist<T>(operation: () => Promise<T>, repeating: Repeating): Promise<T>;
  /** Once more with a new token, when the old one has run out. */
  withToken<T>(operation: () => Promise<T>): Promise<T>;
  /** Something to be shown has changed. */
  changed(): void;
}

/** A file of one side of a document. */
export interface Choice {
  stage: string;
  side: string;
  file: Blob;
}

/** What an earlier page sent off and did not get through with. */
export interface Unsent {
  side: string;
  /** Undefined when the server has all of it. */
  file: Blob | undefined;
  /** Then it is this there. */
  media: string | undefined;
}

/** Of a file under way. `kept`: not known yet, or whether it outlives the page. */
interface Entry {
  note: FileNote;
  kept: boolean | undefined;
}

export class Uploads {
  readonly #port: UploadsPort;
  readonly #files: KeptFiles;
  readonly #uploader: Uploader;
  readonly #entries = new WeakMap<Blob, Entry>();
  #current: Entry | undefined;
  #stop = new AbortController();
  /** What is written to storage, and deleted there, in this order. */
  #writing: Promise<unknown> = Promise.resolve();

  constructor(port: UploadsPort, calls: UploadCalls = new UploadApi(port.api, () => this.#stop.signal)) {
    this.#port = port;
    this.#files = new KeptFiles(port.rows);
    port.api.signal.addEventListener("abort", () => {
      this.#stop.abort();
    });
    this.#uploader = new Uploader({
      calls,
      persist: (operation) => {
        const {signal} = this.#stop;
        // What is kept need not be sent off again by hand, so it is repeated for as long as it is kept.
        return port.persist(operation, this.kept === true ? {signal, until: (this.#current?.note.at ?? 0) + keptFor} : {signal});
      },
      now: () => performance.now(),
    });
  }

  /** Whether the file that is under way outlives the page; undefined when none is, or as long as it is not known. */
  get kept(): boolean | undefined {
    return this.#current?.kept;
  }

  /**
   * Keeps a file and sends it, the rest of it if it was begun before. One at a time. `onProgress` is told the share that
   * has gone out, from 0 to 1. Throws as the uploader does; what was refused, or given up, is not kept any more.
   */
  async send({stage, side, file}: Choice, onProgress: (share: number) => void): Promise<MediaReply> {
    const before = this.#entries.get(file);
    const entry = before?.kept === true ? before : this.#newEntry({stage, side, file}, before?.note.upload);
    this.#entries.set(file, entry);
    this.#current = entry;
    const {signal} = this.#stop;
    try {
      if (entry.kept !== true) {
        const kept = await this.#inOrder(() => this.#files.keep(entry.note, file));
        // Unless it was forgotten meanwhile.
        entry.kept ??= kept;
      }
      signal.throwIfAborted();
      this.#port.changed();
      const media = await this.#port.withToken(() =>
        this.#uploader.send(file, onProgress, (upload) => this.#note(entry, {upload})),
      );
      await this.#note(entry, {media: media.id});
      return media;
    } catch (error) {
      // Called off because the page goes, it is for the next page to send.
      if (!signal.aborted) await this.#drop(entry);
      throw error;
    } finally {
      this.#current = undefined;
      this.#port.changed();
    }
  }

  /** What an earlier page left of this stage, as far as it is still the same time of it; the rest is dropped. */
  async unsent(stage: string): Promise<Unsent[]> {
    const step: FileNote["step"] = {...this.#port.step(stage), stage};
    const unsent: Unsent[] = [];
    for (const {note, file} of await this.#files.all()) {
      const same = (["stage", "run", "enteredAt", "tries", "waiting"] as const).every((name) => note.step[name] === step[name]);
      if (!same) {
        await this.#inOrder(() => this.#files.forget(note.side));
        continue;
      }
      if (file !== undefined) {
        this.#entries.set(file, {note, kept: true});
        if (note.upload !== undefined) this.#uploader.goOn(file, note.upload);
      }
      unsent.push({side: note.side, file, media: note.media});
    }
    return unsent;
  }

  /** Forgets what is kept: of one side, because there is another file for it, or of all. What is under way goes on. */
  forget(side?: string): Promise<void> {
    if (this.#current && (side === undefined || side === this.#current.note.side)) this.#current.kept = false;
    return this.#inOrder(() => this.#files.forget(side));
  }

  /** The user leaves, or there is nobody to send it to: nothing is sent any more, and nothing kept. */
  abandon(): Promise<void> {
    this.#stop.abort();
    this.#stop = new AbortController();
    return this.forget();
  }

  #newEntry({stage, side, file}: Choice, upload: string | undefined): Entry {
    const step = {...this.#port.step(stage), stage};
    const note = {side, type: file.type, at: Date.now(), step, ...(upload !== undefined && {upload})};
    return {note, kept: undefined};
  }

  #note(entry: Entry, more: Partial<FileNote>): Promise<void> {
    Object.assign(entry.note, more);
    return this.#inOrder(async () => {
      // Forgotten meanwhile, it must not come back.
      if (entry.kept !== true) return;
      await this.#files.note(entry.note).catch(() => this.#files.forget(entry.note.side));
    });
  }

  async #drop(entry: Entry): Promise<void> {
    entry.kept = undefined;
    await this.#inOrder(() => this.#files.forget(entry.note.side));
  }

  #inOrder<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#writing.then(work);
    this.#writing = done.catch(() => undefined);
    return done;
  }
}
