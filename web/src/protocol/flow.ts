// The client view of a flow: what the server lets a page know of it.
import type {Json, LocalisedText} from "./json.js";

export interface FlowView {
  view: 1;
  id: string;
  version: string;
  hash: string;
  title?: LocalisedText;
  variables: Record<string, {type: string; format?: string; required?: boolean; nullable?: boolean; enum?: string[]}>;
  start: string;
  stages: StageView[];
  ends: Record<string, {status: string}>;
}

/** `askServer` instead of a target: the rule reads what a page may not see. */
export type BranchView = {if?: string; to: string} | {askServer: true};

interface StageCommon {
  id: string;
  title?: LocalisedText;
  /** The step of an index page that the stage belongs to. */
  step?: string;
  attempts?: number;
  reveal?: string[];
  next?: BranchView[];
}

export interface ConsentStage extends StageCommon {
  type: "consent";
  text: LocalisedText;
}

export interface OtpStage extends StageCommon {
  type: "otp";
  channel: "mobile" | "email";
  digits: number;
}

export interface FormStage extends StageCommon {
  type: "form";
  fields: FieldSpec[];
}

export interface DocumentStage extends StageCommon {
  type: "document";
  accept: string[];
  sides: ("front" | "back")[];
  maxBytes: number;
}

/** A scan by an outside provider. What it scans with is in the notes of the stage's record: `ScanNotes`. */
export interface BiometricStage extends StageCommon {
  type: "biometric";
  provider: string;
  mode: "enrol" | "verify";
}

/** A call that the server makes. A page learns nothing of it but that it is under way. */
export interface HttpStage extends StageCommon {
  type: "http";
}

/** An operator decides. The page may close meanwhile. */
export interface ReviewStage extends StageCommon {
  type: "review";
}

/** A page from which steps are begun, and to which they return. */
export interface IndexStage extends StageCommon {
  type: "index";
  steps: {id: string; start: string; title?: LocalisedText | null; dependsOn?: string[]; optional?: boolean}[];
}

export type StageView =
  | BiometricStage
  | ConsentStage
  | DocumentStage
  | FormStage
  | HttpStage
  | IndexStage
  | OtpStage
  | ReviewStage;
export type StageType = StageView["type"];

export interface FieldSpec {
  name: string;
  format?: string;
  required?: boolean;
  label?: LocalisedText;
  hint?: LocalisedText;
  options?: (string | {value: string; label?: LocalisedText})[];
  min?: Json;
  max?: Json;
  minLength?: number;
  maxLength?: number;
}
