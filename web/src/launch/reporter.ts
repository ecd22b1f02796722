// From what happens in a session to what a page can listen to. Only names and numbers are passed on: the facts of the
// log hold revealed outputs, and tokens of scans.
import type {HandlerCall} from "../protocol/outcome.js";
import type {FlowEvent, Plan} from "../protocol/state.js";
import {troubleOf} from "../session/connection.js";
import type {Emitter} from "../session/emitter.js";
import type {Session} from "../session/session.js";
import type {FlowEvents, Moment} from "./events.js";

export class Reporter {
  readonly #emitter: Emitter<FlowEvents>;
  readonly #handshake: string;
  /** Set once there is one. */
  session: Session | undefined;
  /** Stage and time of the last `entered`: news of one and the same may come by an event and by a launch. */
  #entered = "";
  #superseded = false;
  #online = true;

  constructor(emitter: Emitter<FlowEvents>, handshake: string) {
    this.#emitter = emitter;
    this.#handshake = handshake;
  }

  /** The server has opened the session, as this plan says. */
  launched(plan: Plan): void {
    const now = this.#now();
    const {reason, target, dropped} = plan;
    if (plan.action === "start") this.#emitter.emit("started", {...now, reason});
    else if (plan.action === "resume") this.#emitter.emit("resumed", {...now, reason, target, dropped});
    for (const {stage, verdict, reason: why, at} of plan.steps) {
      if (verdict === "skip") this.#emitter.emit("skipped", {...now, stage, reason: why, at});
    }
  }

  event(event: FlowEvent): void {
    const {run, seq, stage, at, public: said} = event;
    if (stage === null) return;
    const about = {handshake: this.#handshake, run, seq, stage};
    if (event.type === "stage_entered") this.#enter(about, at);
    else if (event.type === "stage_passed") this.#emitter.emit("passed", about);
    else if (event.type === "stage_rejected") {
      const {code, triesLeft} = said;
      const left = typeof triesLeft === "number" ? triesLeft : null;
      this.#emitter.emit("rejected", {...about, code: typeof code === "string" ? code : "", triesLeft: left});
    } else if (event.type === "stage_progressed" && said["waiting"] === true) {
      this.#emitter.emit("pending", {...about, type: this.#typeOf(stage)});
    }
  }

  /** The state has changed, by events that were told before or as a launch found it. */
  changed(): void {
    const {session} = this;
    if (session?.opened !== true) return;
    if (session.superseded && !this.#superseded) this.#emitter.emit("superseded", this.#now());
    this.#superseded = session.superseded;
    const {current, outcome} = session.state;
    const record = session.record(current);
    if (record === undefined || outcome !== "none") return;
    const about = {...this.#now(), stage: current};
    if (this.#enter(about, record.enteredAt) && record.waiting) {
      this.#emitter.emit("pending", {...about, type: this.#typeOf(current)});
    }
  }

  submitted(stage: string): void {
    this.#emitter.emit("submitted", {...this.#now(), stage});
  }

  trouble(error: Error | null): void {
    if ((error === null) === this.#online) return;
    this.#online = error === null;
    if (error === null) this.#emitter.emit("online", this.#now());
    else this.#emitter.emit("offline", {...this.#now(), cause: troubleOf(error)});
  }

  outcome(call: HandlerCall): void {
    const {run, seq} = call.payload;
    this.#emitter.emit("outcome", {handshake: this.#handshake, run, seq, ...call});
  }

  closed(): void {
    this.#emitter.emit("closed", this.#now());
  }

  #enter(about: Moment & {stage: string}, at: number): boolean {
    const key = `${about.run} ${about.stage} ${at}`;
    if (key === this.#entered) return false;
    this.#entered = key;
    this.#emitter.emit("entered", {...about, type: this.#typeOf(about.stage)});
    return true;
  }

  #typeOf(stage: string): string {
    return this.session?.flow?.stages.find(({id}) => id === stage)?.type ?? "";
  }

  #now(): Moment {
    const {run = 0, seq = 0} = this.session?.opened === true ? this.session.state : {};
    return {handshake: this.#handshake, run, seq};
  }
}
