// The backend's side, and the core.
import type {Core} from "../../../web/src/engine/full.js";
import type {ErrorCode} from "../../../web/src/protocol/error-codes.js";
import {verifyResult, type ResultCheck, type SealflowBackend} from "../../../web/src/server.js";

const code: ErrorCode = "attempts_exhausted";
// @ts-expect-error not in the catalogue
const unknown: ErrorCode = "attempts_over";

export function uses(core: Core, backend: SealflowBackend, check: ResultCheck): void {
  const verification = core.verify("secret", "{}", "ff");
  // @ts-expect-error an answer, not a boolean
  const wrong: boolean = verification;
  // @ts-expect-error a flow is text or an object
  core.check(7);
  // @ts-expect-error only failed checks have a reason
  check.reason.toString();
  if (!check.ok) check.reason satisfies string;
  // @ts-expect-error a tag is needed
  void backend.createHandshake({flow: "FX0"});
  // @ts-expect-error of which flow?
  void backend.listHandshakes({tag: "u1"});
  // @ts-expect-error a tag that may be lost would list everybody's
  void backend.listHandshakes({flow: "FX0", tag: undefined});
  void backend.cancelHandshake("DS0").then(({id, cancelled}) => {
    id satisfies string;
    // @ts-expect-error null: it was not
    cancelled satisfies number;
    cancelled satisfies number | null;
  });
  // @ts-expect-error what the handler got is needed
  void verifyResult({clientSecret: "s", result: {resultText: null, resultSignature: null}});
  void [wrong, code, unknown];
}

export async function lists(backend: SealflowBackend): Promise<void> {
  for await (const {id, outcome, consumed} of backend.listHandshakes({flow: "FX0", pageSize: 100})) {
    id satisfies string;
    outcome satisfies "completed" | "errored" | "skipped" | null;
    // @ts-expect-error null where it is not known
    consumed satisfies boolean;
  }
  // @ts-expect-error it comes page by page
  for (const handshake of backend.listHandshakes({flow: "FX0"})) void handshake;
}
