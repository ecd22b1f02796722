// The element in the page that the screens are drawn in, with a shadow root of its own: a dialog over the page, or a region in
// it. Where the focus is and goes, Escape, and closing past us.
import {render, type TemplateResult} from "lit/html.js";
import type {Theme} from "../launch/options.js";
import {applyStyles} from "./styles/apply.js";

export class Host {
  readonly #element = document.createElement("div");
  readonly #root: ShadowRoot;
  readonly #askToLeave: () => void;
  /** In a page: the user is at work in here, so a new screen may take the focus. */
  #engaged: boolean;
  #removed = false;

  /** `container`: where in the page; without it, over the page. `askToLeave`: the user wants out. */
  constructor(container: Element | undefined, scheme: Theme["scheme"], askToLeave: () => void) {
    this.#askToLeave = askToLeave;
    this.#engaged = container === undefined;
    this.#root = this.#element.attachShadow({mode: "open"});
    applyStyles(this.#root);
    this.#element.className = "sealflow";
    if (scheme !== undefined) this.#element.dataset["scheme"] = scheme;
    if (container !== undefined) {
      this.#element.dataset["inline"] = "";
      this.#watchFocus();
    }
    (container ?? document.body).append(this.#element);
  }

  /** Once something is drawn. */
  open(): void {
    if (this.#dialog === null) return;
    this.#dialog.showModal();
    // Not to the first button, as a dialog does by itself: that is the one that closes it.
    this.find("title")?.focus();
  }

  draw(content: TemplateResult): void {
    render(content, this.#root);
  }

  /** What is drawn is another screen than before: a screen reader reads its title, and the keyboard goes on from there. */
  entered(): void {
    for (const box of this.#root.querySelectorAll(".surface, .content")) box.scrollTo(0, 0);
    if (this.#engaged) this.find("title")?.focus();
  }

  find(id: string): HTMLElement | null {
    return this.#root.getElementById(id);
  }

  remove(): void {
    this.#removed = true;
    // Closing gives the focus back to where it was.
    this.#dialog?.close();
    this.#element.remove();
  }

  get #dialog(): HTMLDialogElement | null {
    return this.#root.querySelector("dialog");
  }

  /** Focus that is lost when a button goes counts as being here; focus that goes elsewhere in the page does not. */
  #watchFocus(): void {
    this.#element.addEventListener("focusin", () => {
      this.#engaged = true;
    });
    this.#element.addEventListener("focusout", ({relatedTarget}) => {
      if (relatedTarget !== null) this.#engaged = false;
    });
  }

  // --- events of the dialog ----------------------------------------------------------------------

  /** The back gesture of a phone, too, comes as "cancel". */
  readonly onCancel = (event: Event): void => {
    // The file dialog's own "cancel" bubbles up to here.
    if (event.target !== this.#dialog) return;
    event.preventDefault();
    this.#askToLeave();
  };

  /**
   * Browsers let nobody prevent a second Escape in a row if they can help it: taken before it gets that far. Within a word
   * that is being put together, as for many scripts, it drops what was typed of it.
   */
  readonly onKey = (event: KeyboardEvent): void => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    if (!event.isComposing) this.#askToLeave();
  };

  /** Closed past us all the same: open it again, and ask. */
  readonly onClose = (): void => {
    if (this.#removed) return;
    this.#dialog?.showModal();
    this.#askToLeave();
  };
}
