// The camera: opened by a press of the person, and off as soon as nobody looks at its picture.

/** Why there is no live picture. */
export type CameraProblem = "insecure" | "unsupported" | "denied" | "absent" | "busy" | "failed";

export class CameraError extends Error {
  readonly problem: CameraProblem;

  constructor(problem: CameraProblem) {
    super(`the camera cannot be used: ${problem}`);
    this.problem = problem;
  }
}

/** What can be known without asking the person: undefined when nothing is in the way. */
export function cameraProblem(): CameraProblem | undefined {
  if (!isSecureContext) return "insecure";
  // Browsers in other apps often leave it out; types say that it is always there.
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  return typeof devices?.getUserMedia === "function" ? undefined : "unsupported";
}

/** `back`: away from the person, where there are two. Throws CameraError. */
export async function openCamera(side: "front" | "back", signal: AbortSignal): Promise<MediaStream> {
  const known = cameraProblem();
  if (known !== undefined) throw new CameraError(known);
  const facingMode = side === "back" ? "environment" : "user";
  let stream: MediaStream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({
      audio: false,
      // Wishes, so that no camera is refused for its size.
      video: {facingMode, width: {ideal: 1920}, height: {ideal: 1440}},
    });
  } catch (error) {
    throw new CameraError(problemOf(error));
  }
  // The person went on while the browser was asking.
  if (signal.aborted) stopCamera(stream);
  signal.addEventListener("abort", () => {
    stopCamera(stream);
  });
  return stream;
}

export function stopCamera(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

const problems: Partial<Record<string, CameraProblem>> = {
  // Said by the person, the browser's settings or the page's Permissions-Policy; nobody tells which.
  NotAllowedError: "denied",
  SecurityError: "denied",
  NotFoundError: "absent",
  OverconstrainedError: "absent",
  // Another program has it.
  NotReadableError: "busy",
  AbortError: "busy",
};

/** By the name alone: WebKit's OverconstrainedError is no DOMException. */
function problemOf(error: unknown): CameraProblem {
  return problems[(error as DOMException).name] ?? "failed";
}
