import type { ErrorCode } from "./protocol/error-codes.js";
/** The form in which core and server report. */
export interface ErrorBody {
    code: ErrorCode;
    number: number;
    httpStatus: number;
    retryable: boolean;
    message: string;
    where?: string;
    reason?: string;
    details?: ErrorDetail[];
    requestId?: string;
}
/** One finding of several, e.g. one field of a form. */
export interface ErrorDetail {
    code: ErrorCode;
    message: string;
    where: string;
    reason?: string;
}
/**
 * An operation failed. `code` is stable and for programs; `message` is English and for developers.
 *
 * Misuse by the caller is a `TypeError` instead, and "did not verify" is no error but an answer.
 */
export declare class SealflowError extends Error {
    readonly name = "SealflowError";
    readonly code: ErrorCode;
    readonly number: number;
    readonly httpStatus: number;
    /** May the same request succeed later, unchanged? */
    readonly retryable: boolean;
    /** JSON pointer into the input, byte offset, or "". */
    readonly where: string;
    /** A finer cause where the code has several, or "". */
    readonly reason: string;
    readonly details: readonly ErrorDetail[];
    /** To quote to whoever runs the server, or "". */
    readonly requestId: string;
    constructor(body: ErrorBody);
}
/** The request never got an answer: no connection, or none in time. */
export declare class NetworkError extends Error {
    readonly name = "NetworkError";
}
