// <sealflow-flow>, for pages that are written as HTML. Defined only when defineFlowElement() is called.
import type {JsonObject} from "../protocol/json.js";
import type {ErrorPayload, SkipPayload, SuccessPayload} from "../protocol/outcome.js";
import type {FlowEvents} from "./events.js";
import {launch, type Flow} from "./flow.js";
import {handoffFromAddress} from "./handoff.js";
import type {EngineChoice, LaunchOptions, Theme} from "./options.js";

export interface SealflowFlowElement extends HTMLElement {
  /** As the option of `launch()`. Set it before the element is put into the document. */
  getToken: (() => Promise<string>) | undefined;
  /** Options of `launch()` that are no text, e.g. `providers` and `texts`; they come before attributes. Likewise set before. */
  options: Partial<LaunchOptions> | undefined;
  /** Ends the running flow, if any, without an outcome. Putting the element into the document again launches again. */
  destroy(): void;
}

/** What it tells. As they bubble, whoever is around may listen. */
type ElementEvents = {[Name in keyof FlowEvents as `sealflow-${Name}`]: CustomEvent<FlowEvents[Name]>} & {
  "sealflow-success": CustomEvent<SuccessPayload>;
  "sealflow-error": CustomEvent<ErrorPayload>;
  "sealflow-skip": CustomEvent<SkipPayload>;
};

declare global {
  interface HTMLElementTagNameMap {
    "sealflow-flow": SealflowFlowElement;
  }
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- as an interface it adds to the one that is there
  interface GlobalEventHandlersEventMap extends ElementEvents {}
}

const handlers = {onSuccess: "sealflow-success", onError: "sealflow-error", onSkip: "sealflow-skip"} as const;

/** All of `FlowEvents`; the type makes sure that none is left out. */
const events: Record<keyof FlowEvents, true> = {
  started: true, resumed: true, skipped: true, entered: true, submitted: true, passed: true, rejected: true, pending: true,
  superseded: true, offline: true, online: true, outcome: true, closed: true,
};

/**
 * `<sealflow-flow server client-key handshake [locale] [retry] [engine] [variables='{"userType": "customer"}'] [modal]
 * [logo] [logo-dark] [scheme="dark"]>` launches when it is put into the document: inside of itself, or with `modal` as a
 * dialog; attributes that change later count at the next launch. A page that was opened by a link from another device
 * goes on with what that says. Outcomes come as events `sealflow-success`, `sealflow-error`, `sealflow-skip`, everything
 * else as `sealflow-entered` and so on, each with what a handler or listener gets as `detail`. They bubble.
 *
 * Does nothing on a server. Calling this twice, or under the same name as another copy of the package, is harmless.
 */
export function defineFlowElement(name = "sealflow-flow"): void {
  if (typeof customElements === "undefined" || customElements.get(name) !== undefined) return;
  // In here, because a server has no HTMLElement to extend.
  class FlowElement extends HTMLElement implements SealflowFlowElement {
    getToken: (() => Promise<string>) | undefined;
    options: Partial<LaunchOptions> | undefined;
    #flow: Flow | undefined;

    connectedCallback(): void {
      this.#flow ??= this.#launch();
    }

    /** Frameworks take elements out and put them in again when they reorder: only gone for good counts. */
    disconnectedCallback(): void {
      queueMicrotask(() => {
        if (!this.isConnected) this.destroy();
      });
    }

    destroy(): void {
      const flow = this.#flow;
      this.#flow = undefined;
      flow?.destroy();
    }

    #launch(): Flow {
      const tell = (type: string, detail: object): void => {
        this.dispatchEvent(new CustomEvent(type, {detail, bubbles: true}));
      };
      const told = Object.entries(handlers).map(([handler, type]) => [handler, tell.bind(undefined, type)] as const);
      const {getToken} = this;
      const flow = launch({...optionsOf(this), ...this.options, ...(getToken && {getToken}), ...Object.fromEntries(told)});
      for (const event of Object.keys(events) as (keyof FlowEvents)[]) flow.on(event, tell.bind(undefined, `sealflow-${event}`));
      return flow;
    }
  }
  customElements.define(name, FlowElement);
}

function optionsOf(element: HTMLElement): LaunchOptions {
  const text = (name: string): string => element.getAttribute(name) ?? "";
  return {
    server: text("server"),
    clientKey: text("client-key"),
    handshake: text("handshake"),
    retry: element.hasAttribute("retry"),
    ...handoffFromAddress(),
    theme: themeOf(element),
    ...(!element.hasAttribute("modal") && {container: element}),
    ...(element.hasAttribute("locale") && {locale: text("locale")}),
    ...(element.hasAttribute("engine") && {engine: text("engine") as EngineChoice}),
    ...(element.hasAttribute("variables") && {variables: JSON.parse(text("variables")) as JsonObject}),
  };
}

function themeOf(element: HTMLElement): Theme {
  const [logo, logoDark, scheme] = ["logo", "logo-dark", "scheme"].map((name) => element.getAttribute(name));
  return {
    ...(logo && {logo}),
    ...(logoDark && {logoDark}),
    ...((scheme === "light" || scheme === "dark") && {scheme}),
  };
}
