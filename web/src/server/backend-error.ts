/** The server's "no" to a backend's call, in Attestr's form. */
export class BackendError extends Error {
  override readonly name = "BackendError";
  /** Number of the catalogue, e.g. 4016. */
  readonly code: number;
  readonly httpStatusCode: number;
  readonly details: string;

  constructor(body: {code: number; httpStatusCode: number; message: string; details?: string}) {
    super(body.details ? `${body.message} (${body.details})` : body.message);
    this.code = body.code;
    this.httpStatusCode = body.httpStatusCode;
    this.details = body.details ?? "";
  }

  /** May the same call succeed a little later? */
  get retryable(): boolean {
    return this.httpStatusCode >= 500 || this.httpStatusCode === 429 || this.httpStatusCode === 408;
  }
}
