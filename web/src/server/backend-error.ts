/** `log_damaged`: the one refusal of the 500s that waiting does not mend. */
const logDamaged = 50002;

/** The server's "no" to a backend's call, in Attestr's form. */
export class BackendError extends Error {
  override readonly name = "BackendError";
  /** Number of the catalogue, e.g. 4016. */
  readonly code: number;
  readonly httpStatusCode: number;
  readonly details: string;
  /** How long the server asks to wait before the call is repeated, in milliseconds; 0 when it does not say. */
  readonly retryAfter: number;

  constructor(body: {code: number; httpStatusCode: number; message: string; details?: string}, retryAfter = 0) {
    super(body.details ? `${body.message} (${body.details})` : body.message);
    this.code = body.code;
    this.httpStatusCode = body.httpStatusCode;
    this.details = body.details ?? "";
    this.retryAfter = retryAfter;
  }

  /** May the same call succeed a little later? */
  get retryable(): boolean {
    if (this.code === logDamaged) return false;
    return this.httpStatusCode >= 500 || this.httpStatusCode === 429 || this.httpStatusCode === 408;
  }
}
