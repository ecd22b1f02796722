import type {Core} from "../engine/full.js";
import {SealflowError} from "../errors.js";
import type {ErrorCode} from "../protocol/error-codes.js";

/** An error of the core's catalogue, for what fails around the core. */
export function errorOf(core: Core, code: ErrorCode, message: string): SealflowError {
  const info = core.errors().find(({name}) => name === code);
  if (info === undefined) throw new TypeError(`the catalogue has no ${code}`);
  return new SealflowError({code, number: info.number, httpStatus: info.http, retryable: info.retryable, message});
}
