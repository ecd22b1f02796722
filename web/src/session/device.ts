// What proves that this browser is the one that began: a secret that the server hands out at the first launch.
//
// It is kept in localStorage, under one key for each server and handshake. Where storage is not to be had (a private
// window, a full disk, an embedding browser with cookies off), it lives as long as the page: a reload then counts as
// another device, and coming back needs `retry` or a hand-off. Nothing else of a session is ever stored.

/** For all of the page: a second mount of the same handshake is the same device. */
const keep = new Map<string, string>();

export class DeviceStore {
  readonly #key: string;

  constructor(server: string, handshake: string) {
    this.#key = `sealflow:device:${new URL(server).origin}:${handshake}`;
  }

  read(): string | undefined {
    try {
      return localStorage.getItem(this.#key) ?? keep.get(this.#key);
    } catch {
      return keep.get(this.#key);
    }
  }

  write(secret: string): void {
    // Both: storage may fail silently or be cleared while the page is open.
    keep.set(this.#key, secret);
    try {
      localStorage.setItem(this.#key, secret);
    } catch {
      // See above: the page goes on without.
    }
  }

  /**
   * Runs a launch while no other tab, and no second mount in this one, runs its own for the same handshake: the one
   * that comes second finds the secret, instead of being taken for another device.
   */
  async exclusively<T>(launch: () => Promise<T>): Promise<T> {
    // Absent outside secure contexts; there, but refused, where storage is.
    const {locks} = navigator as Partial<Navigator>;
    let launched: Promise<T> | undefined;
    const once = (): Promise<T> => (launched ??= launch());
    await locks?.request(this.#key, once).catch(() => undefined);
    return once();
  }
}

/** A UUID of version 4; `crypto.randomUUID` is there in secure contexts only. */
export function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
