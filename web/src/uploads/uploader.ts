// Files on their way: small ones in one request, others in pieces, so that a lost connection costs a piece and not the
// file. Where to go on, the server says (docs/reference/session-api.md, uploads in pieces).
import {NetworkError, SealflowError} from "../errors.js";
import {worthRepeating} from "../session/retry.js";
import type {MediaReply, UploadCalls, UploadReply} from "./api.js";

/** What an uploader needs of its session. */
export interface UploaderPort {
  calls: UploadCalls;
  /** Runs it again and again while that may help. */
  persist<T>(operation: () => Promise<T>): Promise<T>;
  /** Milliseconds, for measuring. */
  now(): number;
}

/** Hears the id of an upload that was begun; nothing is sent before that is done. */
type OnBegun = (upload: string) => Promise<void> | undefined;

/** What the server takes, and what one request is worth. */
const smallest = 64 * 1024;
const largest = 1024 * 1024;
const first = 256 * 1024;
/** Smaller files are not worth a second request. */
const inOneRequest = 512 * 1024;
/** A piece should take about so long: that much is lost with a connection. */
const pieceTime = 2000;
/** More of them in a row mean that something is wrong, not that something was lost. */
const mostDetours = 5;

/** How large the next piece is, after one of `size` bytes took `ms`. */
export function nextSize(size: number, ms: number): number {
  return withinLimits((size * pieceTime) / Math.max(ms, 1));
}

/** After one that did not arrive. */
export function smallerSize(size: number): number {
  return withinLimits(size / 2);
}

function withinLimits(size: number): number {
  return Math.min(largest, Math.max(smallest, Math.floor(size / smallest) * smallest));
}

export class Uploader {
  readonly #port: UploaderPort;
  /** What was begun of a file and not finished: whoever sends it again goes on with that. */
  readonly #begun = new WeakMap<Blob, UploadReply>();
  #size = first;

  constructor(port: UploaderPort) {
    this.#port = port;
  }

  /**
   * Sends a file. `onProgress` is told the share that has gone out, from 0 to 1; it goes back only when the server has lost the
   * upload. Throws SealflowError when the file is refused, NetworkError when the server could not be reached for a while: sending the
   * same file again goes on where it was. `onBegun` is told the id by which another page can, too.
   */
  async send(file: Blob, onProgress: (share: number) => void, onBegun: OnBegun = () => undefined): Promise<MediaReply> {
    if (file.size <= inOneRequest) return this.#sendWhole(file, onProgress);
    try {
      return await this.#sendPieces(file, onProgress, onBegun);
    } catch (error) {
      if (!knowsNoPieces(error)) throw error;
      return this.#sendWhole(file, onProgress);
    }
  }

  /** An earlier page began with this file. */
  goOn(file: Blob, upload: string): void {
    // How far it is, the server says before anything is sent.
    this.#begun.set(file, {id: upload, offset: 0, length: file.size, media: null});
  }

  #sendWhole(file: Blob, onProgress: (share: number) => void): Promise<MediaReply> {
    return this.#port.persist(() =>
      this.#port.calls.send(file, (bytes) => {
        onProgress(Math.min(bytes / file.size, 1));
      }),
    );
  }

  async #sendPieces(file: Blob, onProgress: (share: number) => void, onBegun: OnBegun): Promise<MediaReply> {
    let shown = this.#begun.get(file)?.offset ?? 0;
    // What is sent once more was shown already.
    const show = (bytes: number): void => {
      shown = Math.max(shown, bytes);
      onProgress(shown / file.size);
    };
    show(shown);
    // What the server said last; undefined: it has to be asked.
    let state: UploadReply | undefined;
    for (let detours = 0; ; ) {
      try {
        const answer = await this.#port.persist(async () => {
          const from = state ?? (await this.#whereToGoOn(file, onBegun));
          state = undefined;
          if (from.media !== null) return from.media;
          show(from.offset);
          return this.#append(from, file, show);
        });
        if (!("offset" in answer)) {
          this.#begun.delete(file);
          return answer;
        }
        this.#begun.set(file, answer);
        state = answer;
        detours = 0;
      } catch (error) {
        const code = error instanceof SealflowError ? error.code : "";
        // The server has lost it, or its time was over: from the beginning.
        const lost = code === "not_found" && this.#begun.delete(file);
        if ((!lost && code !== "seq_conflict") || ++detours > mostDetours) throw error;
        if (lost) shown = 0;
      }
    }
  }

  async #whereToGoOn(file: Blob, onBegun: OnBegun): Promise<UploadReply> {
    const begun = this.#begun.get(file);
    const state = begun ? await this.#port.calls.ask(begun.id) : await this.#port.calls.begin(file);
    if (!begun) await onBegun(state.id);
    this.#begun.set(file, state);
    return state;
  }

  async #append({id, offset}: UploadReply, file: Blob, show: (bytes: number) => void): Promise<UploadReply | MediaReply> {
    const end = Math.min(offset + this.#size, file.size);
    const bytes = file.slice(offset, end);
    const began = this.#port.now();
    try {
      const answer = await this.#port.calls.append(id, {offset, bytes, last: end === file.size}, (sent) => {
        show(offset + Math.min(sent, bytes.size));
      });
      if (bytes.size >= smallest) this.#size = nextSize(bytes.size, this.#port.now() - began);
      show(end);
      return answer;
    } catch (error) {
      if (error instanceof NetworkError || worthRepeating(error)) this.#size = smallerSize(this.#size);
      throw error;
    }
  }
}

/** An older server, or something in between that lets no PATCH through. */
function knowsNoPieces(error: unknown): boolean {
  if (!(error instanceof SealflowError)) return false;
  const foreign = error.code === "internal" && error.httpStatus !== 500;
  return foreign || error.code === "not_found" || error.code === "method_not_allowed";
}
