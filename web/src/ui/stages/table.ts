// The stage types that the launcher can show: one file each, and one line here.
import {load} from "../../load.js";
import type {StageType, StageView} from "../../protocol/flow.js";
import type {ScreenContext} from "../context.js";
import {ConsentScreen} from "./consent.js";
import {FormScreen} from "./form.js";
import {IndexScreen} from "./index-page.js";
import {LazyScreen, type ScreenClass} from "./lazy-screen.js";
import {OtpScreen} from "./otp.js";
import type {StageScreen} from "./stage-screen.js";

/** Stages that show nothing of their own while they wait, or that have no screen here yet. */
type ScreenlessType = "http" | "review";

/** Those that most flows do without: their code is loaded when a flow has them. */
type LazyType = "document" | "biometric";

type ClassOf<Type extends StageType> = ScreenClass<Extract<StageView, {type: Type}>>;

const screens: {[Type in Exclude<StageType, ScreenlessType | LazyType>]: ClassOf<Type>} = {
  consent: ConsentScreen,
  otp: OtpScreen,
  form: FormScreen,
  index: IndexScreen,
};

const lazyScreens: {[Type in LazyType]: () => Promise<ClassOf<Type>>} = {
  // What sends the files comes along, so that a press on "Continue" need not wait for it.
  document: async () => (await Promise.all([load(() => import("./document.js")), load(() => import("../../uploads/uploads.js"))]))[0].DocumentScreen,
  biometric: async () => (await load(() => import("./biometric.js"))).BiometricScreen,
};

/** Undefined for a stage that shows nothing of its own, or that this version does not know. */
export function createStageScreen(stage: StageView, context: ScreenContext): StageScreen | undefined {
  // While the first screen is looked at, the code of the later ones comes.
  for (const {type} of context.session.flow?.stages ?? []) loaderOf(type)?.().catch(() => undefined);
  // The tables' types say that each entry fits its type of stage; TypeScript cannot follow that through an index.
  const Found = (screens as Partial<Record<StageType, unknown>>)[stage.type] as ScreenClass | undefined;
  if (Found) return new Found(stage, context);
  const load = loaderOf(stage.type);
  return load && new LazyScreen(stage, context, load);
}

function loaderOf(type: StageType): (() => Promise<ScreenClass>) | undefined {
  return (lazyScreens as Partial<Record<StageType, unknown>>)[type] as (() => Promise<ScreenClass>) | undefined;
}
