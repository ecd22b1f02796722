// What a server does with files: takes pieces in order, loses what it is told to lose.
import assert from "node:assert/strict";
import {NetworkError, SealflowError} from "../../../web/src/errors.js";
import type {MediaReply, Piece, UploadCalls, UploadReply} from "../../../web/src/uploads/api.js";

/** What happens to a request. */
export type UploadFate = "answer" | "lost" | "answerLost" | {code: string; httpStatus: number};

const refusal = (code: string, httpStatus: number): SealflowError =>
  new SealflowError({code: code as "internal", number: 1, httpStatus, retryable: false, message: ""});

/** As docs/reference/session-api.md says, for one page. */
export class UploadServer implements UploadCalls {
  readonly uploads = new Map<string, {bytes: Uint8Array; length: number; media: MediaReply | null}>();
  readonly whole: Blob[] = [];
  readonly pieces: number[] = [];
  begun = 0;
  taken = 0;
  time = 0;
  /** Milliseconds for a piece. */
  pace = 1000;
  fates: UploadFate[] = [];

  async through<T>(work: () => T | Promise<T>): Promise<T> {
    const fate = this.fates.shift() ?? "answer";
    if (fate === "lost") throw new NetworkError("lost");
    if (typeof fate === "object") throw refusal(fate.code, fate.httpStatus);
    const answer = await work();
    if (fate === "answerLost") throw new NetworkError("answer lost");
    return answer;
  }

  send(file: Blob, onSent: (bytes: number) => void): Promise<MediaReply> {
    return this.through(() => {
      this.whole.push(file);
      onSent(file.size);
      return {id: "MX1whole", type: file.type, size: file.size, sha256: ""};
    });
  }

  begin(file: Blob): Promise<UploadReply> {
    return this.through(() => {
      const id = `UP1${++this.begun}`;
      this.uploads.set(id, {bytes: new Uint8Array(), length: file.size, media: null});
      return this.state(id);
    });
  }

  ask(id: string): Promise<UploadReply> {
    return this.through(() => this.state(id));
  }

  state(id: string): UploadReply {
    const upload = this.uploads.get(id);
    if (!upload) throw refusal("not_found", 404);
    return {id, offset: upload.bytes.length, length: upload.length, media: upload.media};
  }

  append(id: string, piece: Piece, onSent: (bytes: number) => void): Promise<UploadReply | MediaReply> {
    this.pieces.push(piece.bytes.size);
    onSent(piece.bytes.size / 2);
    return this.through(async () => {
      this.time += this.pace;
      const {offset, media} = this.state(id);
      if (offset !== piece.offset || media) throw refusal("seq_conflict", 409);
      const upload = this.uploads.get(id);
      assert.ok(upload && piece.bytes.size <= 1024 * 1024 && (piece.last || piece.bytes.size >= 64 * 1024));
      const together = new Uint8Array(offset + piece.bytes.size);
      together.set(upload.bytes);
      together.set(new Uint8Array(await piece.bytes.arrayBuffer()), offset);
      upload.bytes = together;
      this.taken += piece.bytes.size;
      if (!piece.last) return this.state(id);
      assert.equal(upload.bytes.length, upload.length);
      upload.media = {id: `MX1${id}`, type: "image/png", size: upload.length, sha256: ""};
      return upload.media;
    });
  }
}
