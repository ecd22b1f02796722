// The worker that judges frames. A file of its own in dist/, since a worker is started from one.
import {judge, measure, type Frame} from "./judge.js";

// Written for the page; a worker's `self` has what is used of it here.
const here = self as unknown as {
  onmessage: ((event: MessageEvent<Frame>) => void) | null;
  postMessage(message: unknown): void;
};

here.onmessage = ({data}) => {
  here.postMessage(judge(measure(data)));
};
