/** Typed events without the DOM. A listener that throws is reported and hinders nobody else. */
export class Emitter<Events extends object> {
  readonly #listeners = new Map<keyof Events, Set<(event: never) => void>>();

  /** Returns what takes the listener off again. */
  on<Name extends keyof Events>(name: Name, listener: (event: Events[Name]) => void): () => void {
    if (typeof listener !== "function") throw new TypeError("on() takes a name and a function");
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(listener));
    return () => {
      listeners.delete(listener);
    };
  }

  emit<Name extends keyof Events>(name: Name, event: Events[Name]): void {
    for (const listener of [...(this.#listeners.get(name) ?? [])]) {
      try {
        (listener as (event: Events[Name]) => void)(event);
      } catch (error) {
        reportLater(error);
      }
    }
  }

  clear(): void {
    this.#listeners.clear();
  }
}

/** Makes an integrator's error visible where uncaught errors are, without stopping what we do. */
export function reportLater(error: unknown): void {
  setTimeout(() => {
    throw error;
  });
}
