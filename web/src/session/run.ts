// A run as the page knows it: what the server said when it was opened, and what events have added since. Screens read it.
import type {PageEngine} from "../engine/page.js";
import type {FlowView, StageView} from "../protocol/flow.js";
import type {JsonObject} from "../protocol/json.js";
import type {FlowEvent, FlowState, Plan, StageRecord} from "../protocol/state.js";
import type {LaunchReply} from "./api.js";
import {ServerClock} from "./clock.js";
import {awaitsNews} from "./waiting.js";

export class Run {
  readonly clock = new ServerClock();
  #reply: LaunchReply | undefined;
  #state: FlowState | undefined;
  /** Public part of the last rejection of a stage, as far as this page has seen it happen. */
  readonly #rejections = new Map<string, JsonObject>();
  #superseded = false;
  #late = false;

  /** Before the session is open there is none. */
  get state(): FlowState {
    if (this.#state === undefined) throw new TypeError("the session is not open yet");
    return this.#state;
  }

  get opened(): boolean {
    return this.#state !== undefined;
  }

  get flow(): FlowView | undefined {
    return this.#reply?.flow;
  }

  get appName(): string {
    return this.#reply?.app.name ?? "";
  }

  /** The plan of the last launch: what was skipped, and why. */
  get plan(): Plan | undefined {
    return this.#reply?.plan;
  }

  /** This is the other device: the digits of the link that it came by. */
  get digits(): string {
    return this.#reply?.handoff?.digits ?? "";
  }

  /** Another device has the session now. */
  get superseded(): boolean {
    return this.#superseded;
  }

  /** What an earlier page could not send is on its way. Until then nothing is asked of the user. */
  get catchingUp(): boolean {
    return this.#late && this.opened;
  }

  /** The stage that is due, as far as the page is to show one. */
  get stage(): StageView | undefined {
    return this.#late || this.#state?.outcome !== "none" ? undefined : this.definition(this.#state.current);
  }

  /** An operator or a service is at work: the page may close, and it goes on. */
  get pending(): boolean {
    const {stage} = this;
    return (stage?.type === "review" || stage?.type === "http") && this.record(stage.id)?.waiting === true;
  }

  record(stage: string): StageRecord | undefined {
    return this.#state?.stages.find((record) => record.id === stage);
  }

  /** Why the stage's last try failed. Unlike the record's notes it stays while the next try is got ready. */
  lastRejection(stage: string): JsonObject | undefined {
    return this.#rejections.get(stage);
  }

  /** Is something under way that the page did not start? Then news comes by the event stream. */
  protected awaited(): boolean {
    const {outcome, current} = this.state;
    if (this.#superseded || outcome !== "none") return false;
    const {stage} = this;
    const record = this.record(current);
    return current === "" || (stage === undefined ? record?.waiting === true : awaitsNews(stage, record));
  }

  protected definition(stage: string | undefined): StageView | undefined {
    return this.flow?.stages.find(({id}) => id === stage);
  }

  protected begin(reply: LaunchReply): void {
    this.clock.learn(reply.now);
    this.#reply = reply;
    this.#state = reply.state;
    // Whoever could launch has the session, also after it was another device's.
    this.#superseded = false;
  }

  /** `tell` hears of what is new. False when the events do not follow upon the state. */
  protected add(events: readonly FlowEvent[], engine: PageEngine, tell: (event: FlowEvent) => void): boolean {
    if (events.length === 0) return true;
    const {state, evolutions} = engine.evolve(this.state, events);
    this.#state = state;
    events.forEach((event, index) => {
      if (evolutions[index] !== "applied") return;
      if (event.type === "stage_rejected" && event.stage !== null) this.#rejections.set(event.stage, event.public);
      tell(event);
    });
    return !evolutions.includes("gap");
  }

  protected lose(): void {
    this.#superseded = true;
  }

  protected catchUp(late: boolean): void {
    this.#late = late;
  }
}
