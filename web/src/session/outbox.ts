// Commands on their way: one after the other, each with a key of its own, none lost and none done twice.
//
// What a person submits is kept in the browser before it is sent, and forgotten once it was answered. A page that is
// opened in between sends it again, with the same key and body: to the server that is the same command, also when two
// tabs do it at the same time.
import {SealflowError} from "../errors.js";
import type {Command, FlowState} from "../protocol/state.js";
import type {CommandRequest, EventsReply} from "./api.js";
import {randomKey} from "./device.js";
import {ServerRefusal} from "./http.js";
import {keptFor} from "../storage/rows.js";
import type {Keeper, KeptCommand, Step} from "./keeper.js";
import type {Repeating} from "./repeater.js";

/** What became of a command. `overtaken`: the run moved on meanwhile, and the command has no object any more. */
export type Sent = "done" | "overtaken" | "superseded";

/** What the outbox needs of its session. */
export interface OutboxPort {
  state(): FlowState;
  /** May this command's input lie in the browser's storage? */
  mayKeep(command: Command): boolean;
  /** Sends, with the same key and body again and again while that may help. */
  post(body: CommandRequest, key: string, repeating: Repeating): Promise<EventsReply>;
  /** Takes in an answer, or the events that came with a refusal. */
  take(reply: Pick<EventsReply, "events"> & Partial<EventsReply>): Promise<void>;
  /** A new token for the same session. */
  renew(): Promise<void>;
  superseded(): void;
}

/** More rounds than that mean that something is wrong, not that somebody else was quicker. */
const mostRounds = 5;
const left = new DOMException("the user has left", "AbortError");

export class Outbox {
  readonly #port: OutboxPort;
  readonly #keeper: Keeper;
  #tail: Promise<unknown> = Promise.resolve();
  #stop = new AbortController();
  #kept = false;

  constructor(port: OutboxPort, keeper: Keeper) {
    this.#port = port;
    this.#keeper = keeper;
  }

  /** What is on its way now outlives the page. */
  get kept(): boolean {
    return this.#kept;
  }

  send(command: Command): Promise<Sent> {
    return this.#next((signal) => this.#deliver(command, signal));
  }

  /**
   * Sends what an earlier page of this browser could not, as far as its step is still the one that is due; drops the
   * rest. True when something was sent. `refused` hears of what the server will not have.
   */
  async resume(refused: (command: Command) => void): Promise<boolean> {
    let sent = false;
    for (const kept of await this.#keeper.all()) {
      const {command} = kept.body;
      if (!stillWanted(command, this.#port.state(), kept.step)) {
        await this.#keeper.forget(kept.id);
        continue;
      }
      sent = true;
      try {
        await this.#next((signal) => this.#deliver(command, signal, kept));
      } catch (error) {
        if (!(error instanceof SealflowError)) throw error;
        refused(command);
      }
    }
    return sent;
  }

  /** Forgets all that is kept, and calls off what waits: the user leaves, or there is nobody to send it to. */
  async abandon(): Promise<void> {
    this.#stop.abort(left);
    this.#stop = new AbortController();
    await this.forget();
  }

  /** Forgets what any page of this browser keeps for the handshake. */
  forget(): Promise<void> {
    return this.#keeper.forget();
  }

  /** Calls off what waits. What is kept stays for the next launch. */
  close(): void {
    this.#stop.abort();
  }

  #next(deliver: (signal: AbortSignal) => Promise<Sent>): Promise<Sent> {
    const {signal} = this.#stop;
    const sent = this.#tail.then(() => deliver(signal));
    // A refused command does not block the next one.
    this.#tail = sent.catch(() => undefined);
    return sent;
  }

  async #deliver(command: Command, signal: AbortSignal, kept?: KeptCommand): Promise<Sent> {
    const entry = kept ?? {id: randomKey(), at: Date.now(), step: stepOf(command, this.#port.state())};
    const mayKeep = this.#port.mayKeep(command);
    try {
      for (let round = 1; ; ++round) {
        signal.throwIfAborted();
        const state = this.#port.state();
        if (!stillWanted(command, state, entry.step)) return "overtaken";
        const first = round === 1 ? kept : undefined;
        // A new round has another body (seq, epoch), so it needs another key. It cannot repeat what the round before
        // did: the server looks keys up before anything else, and the state we have by now would show it.
        const sending = first ?? {
          ...entry,
          key: randomKey(),
          body: {command, epoch: state.epoch, expectedSeq: state.seq},
        };
        this.#kept = mayKeep && (await this.#keeper.keep(sending));
        const became = await this.#round(sending, state, signal, round === mostRounds);
        if (became !== "again") return became;
      }
    } finally {
      this.#kept = false;
      // Called off because the page goes, it is for the next page to send.
      if (mayKeep && (!signal.aborted || signal.reason === left)) await this.#keeper.forget(entry.id);
    }
  }

  async #round(sending: KeptCommand, state: FlowState, signal: AbortSignal, last: boolean): Promise<Sent | "again"> {
    try {
      await this.#port.take(await this.#port.post(sending.body, sending.key, {signal, ...this.#until(sending)}));
      return "done";
    } catch (error) {
      if (!(error instanceof SealflowError)) throw error;
      // An earlier page's epoch is an old one when another device has had the session since.
      const outOfDate = sending.body.epoch !== state.epoch;
      if (error.code === "session_superseded" && !outOfDate) {
        this.#port.superseded();
        return "superseded";
      }
      if (last) throw error;
      if (error.code === "seq_conflict" && error instanceof ServerRefusal) await this.#port.take({events: [...error.events]});
      else if (needsNewToken(error)) await this.#port.renew();
      else if (!outOfDate) throw error;
      return "again";
    }
  }

  #until({at, body}: KeptCommand): Pick<Repeating, "until"> {
    // Nobody is asked to say it again, and without it the next launch calls the handler once more.
    if (body.command.type === "acknowledge") return {until: Infinity};
    return this.#kept ? {until: at + keptFor} : {};
  }
}

/** Does the command still make sense in this state? `given`: the step that the user had on screen. */
export function stillWanted(command: Command, state: FlowState, given: Step): boolean {
  if (command.type === "acknowledge") return state.outcome !== "none" && !state.acknowledged;
  if (state.outcome !== "none") return false;
  if (command.stage !== undefined && command.stage !== state.current) return false;
  if (command.type !== "submit") return true;
  // Entered anew or judged meanwhile (a wrong input counts a try, whoever sent it), it is for the user to say it again.
  const now = stepOf(command, state);
  return (["run", "enteredAt", "tries", "waiting"] as const).every((name) => now[name] === given[name]);
}

export function stepOf(command: Command, state: FlowState): Step {
  const record = state.stages.find(({id}) => id === command.stage);
  const {enteredAt = 0, tries = 0, waiting = false} = record ?? {};
  return {run: state.run, enteredAt, tries, waiting};
}

/** Session tokens end after 30 idle minutes; the device's own secret opens the session again. */
export function needsNewToken(error: unknown): boolean {
  return error instanceof SealflowError && ["token_expired", "token_invalid"].includes(error.code);
}
