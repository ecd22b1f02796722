// Text in, text out. Requests may hold keys: what was written into the engine's memory is wiped on release.
import {SealflowError, type ErrorBody} from "../errors.js";
import type {EngineModule} from "./start.js";

type Reply = {ok: true; value: unknown} | {ok: false; error: ErrorBody};

export class Engine<Module extends EngineModule = EngineModule> {
  readonly module: Module;
  readonly #encoder = new TextEncoder();
  readonly #decoder = new TextDecoder();

  constructor(module: Module) {
    this.module = module;
  }

  /** Calls a function of the core. Throws SealflowError with what the core reports. */
  call(name: string, request: unknown): unknown {
    const reply = JSON.parse(this.callText(name, JSON.stringify(request))) as Reply;
    if (!reply.ok) throw new SealflowError(reply.error);
    return reply.value;
  }

  /** The same without reading either text: for parity tests, which compare bytes. */
  callText(name: string, request: string): string {
    return this.withText(`${name}\t${request}`, (pointer, length) => this.textOf(this.module.call(pointer, length)));
  }

  /** Hands a text over as UTF-8 in the engine's memory, for the time of `use`. */
  withText<T>(text: string, use: (pointer: number, length: number) => T): T {
    const capacity = utf8Length(text);
    return this.lend(capacity, (pointer) => {
      const memory = this.module.HEAPU8.subarray(pointer, pointer + capacity);
      return use(pointer, this.#encoder.encodeInto(text, memory).written);
    });
  }

  /** Is this text anywhere in the engine's memory? For the test that keys do not stay there. */
  holds(text: string): boolean {
    const needle = this.#encoder.encode(text);
    const memory = this.module.HEAPU8;
    for (let at = memory.indexOf(needle[0] ?? 0); at >= 0; at = memory.indexOf(needle[0] ?? 0, at + 1)) {
      if (needle.every((byte, index) => memory[at + index] === byte)) return true;
    }
    return false;
  }

  /** Memory of the engine for the time of `use`, wiped afterwards. */
  lend<T>(length: number, use: (pointer: number) => T): T {
    const pointer = this.module.allocate(length);
    if (pointer === 0) throw noMemory();
    try {
      return use(pointer);
    } finally {
      this.module.release(pointer, length);
    }
  }

  textOf(answer: number): string {
    return this.take(answer, (bytes) => this.#decoder.decode(bytes));
  }

  /** Reads an answer before it is wiped and freed. */
  take<T>(answer: number, read: (bytes: Uint8Array<ArrayBuffer>) => T): T {
    if (answer === 0) throw noMemory();
    const memory = this.module.HEAPU8;
    const start = answer + 4;
    const end = start + new DataView(memory.buffer).getUint32(answer, true);
    try {
      return read(memory.subarray(start, end));
    } finally {
      this.module.release(answer, end - answer);
    }
  }
}

function noMemory(): RangeError {
  return new RangeError("Sealflow's engine has no memory left");
}

/** Bytes of the text as UTF-8; a lone surrogate counts as the U+FFFD that TextEncoder makes of it. */
function utf8Length(text: string): number {
  let length = text.length;
  for (let index = 0; index < text.length; ++index) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) continue;
    const pair = unit >= 0xd800 && unit < 0xdc00 && (text.charCodeAt(index + 1) & 0xfc00) === 0xdc00;
    length += unit < 0x800 ? 1 : 2;
    // Two units, four bytes: two more than the two units counted at the start.
    if (pair) ++index;
  }
  return length;
}
