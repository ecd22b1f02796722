import { type TemplateResult } from "lit/html.js";
import type { Messages } from "../../i18n/messages.js";
/** Before texts have come there are none to show. */
export declare function loadingScreen(messages: Messages | undefined): TemplateResult;
/** Something outside is under way. The user may as well close. */
export declare function waitingScreen(messages: Messages): TemplateResult;
export declare function successScreen(messages: Messages, close: () => void): TemplateResult;
/** A completed flow may end in a "no". */
export declare function declinedScreen(messages: Messages, close: () => void): TemplateResult;
export declare function errorScreen(messages: Messages, text: string, requestId: string, close: () => void): TemplateResult;
/** It did not work, but may in a moment. */
export declare function tryAgainScreen(messages: Messages, text: string, again: () => void): TemplateResult;
export declare function movedScreen(messages: Messages, takeBack: () => void, close: () => void): TemplateResult;
/** Asked before leaving: nothing is lost, but the flow ends. */
export declare function leaveScreen(messages: Messages, stay: () => void, leave: () => void): TemplateResult;
