"use client";
// `sealflow/react`: the launcher as a component and as a hook. Thin: all that React adds is when to begin and to end.
import {useEffect, useRef, useState} from "react";
import type {FlowEvents} from "./index.js";
import {launch, type Flow} from "./index.js";
import type {LaunchOptions} from "./index.js";

export {preload, type Flow} from "./index.js";
export type {FlowEvents, Moment} from "./index.js";
export type {EngineChoice, LaunchOptions} from "./index.js";
export type {ErrorPayload, HandlerCall, SkipPayload, SuccessPayload} from "./protocol/outcome.js";

/** A function for each event: `onEntered`, `onRejected` … */
type Listeners = {[Name in keyof FlowEvents as `on${Capitalize<Name>}`]?: (event: FlowEvents[Name]) => void};

/** Options of `launch()`, and a listener for each of its events. */
export type SealflowFlowProps = Omit<LaunchOptions, "container"> &
  Listeners & {
    /** Null, as a ref is before its element is there: nothing is launched yet. Keep it in a state, or no redraw brings it. */
    container?: Element | null | undefined;
  };

const events: Record<keyof FlowEvents, keyof Listeners> = {
  started: "onStarted", resumed: "onResumed", skipped: "onSkipped", entered: "onEntered", submitted: "onSubmitted",
  passed: "onPassed", rejected: "onRejected", pending: "onPending", superseded: "onSuperseded", offline: "onOffline",
  online: "onOnline", outcome: "onOutcome", closed: "onClosed",
};

/**
 * Launches when it is mounted, and takes everything away, without an outcome, when it is unmounted. What it launches
 * with is what it has then; a change of one of those launches anew, but for `providers`. Functions may change at any
 * time: the newest is called. Mounted twice, as in strict mode, it leaves one sheet, and handlers are called once.
 */
export function SealflowFlow(props: SealflowFlowProps): null {
  const newest = useNewest(props);
  const {server, clientKey, handshake, locale, retry, handoff, handoffUrl, engine, blobWorker, container} = props;
  // Another object with the same values is no change.
  const values = JSON.stringify([props.variables, props.theme, props.texts]);
  useEffect(() => {
    const flow = launchWith(() => newest.current);
    return () => {
      flow?.destroy();
    };
  }, [newest, server, clientKey, handshake, locale, retry, handoff, handoffUrl, engine, blobWorker, container, values]);
  return null;
}

export interface Sealflow {
  /** Launches, in place of what it launched before. Undefined: the component has gone meanwhile, and nothing was launched. */
  launch(props: SealflowFlowProps): Flow | undefined;
  destroy(): void;
}

/** For a flow that begins with a click. It ends with the component. Always gives the same object. */
export function useSealflow(): Sealflow {
  const [sealflow] = useState(() => new Mounted());
  useEffect(() => {
    sealflow.mounted = true;
    return () => {
      sealflow.mounted = false;
      sealflow.destroy();
    };
  }, [sealflow]);
  return sealflow;
}

class Mounted implements Sealflow {
  mounted = false;
  #flow: Flow | undefined;

  // Arrow functions: they are often taken out of the object.
  readonly launch = (props: SealflowFlowProps): Flow | undefined => {
    this.destroy();
    if (this.mounted) this.#flow = launchWith(() => props);
    return this.#flow;
  };

  readonly destroy = (): void => {
    this.#flow?.destroy();
    this.#flow = undefined;
  };
}

function useNewest<T>(value: T): {current: T} {
  const newest = useRef(value);
  // Declared first, so it runs before the effect that launches.
  useEffect(() => {
    newest.current = value;
  });
  return newest;
}

function launchWith(props: () => SealflowFlowProps): Flow | undefined {
  const {container, getToken, ...options} = props();
  if (container === null) return undefined;
  const flow = launch({
    ...options,
    ...(container && {container}),
    ...(getToken && {getToken: () => (props().getToken ?? getToken)()}),
    onSuccess: (payload) => props().onSuccess?.(payload),
    onError: (payload) => props().onError?.(payload),
    onSkip: (payload) => props().onSkip?.(payload),
  });
  for (const name of Object.keys(events) as (keyof FlowEvents)[]) {
    flow.on(name, (event) => {
      const listener = props()[events[name]] as ((event: object) => void) | undefined;
      listener?.(event);
    });
  }
  return flow;
}
