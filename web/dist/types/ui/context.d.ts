import type { Messages } from "../i18n/messages.js";
import type { Session } from "../session/session.js";
/** What every screen works with. */
export interface ScreenContext {
    session: Session;
    messages: Messages;
    /** Draw again: something that a screen keeps for itself has changed. */
    update(): void;
    /** The element with that id, once the screen is drawn. */
    find(id: string): HTMLElement | null;
}
