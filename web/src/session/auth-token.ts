// Auth tokens of the integrator's backend, which a launch brings along when the server asks for one.
import {SealflowError} from "../errors.js";
import {reportLater} from "./emitter.js";

/** Launches without a token; once more with one, when that is what the server wants. */
export async function withAuthToken<T>(launch: (token?: string) => Promise<T>, getToken?: () => Promise<string>): Promise<T> {
  try {
    return await launch();
  } catch (error) {
    if (getToken === undefined || !asksForToken(error)) throw error;
    // Once: a token that is refused as soon as it was made will not be better the next time.
    return launch(await freshToken(getToken));
  }
}

/** The user may try again; what went wrong is for the integrator to see. */
async function freshToken(getToken: () => Promise<string>): Promise<string> {
  try {
    const token: unknown = await getToken();
    if (typeof token !== "string" || token === "") throw new TypeError("getToken() gives the text of a token");
    return token;
  } catch (error) {
    reportLater(error);
    throw error;
  }
}

/** Does a refused launch want an auth token, a first or a new one? */
function asksForToken(error: unknown): boolean {
  return error instanceof SealflowError && ["token_required", "token_expired"].includes(error.code);
}
