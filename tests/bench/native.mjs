// The native contenders: a process that does one slice of work for each line it is given (native/main.cpp).
import {spawn} from "node:child_process";
import {createInterface} from "node:readline";

export function startNative(program, folder) {
  const child = spawn(program, [folder], {stdio: ["pipe", "pipe", "inherit"]});
  const lines = createInterface({input: child.stdout})[Symbol.asyncIterator]();
  let failed;
  child.on("error", (error) => (failed = error));
  async function ask(line) {
    child.stdin.write(`${line}\n`);
    const {value, done} = await lines.next();
    if (done) throw failed ?? new Error(`${program} ended at "${line}"`);
    return value;
  }
  return {
    document: (name, text) => ask(`document ${name}\n${text}`),
    contender: (name, native) => ({
      name,
      check: () => ask(`check ${native}`),
      async time(milliseconds) {
        const [units, nanoseconds] = (await ask(`time ${native} ${milliseconds}`)).split(" ").map(Number);
        return (units / nanoseconds) * 1e9;
      },
    }),
    close: () => child.stdin.end(),
  };
}
