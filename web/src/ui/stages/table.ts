// The stage types that the launcher can show: one file each, and one line here.
import type {StageType, StageView} from "../../protocol/flow.js";
import type {ScreenContext} from "../context.js";
import {BiometricScreen} from "./biometric.js";
import {ConsentScreen} from "./consent.js";
import {DocumentScreen} from "./document.js";
import {FormScreen} from "./form.js";
import {IndexScreen} from "./index-page.js";
import {OtpScreen} from "./otp.js";
import type {StageScreen} from "./stage-screen.js";

type Screen<Stage extends StageView> = new (stage: Stage, context: ScreenContext) => StageScreen<Stage>;

/** Stages that show nothing of their own while they wait, or that have no screen here yet. */
type ScreenlessType = "http" | "review";

const screens: {[Type in Exclude<StageType, ScreenlessType>]: Screen<Extract<StageView, {type: Type}>>} = {
  consent: ConsentScreen,
  otp: OtpScreen,
  form: FormScreen,
  document: DocumentScreen,
  biometric: BiometricScreen,
  index: IndexScreen,
};

/** Undefined for a stage that shows nothing of its own, or that this version does not know. */
export function createStageScreen(stage: StageView, context: ScreenContext): StageScreen | undefined {
  // The table's type says that each entry fits its type of stage; TypeScript cannot follow that through an index.
  const Found = (screens as Partial<Record<StageType, unknown>>)[stage.type] as Screen<StageView> | undefined;
  return Found && new Found(stage, context);
}
