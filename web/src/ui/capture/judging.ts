// Where frames are judged: in a worker where one may be started, else here, less often.
//
// A policy cannot be asked; trying what it forbids sends the page's owners a report. So only what is known to be allowed
// is tried (docs/decisions/0051-judging-pictures.md).
import {judge, measure, type Frame, type Hint} from "./judge.js";

export interface Judge {
  /** ms from one frame to the next. */
  readonly pause: number;
  judge(frame: Frame): Promise<Hint>;
  close(): void;
}

const pauseWithWorker = 200;
const pauseWithout = 500;

/** `blobWorker`: the page's policy has `worker-src blob:`, says whoever launched. */
export function openJudge(blobWorker: boolean): Judge {
  const worker = startWorker(blobWorker);
  return worker === undefined ? judgeHere : new WorkerJudge(worker);
}

const judgeHere: Judge = {
  pause: pauseWithout,
  judge: (frame) => Promise.resolve(judge(measure(frame))),
  close() {
    // Nothing was opened.
  },
};

class WorkerJudge implements Judge {
  readonly pause = pauseWithWorker;
  readonly #worker: Worker;
  #broken = false;
  #answer: ((hint: Hint | undefined) => void) | undefined;

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.onmessage = ({data}: MessageEvent<Hint>) => {
      this.#answer?.(data);
    };
    // Refused by a policy after all, or its file did not come.
    worker.onerror = (event) => {
      event.preventDefault();
      this.#broken = true;
      this.#answer?.(undefined);
    };
  }

  async judge(frame: Frame): Promise<Hint> {
    if (!this.#broken) {
      const hint = await new Promise<Hint | undefined>((resolve) => {
        this.#answer = resolve;
        this.#worker.postMessage(frame);
      });
      if (hint !== undefined) return hint;
    }
    return judge(measure(frame));
  }

  close(): void {
    this.#worker.terminate();
    this.#answer?.(undefined);
  }
}

function startWorker(blobWorker: boolean): Worker | undefined {
  const file = new URL("./judge-worker.js", import.meta.url);
  try {
    // Browsers start workers from the page's own origin alone.
    if (file.origin === location.origin) return new Worker(trusted(file.href));
    if (!blobWorker) return undefined;
    const source = new Blob([`importScripts(${JSON.stringify(file.href)})`], {type: "text/javascript"});
    const address = URL.createObjectURL(source);
    const worker = new Worker(trusted(address));
    URL.revokeObjectURL(address);
    return worker;
  } catch {
    return undefined;
  }
}

interface TrustedTypes {
  createPolicy(name: string, rules: {createScriptURL(url: string): string}): {createScriptURL(url: string): URL};
}

let policy: {createScriptURL(url: string): URL} | undefined;

/** Pages with Trusted Types take no bare text for a script's address. */
function trusted(address: string): string | URL {
  const {trustedTypes} = globalThis as {trustedTypes?: TrustedTypes};
  policy ??= trustedTypes?.createPolicy("sealflow", {createScriptURL: (url) => url});
  return policy?.createScriptURL(address) ?? address;
}
