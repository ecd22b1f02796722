// The few globals of a page that a session touches and Node does not have.

export const stored = new Map<string, string>();

export function installPageGlobals(): void {
  Object.defineProperty(globalThis, "localStorage", {
    configurable: true,
    value: {
      getItem: (key: string) => stored.get(key) ?? null,
      setItem: (key: string, value: string) => stored.set(key, value),
    },
  });
  Object.defineProperty(globalThis, "navigator", {configurable: true, value: {onLine: true}});
  Object.defineProperty(globalThis, "document", {configurable: true, value: {visibilityState: "visible"}});
  const target = new EventTarget();
  globalThis.addEventListener = target.addEventListener.bind(target) as typeof globalThis.addEventListener;
  globalThis.removeEventListener = target.removeEventListener.bind(target) as typeof globalThis.removeEventListener;
  Object.assign(globalThis, {fire: (name: string) => target.dispatchEvent(new Event(name))});
}
