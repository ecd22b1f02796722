// What a state wants of the device: a camera with a card before it, or none; no network; a page that is not secure.
// Each stands in for the browser's own until the next state.
const width = 960;
const height = 720;

export class CannedDevice {
  #wanted;
  #drawing;
  #undo = [];

  constructor(wanted) {
    this.#wanted = wanted;
    this.#own(navigator, "onLine", wanted.offline !== true);
    this.#own(window, "isSecureContext", wanted.insecure !== true);
    this.#own(navigator, "mediaDevices", wanted.camera === "unsupported" ? undefined : {getUserMedia: () => this.#camera()});
    this.#own(navigator, "clipboard", {writeText: () => Promise.resolve()});
    if (wanted.forgetful) this.#own(window, "indexedDB", undefined);
    if (wanted.fileGone) this.#own(Blob.prototype, "arrayBuffer", () => Promise.reject(new DOMException("canned", "NotFoundError")));
    // Patience of a minute, in a second.
    if (wanted.hurried) this.#timers((ms) => ms / 60);
  }

  /** What would happen a little later does not happen any more: then what lasts for moments can be looked at. */
  hold() {
    this.#timers((ms) => (ms < 50 ? ms : 1e9));
  }

  #timers(change) {
    const later = window.setTimeout;
    this.#own(window, "setTimeout", (run, ms = 0, ...rest) => later(run, change(ms), ...rest));
  }

  leave() {
    this.#drawing?.stop();
    for (const undo of this.#undo.splice(0).reverse()) undo();
  }

  async #camera() {
    const {camera = "good"} = this.#wanted;
    if (camera === "asking") await new Promise(() => {});
    if (camera.endsWith("Error")) throw new DOMException("canned", camera);
    this.#drawing?.stop();
    this.#drawing = film(camera);
    return this.#drawing.stream;
  }

  #own(object, name, value) {
    const before = Object.getOwnPropertyDescriptor(object, name);
    Object.defineProperty(object, name, {configurable: true, writable: true, value});
    this.#undo.push(() => {
      delete object[name];
      if (before) Object.defineProperty(object, name, before);
    });
  }
}

/** A canvas as a camera; drawn again and again, since a picture that does not change makes no frames. */
function film(light) {
  const card = cardIn(light);
  const screen = Object.assign(document.createElement("canvas"), {width, height});
  // Kept where the processor reads it: frames from a graphics card are black now and then.
  const context = screen.getContext("2d", {willReadFrequently: true});
  let frame = 0;
  const draw = () => {
    context.drawImage(card, 0, 0);
    context.fillStyle = frame++ % 2 ? "#000" : "#111";
    context.fillRect(0, 0, 2, 2);
  };
  draw();
  const timer = setInterval(draw, 50);
  return {stream: screen.captureStream(20), stop: () => clearInterval(timer)};
}

function cardIn(light) {
  const canvas = Object.assign(document.createElement("canvas"), {width, height});
  const context = canvas.getContext("2d");
  drawCard(context);
  // Made small and large again: what is lost on the way is what a camera out of focus loses.
  if (light === "blurred") {
    const small = Object.assign(document.createElement("canvas"), {width: width / 16, height: height / 16});
    small.getContext("2d").drawImage(canvas, 0, 0, small.width, small.height);
    context.imageSmoothingQuality = "high";
    context.drawImage(small, 0, 0, width, height);
  }
  if (light === "dark") fill(context, "rgb(0 0 0 / 82%)", 0, 0, width, height);
  if (light === "bright") {
    context.fillStyle = "#fff";
    context.beginPath();
    context.arc(width * 0.62, height * 0.45, 120, 0, Math.PI * 2);
    context.fill();
  }
  return canvas;
}

function drawCard(context) {
  fill(context, "#6d5a49", 0, 0, width, height);
  fill(context, "#e8edf2", 80, 120, 800, 480);
  fill(context, "#174e78", 80, 120, 800, 84);
  fill(context, "#b9c6d3", 116, 244, 200, 250);
  context.fillStyle = "#8d7460";
  context.beginPath();
  context.arc(216, 340, 62, 0, Math.PI * 2);
  context.fill();
  fill(context, "#8d7460", 136, 420, 160, 74);
  context.fillStyle = "#fff";
  context.font = "bold 40px sans-serif";
  context.fillText("SPECIMEN · IDENTITY CARD", 116, 176);
  context.fillStyle = "#1d2733";
  context.font = "bold 34px sans-serif";
  for (const [index, text] of ["VERMA", "ASHA", "17 05 1990", "ABCPE1234F"].entries()) context.fillText(text, 360, 280 + index * 62);
  context.font = "bold 26px monospace";
  context.fillText("IDXYZ<<VERMA<<ASHA<<<<<<<<<<<<<<<<<<<<<<<", 116, 560);
}

function fill(context, colour, ...box) {
  context.fillStyle = colour;
  context.fillRect(...box);
}
