// <sealflow-flow>, for pages that are written as HTML. Defined only when defineFlowElement() is called.
import {launch, type Flow} from "./flow.js";
import {handoffFromAddress} from "./handoff.js";
import type {Theme} from "./options.js";

export interface SealflowFlowElement extends HTMLElement {
  /** Ends the running flow, if any, without an outcome. */
  destroy(): void;
}

/**
 * `<sealflow-flow server client-key handshake [locale] [retry] [variables='{"userType": "customer"}'] [modal]
 * [logo] [scheme="dark"]>` launches when it is put into the document: inside of itself, or with `modal` as a dialog. A page
 * that was opened by a link from another device goes on with what that says. Outcomes come as events `sealflow-success`, `sealflow-error`, `sealflow-skip`, with the
 * payload as `detail`. Calling this twice, or under the same name as another copy of the package, is harmless.
 */
export function defineFlowElement(name = "sealflow-flow"): void {
  if (customElements.get(name) !== undefined) return;
  // In here, because a server has no HTMLElement to extend.
  class FlowElement extends HTMLElement implements SealflowFlowElement {
    #flow: Flow | undefined;

    connectedCallback(): void {
      const variables = this.getAttribute("variables");
      const locale = this.getAttribute("locale");
      this.#flow ??= launch({
        server: this.getAttribute("server") ?? "",
        clientKey: this.getAttribute("client-key") ?? "",
        handshake: this.getAttribute("handshake") ?? "",
        retry: this.hasAttribute("retry"),
        ...handoffFromAddress(),
        theme: this.#theme(),
        ...(!this.hasAttribute("modal") && {container: this}),
        ...(locale !== null && {locale}),
        ...(variables !== null && {variables: JSON.parse(variables) as Record<string, string>}),
        onSuccess: (detail) => {
          this.#tell("sealflow-success", detail);
        },
        onError: (detail) => {
          this.#tell("sealflow-error", detail);
        },
        onSkip: (detail) => {
          this.#tell("sealflow-skip", detail);
        },
      });
    }

    /** Frameworks take elements out and put them in again when they reorder: only gone for good counts. */
    disconnectedCallback(): void {
      queueMicrotask(() => {
        if (!this.isConnected) this.destroy();
      });
    }

    destroy(): void {
      this.#flow?.destroy();
      this.#flow = undefined;
    }

    #theme(): Theme {
      const [logo, logoDark, scheme] = ["logo", "logo-dark", "scheme"].map((name) => this.getAttribute(name));
      return {
        ...(logo && {logo}),
        ...(logoDark && {logoDark}),
        ...((scheme === "light" || scheme === "dark") && {scheme}),
      };
    }

    #tell(type: string, detail: object): void {
      this.dispatchEvent(new CustomEvent(type, {detail, bubbles: true}));
    }
  }
  customElements.define(name, FlowElement);
}
