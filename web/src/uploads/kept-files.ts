// Files that somebody has sent off and that have not all arrived: they wait in this browser like what was typed
// (docs/decisions/0063), so that after a reload nobody has to find the picture again, or take another one.
import {isCommand, type Step} from "../session/keeper.js";
import type {Rows} from "../storage/rows.js";

/** What is known of a file besides its bytes. */
export interface FileNote {
  /** Of its stage. */
  side: string;
  type: string;
  /** When it was sent off, by this browser's clock, in ms since 1970. */
  at: number;
  /** What it was sent off for. */
  step: Step & {stage: string};
  /** The upload that was begun with it. */
  upload?: string;
  /** What it became: the server has all of it. */
  media?: string;
}

export interface KeptFile {
  note: FileNote;
  /** Undefined when the server has it. */
  file: Blob | undefined;
}

/** Of all files of a handshake. Beyond that a phone's storage, and its patience while it encrypts, are asked too much. */
export const mostKept = 16 * 1024 * 1024;

const noteOf = (side: string): string => `note ${side}`;
const bytesOf = (side: string): string => `file ${side}`;
/** All else that waits are commands. */
const isFile = (id: string): boolean => !isCommand(id);

export class KeptFiles {
  readonly #rows: Rows;
  readonly #sizes = new Map<string, number>();

  constructor(rows: Rows) {
    this.#rows = rows;
  }

  /** False when it cannot be kept: it is too large, or there is no storage, or no space in it. */
  async keep(note: FileNote, file: Blob): Promise<boolean> {
    const {side, at} = note;
    this.#sizes.set(side, file.size);
    try {
      if ([...this.#sizes.values()].reduce((sum, size) => sum + size, 0) > mostKept) throw new RangeError("too much");
      await this.#rows.put({id: bytesOf(side), at, bytes: await file.arrayBuffer()});
      await this.note(note);
      return true;
    } catch {
      // What was there of an earlier choice must not come in place of this one.
      await this.forget(side);
      return false;
    }
  }

  /** What is known by now. With what it became, its bytes are not needed any more. */
  async note(note: FileNote): Promise<void> {
    const {side, at, media} = note;
    await this.#rows.put({id: noteOf(side), at, bytes: new TextEncoder().encode(JSON.stringify(note))});
    if (media === undefined) return;
    this.#sizes.delete(side);
    await this.#rows.forget((id) => id === bytesOf(side));
  }

  async all(): Promise<KeptFile[]> {
    const rows = await this.#rows.all(isFile);
    const bytes = new Map(rows.map((row) => [row.id, row.bytes]));
    const found: KeptFile[] = [];
    for (const row of rows.filter(({id}) => id.startsWith("note "))) {
      const note = JSON.parse(new TextDecoder().decode(row.bytes)) as FileNote;
      const own = bytes.get(bytesOf(note.side));
      if (own) this.#sizes.set(note.side, own.byteLength);
      const file = own && new Blob([own], {type: note.type});
      if (file !== undefined || note.media !== undefined) found.push({note, file});
    }
    return found;
  }

  /** The file of one side, or all. */
  async forget(side?: string): Promise<void> {
    if (side === undefined) this.#sizes.clear();
    else this.#sizes.delete(side);
    await this.#rows.forget((id) => (side === undefined ? isFile(id) : id === noteOf(side) || id === bytesOf(side)));
  }
}
