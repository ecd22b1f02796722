// A keeper that outlives a session, as a browser's storage outlives a page.
import type {Keeper, KeptCommand} from "../../../web/src/session/keeper.js";

export class MemoryKeeper implements Keeper {
  readonly rows = new Map<string, string>();
  /** What was ever kept. */
  readonly seen: KeptCommand[] = [];
  works = true;

  keep(command: KeptCommand): Promise<boolean> {
    if (!this.works) return Promise.resolve(false);
    this.seen.push(command);
    this.rows.set(command.id, JSON.stringify(command));
    return Promise.resolve(true);
  }

  all(): Promise<KeptCommand[]> {
    return Promise.resolve([...this.rows.values()].map((row) => JSON.parse(row) as KeptCommand));
  }

  forget(id?: string): Promise<void> {
    if (id === undefined) this.rows.clear();
    else this.rows.delete(id);
    return Promise.resolve();
  }
}
