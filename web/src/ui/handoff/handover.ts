// Between devices: who came here by a link is asked, compares digits, or stops; who stays may go on to a phone, or see that
// another device has taken over.
import type {TemplateResult} from "lit/html.js";
import type {Messages} from "../../i18n/messages.js";
import {reportLater} from "../../session/emitter.js";
import type {Session} from "../../session/session.js";
import {failureText} from "../frame.js";
import {compareScreen, invitedScreen, stoppedScreen} from "../screens/invited.js";
import {movedScreen} from "../screens/moved.js";
import {loadingScreen, tryAgainScreen} from "../screens/screens.js";
import type {HandoffScreen} from "./handoff-screen.js";

export interface HandoverPort {
  session: () => Session | undefined;
  /** Draw again. */
  update: () => void;
  /** Go on here, as the link says. */
  accept: () => void;
  /** The user goes, and the server is not to be told. */
  abandon: () => void;
  close: () => void;
}

export interface NamedScreen {
  name: string;
  content: TemplateResult;
}

export class Handover {
  readonly #port: HandoverPort;
  /** Who came by a link has said: go on here; the digits are the same, or they are not. */
  #invitation: "asked" | "accepted" | "compared" | "stopped";
  #phone: HandoffScreen | undefined;
  #disposed = false;
  /** The session is on its way back to this device; or why that did not work. */
  #takingBack = false;
  #failure: unknown;

  /** `invited`: by a link from another device. */
  constructor(invited: boolean, port: HandoverPort) {
    this.#invitation = invited ? "asked" : "compared";
    this.#port = port;
  }

  /** Until then nothing is shown of what somebody else may have begun. */
  get settled(): boolean {
    return this.#invitation === "compared";
  }

  get stopped(): boolean {
    return this.#invitation === "stopped";
  }

  dispose(): void {
    this.#disposed = true;
    this.leavePhone();
  }

  /** The code for a phone goes from the screen. */
  leavePhone(): void {
    this.#phone?.dispose();
    this.#phone = undefined;
  }

  // --- screens; undefined where it is not their turn --------------------------------------------

  stoppedScreen(messages: Messages): NamedScreen | undefined {
    if (!this.stopped) return undefined;
    return {name: "stopped", content: stoppedScreen(messages, this.#port.abandon)};
  }

  invitedScreen(messages: Messages): NamedScreen | undefined {
    if (this.#invitation !== "asked") return undefined;
    return {name: "invited", content: invitedScreen(messages, this.#accept)};
  }

  compareScreen(messages: Messages): NamedScreen | undefined {
    const digits = this.#port.session()?.digits ?? "";
    if (this.#invitation !== "accepted" || digits === "") return undefined;
    return {name: "compare", content: compareScreen(messages, digits, this.#same, this.#different)};
  }

  movedScreen(messages: Messages): NamedScreen | undefined {
    const session = this.#port.session();
    if (session?.superseded !== true) return undefined;
    if (this.#takingBack) return {name: "loading", content: loadingScreen(messages)};
    if (this.#failure !== undefined) {
      return {name: "tryAgain", content: tryAgainScreen(messages, failureText(this.#failure, messages), this.#takeBack)};
    }
    const {flow, progress, link} = session;
    const moved = {flow, progress, digits: link?.digits ?? ""};
    return {name: "moved", content: movedScreen(messages, moved, this.#takeBack, this.#port.close)};
  }

  phoneScreen(): NamedScreen | undefined {
    return this.#phone && {name: "handoff", content: this.#phone.render()};
  }

  // --- what the user does ------------------------------------------------------------------------

  /** Shows the code for a phone. `url`: the page that the phone opens. */
  toPhone(messages: Messages, url: string): void {
    void import("./handoff-screen.js").then(({HandoffScreen}) => {
      const session = this.#port.session();
      // Asked for twice while the code came: each would make a link, and one of them would tick on for ever.
      if (this.#disposed || session === undefined || this.#phone !== undefined) return;
      const back = (): void => {
        this.leavePhone();
        this.#port.update();
      };
      this.#phone = new HandoffScreen(session, messages, url, {update: this.#port.update, back});
      this.#port.update();
    }, reportLater);
  }

  readonly #accept = (): void => {
    this.#invitation = "accepted";
    this.#port.update();
    this.#port.accept();
  };

  readonly #same = (): void => {
    this.#invitation = "compared";
    this.#port.update();
  };

  /** Somebody else's link, perhaps: nothing is entered here, and this device asks for nothing any more. */
  readonly #different = (): void => {
    this.#invitation = "stopped";
    this.#port.session()?.close();
    this.#port.update();
  };

  readonly #takeBack = (): void => {
    [this.#takingBack, this.#failure] = [true, undefined];
    this.#port.update();
    void this.#port
      .session()
      ?.takeBack()
      .catch((error: unknown) => {
        this.#failure = error;
      })
      .then(() => {
        this.#takingBack = false;
        this.#port.update();
      });
  };
}
