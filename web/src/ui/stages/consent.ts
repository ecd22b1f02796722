import {html, type TemplateResult} from "lit/html.js";
import type {ConsentStage} from "../../protocol/flow.js";
import {languageToSay} from "../flow-text.js";
import {StageScreen} from "./stage-screen.js";

/** A text to agree to. Saying no is leaving. */
export class ConsentScreen extends StageScreen<ConsentStage> {
  protected override body(): TemplateResult {
    const {messages} = this.context;
    const {text, language} = messages.pickWithLanguage(this.stage.text);
    return html`<p class="text" dir="auto" lang=${languageToSay(messages, language)}>${text}</p>
      ${this.submitButton(messages.text("consent.accept"))}`;
  }

  protected override submit(): Promise<void> {
    return this.send({accepted: true});
  }
}
