import type {Messages} from "../i18n/messages.js";
import type {ProviderBridges} from "../providers/bridge.js";
import type {Session} from "../session/session.js";

/** What every screen works with. */
export interface ScreenContext {
  session: Session;
  messages: Messages;
  /** The page's policy allows workers from blobs, says whoever launched. */
  blobWorker: boolean;
  /** Page parts of providers, by the names that flows use. */
  providers: ProviderBridges;
  /** Draw again: something that a screen keeps for itself has changed. */
  update(): void;
  /**
   * Runs at once, or when the finger or mouse button that is down has been lifted. What appears in the middle of a press
   * moves the button away from under it, and the press is lost.
   */
  whenReleased(run: () => void): void;
  /** The element with that id, once the screen is drawn. */
  find(id: string): HTMLElement | null;
}
