// One request with a file, or a piece of one, as its body. XMLHttpRequest, because fetch does not tell how much has
// gone out.
import {NetworkError} from "../errors.js";
import {foreignError, ServerRefusal} from "../session/http.js";

export interface FileRequest {
  method: "POST" | "PATCH";
  url: string;
  headers: Record<string, string>;
  body: Blob;
  /** Ends it. */
  signal: AbortSignal;
  /** Milliseconds for the whole request. */
  timeout: number;
  /** Bytes of the body that have left this browser; how many have arrived, only the answer says. */
  onSent: (bytes: number) => void;
}

/** What was chosen is no longer where it was, or no longer what it was. */
export class FileGone extends Error {
  override readonly name = "FileGone";
}

/** The body of an agreed answer (200, 201). Throws FileGone, ServerRefusal, or NetworkError when there was none. */
export async function sendFile<T>({method, url, headers, body, signal, timeout, onSent}: FileRequest): Promise<T> {
  const bytes = await inMemory(body);
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const call = new XMLHttpRequest();
    call.open(method, url);
    call.responseType = "text";
    call.timeout = timeout;
    for (const [name, value] of Object.entries(headers)) call.setRequestHeader(name, value);
    const stop = (): void => {
      call.abort();
    };
    signal.addEventListener("abort", stop);
    const lost = (): void => {
      reject(new NetworkError("the upload broke off"));
    };
    call.upload.onprogress = (event) => {
      onSent(event.loaded);
    };
    call.onerror = lost;
    call.ontimeout = lost;
    call.onabort = lost;
    call.onload = () => {
      try {
        const answer = JSON.parse(call.responseText) as T & ConstructorParameters<typeof ServerRefusal>[0];
        if (call.status === 200 || call.status === 201) resolve(answer);
        else reject(new ServerRefusal(answer, 0));
      } catch {
        reject(new ServerRefusal(foreignError(call.status), 0));
      }
    };
    call.onloadend = () => {
      signal.removeEventListener("abort", stop);
    };
    call.send(bytes);
  });
}

/** With a file that has changed a request never ends in WebKit, and looks like a lost connection in Chromium; of one that is gone Firefox sends nothing. */
async function inMemory(body: Blob): Promise<ArrayBuffer> {
  const bytes = await body.arrayBuffer().catch(() => undefined);
  if (bytes?.byteLength !== body.size) throw new FileGone("the file can no longer be read");
  return bytes;
}
