// Text in, text out. Requests may hold keys: what was written into the engine's memory is wiped on release.
import {SealflowError, type ErrorBody} from "../errors.js";
import type {EngineModule} from "./start.js";

type Reply = {ok: true; value: unknown} | {ok: false; error: ErrorBody};

export class Engine {
  readonly #module: EngineModule;
  readonly #encoder = new TextEncoder();
  readonly #decoder = new TextDecoder();

  constructor(module: EngineModule) {
    this.#module = module;
  }

  /** Calls a function of the core. Throws SealflowError with what the core reports. */
  call(name: string, request: unknown): unknown {
    const reply = JSON.parse(this.callText(name, JSON.stringify(request))) as Reply;
    if (!reply.ok) throw new SealflowError(reply.error);
    return reply.value;
  }

  /** The same without reading either text: for parity tests, which compare bytes. */
  callText(name: string, request: string): string {
    const text = `${name}\t${request}`;
    const capacity = utf8Length(text);
    const pointer = this.#allocate(capacity);
    try {
      const memory = this.#module.HEAPU8.subarray(pointer, pointer + capacity);
      const {written} = this.#encoder.encodeInto(text, memory);
      return this.#take(this.#module.call(pointer, written));
    } finally {
      this.#module.release(pointer, capacity);
    }
  }

  /** Is this text anywhere in the engine's memory? For the test that keys do not stay there. */
  holds(text: string): boolean {
    const needle = this.#encoder.encode(text);
    const memory = this.#module.HEAPU8;
    for (let at = memory.indexOf(needle[0] ?? 0); at >= 0; at = memory.indexOf(needle[0] ?? 0, at + 1)) {
      if (needle.every((byte, index) => memory[at + index] === byte)) return true;
    }
    return false;
  }

  #allocate(length: number): number {
    const pointer = this.#module.allocate(length);
    if (pointer === 0) throw new RangeError("Sealflow's engine has no memory left");
    return pointer;
  }

  /** Copies an answer out of the engine's memory before that is wiped and freed. */
  #take(pointer: number): string {
    if (pointer === 0) throw new RangeError("Sealflow's engine has no memory left");
    const memory = this.#module.HEAPU8;
    const start = pointer + 4;
    const end = start + new DataView(memory.buffer).getUint32(pointer, true);
    try {
      return this.#decoder.decode(memory.subarray(start, end));
    } finally {
      this.#module.release(pointer, end - pointer);
    }
  }
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
