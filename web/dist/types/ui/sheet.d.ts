import { SealflowError } from "../errors.js";
import type { Messages } from "../i18n/messages.js";
import type { HandlerCall } from "../protocol/outcome.js";
import type { Session } from "../session/session.js";
export interface SheetActions {
    /** The user wants out and has confirmed it. */
    leave(): Promise<void>;
    /** Try to open once more, after a failure that may pass. */
    reopen(): Promise<void>;
    closed(): void;
}
export declare class Sheet {
    #private;
    constructor(actions: SheetActions);
    show(session: Session, messages: Messages): void;
    trouble(error: Error | null): void;
    /** Opening failed, but may work later. */
    fail(error: unknown): void;
    /** The server will not have this session. */
    refuse(error: SealflowError): void;
    finish(call: HandlerCall): void;
    remove(): void;
    update(): void;
}
