import { nothing, type TemplateResult } from "lit/html.js";
import type { Messages } from "../i18n/messages.js";
import type { Session } from "../session/session.js";
export declare function renderHeader(session: Session | undefined, messages: Messages | undefined, onClose: () => void): TemplateResult;
/** The same as the text in the header, to be seen at a glance. */
export declare function renderSteps(session: Session | undefined): TemplateResult | typeof nothing;
export declare function renderBanner(messages: Messages): TemplateResult;
