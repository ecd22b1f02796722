import {html, nothing, type TemplateResult} from "lit/html.js";
import type {Messages} from "../i18n/messages.js";
import type {LocalisedText} from "../protocol/json.js";

/**
 * A text that came with the flow. It may be in another language than the sheet: then a screen reader must know, and an
 * English title in an Arabic sheet keeps its full stop at its own end.
 */
export function flowText(messages: Messages, text: LocalisedText | undefined | null): TemplateResult | undefined {
  const said = messages.pickWithLanguage(text);
  return said.text === "" ? undefined : html`<bdi lang=${languageToSay(messages, said.language)}>${said.text}</bdi>`;
}

/** For an element that has only this text in it: `<p lang=${…} dir="auto">`. */
export function languageToSay(messages: Messages, language: string | undefined): string | typeof nothing {
  return language === undefined || language === messages.language ? nothing : language;
}
