// The link that takes a session to a phone: the page's address, and in its fragment, which no server ever sees, the
// handshake and the code. `https://bank.example/open#sealflow=DS0….<43 characters>`

export interface HandoffFound {
  handshake: string;
  handoff: string;
}

const pattern = /(^#|&)sealflow=(DS0[0-9A-Za-z_-]{6,30})\.([0-9A-Za-z_-]{43})(?=&|$)/;

let takenUp = false;

/**
 * What the address of this page says, when it was opened by a link from another device: options for `launch()`, which
 * asks the person before it uses them up. Null otherwise. The address stays as it is, so that a reload goes on.
 *
 *     const options = {server, clientKey, onSuccess};
 *     const handoff = handoffFromAddress();
 *     if (handoff) launch({...options, ...handoff});
 */
export function handoffFromAddress(): HandoffFound | null {
  if (typeof location === "undefined") return null;
  takenUp = true;
  const [, , handshake, handoff] = pattern.exec(location.hash) ?? [];
  return handshake === undefined || handoff === undefined ? null : {handshake, handoff};
}

/** This page's address, if it knows what to do with a link. */
export function ownHandoffUrl(): string | undefined {
  return takenUp ? location.href : undefined;
}

/** `page` may be relative, and may have a fragment of its own, as pages with a router have. */
export function handoffLink(page: string, handshake: string, code: string): string {
  const url = new URL(page, location.href);
  const own = url.hash.replace(pattern, "");
  url.hash = `${own === "" || own === "#" ? "" : `${own}&`}sealflow=${handshake}.${code}`;
  return url.href;
}
