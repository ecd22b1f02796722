// What lives in the engine between calls: a key. Whoever opens one closes it.
import type {Engine} from "./engine.js";
import type {KeepingModule} from "./start.js";

const closed = 1; // instead of an answer: none ever stands at that address

/** An HMAC-SHA256 key for many messages. */
export class HmacKey {
  readonly #engine: Engine<KeepingModule>;
  readonly #number: number;

  constructor(engine: Engine<KeepingModule>, number: number) {
    this.#engine = engine;
    this.#number = number;
  }

  /** 32 bytes. */
  sign(message: Uint8Array): Uint8Array<ArrayBuffer> {
    return this.#engine.lend(message.length, (pointer) => {
      this.#engine.module.HEAPU8.set(message, pointer);
      const answer = this.#engine.module.sign(this.#number, pointer, message.length);
      if (answer === closed) throw new TypeError("this HmacKey was closed");
      return this.#engine.take(answer, (bytes) => bytes.slice());
    });
  }

  /** Wipes and frees what the engine keeps. Every later call throws; closing once more does nothing. */
  close(): void {
    this.#engine.module.closeKey(this.#number);
  }
}
