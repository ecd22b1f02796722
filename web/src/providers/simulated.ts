// The page part of the simulated provider: asks for the camera and shows its picture for two seconds, as a real one
// would. Nothing of it leaves the page, nobody is recognised, and it says so. How it ends is the server's to say.
import {CameraError, openCamera, stopCamera} from "../ui/capture/camera.js";
import type {ProviderBridge, ScanReport, ScanRequest} from "./bridge.js";

const duration = 2000;
const step = 100;

export const simulatedBridge: ProviderBridge = {
  async scan(request: ScanRequest): Promise<ScanReport> {
    const {signal} = request;
    let stream: MediaStream;
    try {
      stream = await openCamera("front", signal);
    } catch (error) {
      return {outcome: "blocked", obstacle: error instanceof CameraError ? error.problem : "failed"};
    }
    try {
      show(request, stream);
      for (let passed = 0; passed < duration; passed += step) {
        if (signal.aborted) return {outcome: "cancelled"};
        request.progress(passed / duration);
        await new Promise((resolve) => setTimeout(resolve, step));
      }
      request.progress(1);
      return signal.aborted ? {outcome: "cancelled"} : {outcome: "finished"};
    } finally {
      stopCamera(stream);
    }
  },
};

function show(request: ScanRequest, stream: MediaStream): void {
  const root = request.container.attachShadow({mode: "open"});
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(styles);
  root.adoptedStyleSheets = [sheet];
  const video = document.createElement("video");
  Object.assign(video, {srcObject: stream, muted: true, playsInline: true, autoplay: true});
  video.setAttribute("aria-label", request.text("camera.live"));
  const note = document.createElement("p");
  note.textContent = request.text("biometric.simulated");
  root.append(video, note);
}

const styles = `
:host { display: grid; gap: 12px; justify-items: center; }
video { width: 200px; max-width: 70%; aspect-ratio: 3 / 4; object-fit: cover; border-radius: 50%; background: #0b0e16; transform: scaleX(-1); }
p { margin: 0; padding: 10px 14px; border: 2px dashed; border-radius: 12px; font-weight: 600; text-align: center; }
`;
