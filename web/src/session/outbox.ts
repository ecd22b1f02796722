// Commands on their way: one after the other, each with a key of its own, none lost and none done twice.
import {SealflowError} from "../errors.js";
import type {Command, FlowState} from "../protocol/state.js";
import type {CommandRequest, EventsReply} from "./api.js";
import {randomKey} from "./device.js";
import {ServerRefusal} from "./http.js";

/** What became of a command. `overtaken`: the run moved on meanwhile, and the command has no object any more. */
export type Sent = "done" | "overtaken" | "superseded";

/** What the outbox needs of its session. */
export interface OutboxPort {
  state(): FlowState;
  /** Sends, with the same key and body again and again while that may help. */
  post(body: CommandRequest, key: string): Promise<EventsReply>;
  /** Takes in an answer, or the events that came with a refusal. */
  take(reply: Pick<EventsReply, "events"> & Partial<EventsReply>): Promise<void>;
  /** A new token for the same session. */
  renew(): Promise<void>;
  superseded(): void;
}

/** More rounds than that mean that something is wrong, not that somebody else was quicker. */
const mostRounds = 5;

export class Outbox {
  readonly #port: OutboxPort;
  #tail: Promise<unknown> = Promise.resolve();

  constructor(port: OutboxPort) {
    this.#port = port;
  }

  send(command: Command): Promise<Sent> {
    const sent = this.#tail.then(() => this.#deliver(command));
    // A refused command does not block the next one.
    this.#tail = sent.catch(() => undefined);
    return sent;
  }

  async #deliver(command: Command): Promise<Sent> {
    for (let round = 1; ; ++round) {
      const state = this.#port.state();
      if (!stillWanted(command, state)) return "overtaken";
      // A new round has another body (seq, epoch), so it needs another key. It cannot repeat what the round before
      // did: the server looks keys up before anything else, and the state we have by now would show it.
      const body: CommandRequest = {command, epoch: state.epoch, expectedSeq: state.seq};
      try {
        await this.#port.take(await this.#port.post(body, randomKey()));
        return "done";
      } catch (error) {
        if (!(error instanceof SealflowError)) throw error;
        if (error.code === "session_superseded") {
          this.#port.superseded();
          return "superseded";
        }
        if (round === mostRounds) throw error;
        if (error.code === "seq_conflict" && error instanceof ServerRefusal) await this.#port.take({events: [...error.events]});
        else if (needsNewToken(error)) await this.#port.renew();
        else throw error;
      }
    }
  }
}

/** Does the command still make sense in this state? */
export function stillWanted(command: Command, state: FlowState): boolean {
  if (command.type === "acknowledge") return state.outcome !== "none" && !state.acknowledged;
  if (state.outcome !== "none") return false;
  return command.stage === undefined || command.stage === state.current;
}

/** Session tokens end after 30 idle minutes; the device's own secret opens the session again. */
export function needsNewToken(error: unknown): boolean {
  return error instanceof SealflowError && ["token_expired", "token_invalid"].includes(error.code);
}
