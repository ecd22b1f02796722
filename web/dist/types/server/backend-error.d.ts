/** The server's "no" to a backend's call, in Attestr's form. */
export declare class BackendError extends Error {
    readonly name = "BackendError";
    /** Number of the catalogue, e.g. 4016. */
    readonly code: number;
    readonly httpStatusCode: number;
    readonly details: string;
    constructor(body: {
        code: number;
        httpStatusCode: number;
        message: string;
        details?: string;
    });
    /** May the same call succeed a little later? */
    get retryable(): boolean;
}
