// The calls for files of docs/reference/session-api.md, one method each. No decisions here.
import type {SessionApi} from "../session/api.js";
import {readJson, request} from "../session/http.js";
import {sendFile, type FileRequest} from "./send-file.js";

export interface MediaReply {
  id: string;
  type: string;
  size: number;
  sha256: string;
}

/** How far an upload in pieces is. */
export interface UploadReply {
  id: string;
  offset: number;
  length: number;
  /** What it became, once it is whole. */
  media: MediaReply | null;
}

export interface Piece {
  offset: number;
  bytes: Blob;
  last: boolean;
}

export interface UploadCalls {
  /** The whole file in one request. */
  send(file: Blob, onSent: (bytes: number) => void): Promise<MediaReply>;
  begin(file: Blob): Promise<UploadReply>;
  /** How far is it? */
  ask(upload: string): Promise<UploadReply>;
  append(upload: string, piece: Piece, onSent: (bytes: number) => void): Promise<UploadReply | MediaReply>;
}

const answerTimeout = 20_000;
const fileTimeout = 5 * 60_000;
const pieceTimeout = 60_000;

export class UploadApi implements UploadCalls {
  readonly #session: SessionApi;
  readonly #signal: () => AbortSignal;

  /** `signal` gives what ends a call that begins now. */
  constructor(session: SessionApi, signal: () => AbortSignal) {
    this.#session = session;
    this.#signal = signal;
  }

  send(file: Blob, onSent: (bytes: number) => void): Promise<MediaReply> {
    return this.#send("media", {method: "POST", headers: {"Content-Type": file.type}, body: file, timeout: fileTimeout, onSent});
  }

  begin(file: Blob): Promise<UploadReply> {
    return this.#ask("POST", "uploads", {
      "Content-Type": file.type,
      "Upload-Complete": "?0",
      "Upload-Length": String(file.size),
    });
  }

  ask(id: string): Promise<UploadReply> {
    return this.#ask("GET", `uploads/${id}`, {});
  }

  append(id: string, {offset, bytes, last}: Piece, onSent: (bytes: number) => void): Promise<UploadReply | MediaReply> {
    const headers = {
      "Content-Type": "application/partial-upload",
      "Upload-Offset": String(offset),
      "Upload-Complete": last ? "?1" : "?0",
    };
    return this.#send(`uploads/${id}`, {method: "PATCH", headers, body: bytes, timeout: pieceTimeout, onSent});
  }

  #ask(method: string, path: string, headers: Record<string, string>): Promise<UploadReply> {
    const sent = {...headers, ...this.#session.authorisation()};
    const init = {method, headers: sent, signal: this.#signal(), timeout: answerTimeout};
    return request<UploadReply>(`${this.#session.base}${path}`, init, readJson);
  }

  #send<T>(path: string, {headers, ...file}: Omit<FileRequest, "url" | "signal">): Promise<T> {
    const sent = {...headers, ...this.#session.authorisation()};
    return sendFile<T>({...file, url: `${this.#session.base}${path}`, headers: sent, signal: this.#signal()});
  }
}
