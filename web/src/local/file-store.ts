import {mkdir, open, readFile, rename, rm, type FileHandle} from "node:fs/promises";
import {dirname} from "node:path";
import {setTimeout as pause} from "node:timers/promises";
import type {LocalStore} from "./store.js";

/**
 * Keeps a run in a file that only its owner may read. Node only.
 *
 * The text is written to `<path>.new` and that renamed, so a crash leaves the old text or the new one. The same file is
 * the lock: of two processes one writes, and the other waits, then finds that its text is out of date. A process killed
 * in those milliseconds leaves the file behind; the error of the next save names it.
 */
export function fileStore(path: string): LocalStore {
  if (typeof path !== "string" || path === "") throw new TypeError("fileStore(): the path of a file is needed");
  const draft = `${path}.new`;
  const load = async (): Promise<string | null> => {
    try {
      return await readFile(path, "utf8");
    } catch (error) {
      if (isCode(error, "ENOENT")) return null;
      throw error;
    }
  };
  const write = async (file: FileHandle, text: string): Promise<void> => {
    try {
      await file.writeFile(text, "utf8");
      await file.sync();
    } finally {
      await file.close();
    }
  };
  return {
    load,
    async save(text, before) {
      await mkdir(dirname(path), {recursive: true});
      const file = await create(draft);
      try {
        const same = (await load()) === before;
        await write(file, same ? text : "");
        if (!same) {
          await rm(draft);
          return false;
        }
        await rename(draft, path);
        return true;
      } catch (error) {
        await rm(draft, {force: true});
        throw error;
      }
    },
  };
}

/** "wx" makes the file or fails: only one of several gets it. */
async function create(path: string): Promise<FileHandle> {
  for (let tries = 1; ; ++tries) {
    try {
      return await open(path, "wx", 0o600);
    } catch (error) {
      if (!isCode(error, "EEXIST")) throw error;
      if (tries === 40) {
        throw new Error(`${path} is there: another process writes, or was killed while it did. If none runs, remove it.`, {
          cause: error,
        });
      }
      await pause(25);
    }
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === code;
}
