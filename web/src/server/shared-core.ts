// One core for all checks of a backend.
import {loadCore} from "../core.node.js";
import type {Core} from "../engine/full.js";

let loading: Promise<Core> | undefined;

export function sharedCore(): Promise<Core> {
  loading ??= loadCore();
  return loading;
}
