// Where commands wait that have no answer yet, so that a reload or a closed tab loses none. They go when they were
// answered, the run has an outcome, the user leaves, or a day has passed.
import type {Rows} from "../storage/rows.js";
import type {CommandRequest} from "./api.js";

/** One time of a stage: entered again, or after another try, it is another step. */
export interface Step {
  run: number;
  enteredAt: number;
  tries: number;
  waiting: boolean;
}

/** A command under way, with all that makes a repetition the same command. */
export interface KeptCommand {
  /** Of the entry; a further round of the same command has it, too. */
  id: string;
  body: CommandRequest;
  /** Idempotency-Key. */
  key: string;
  /** When the user gave it, by this browser's clock, in ms since 1970. */
  at: number;
  /** What the user gave it for. */
  step: Step;
}

export interface Keeper {
  /** False when it cannot be kept: then it lives as long as the page. */
  keep(command: KeptCommand): Promise<boolean>;
  /** Those of this handshake, the oldest first. */
  all(): Promise<KeptCommand[]>;
  /** One; or all that waits of this handshake, files as well. */
  forget(id?: string): Promise<void>;
}

const prefix = "command ";

/** What else waits are files. */
export const isCommand = (id: string): boolean => id.startsWith(prefix);

export class BrowserKeeper implements Keeper {
  readonly #rows: Rows;

  constructor(rows: Rows) {
    this.#rows = rows;
  }

  async keep(command: KeptCommand): Promise<boolean> {
    try {
      const {id, at} = command;
      await this.#rows.put({id: prefix + id, at, bytes: new TextEncoder().encode(JSON.stringify(command))});
      return true;
    } catch {
      return false;
    }
  }

  async all(): Promise<KeptCommand[]> {
    const rows = await this.#rows.all(isCommand);
    return rows.map(({bytes}) => JSON.parse(new TextDecoder().decode(bytes)) as KeptCommand);
  }

  forget(id?: string): Promise<void> {
    return this.#rows.forget((each) => id === undefined || each === prefix + id);
  }
}
