// How a snippet of a language is run: (text, workplace, file name without ending) -> {code, stdout, stderr}.
import * as prerequisites from "./prerequisites.mjs";

export const languages = {
  shell(text, place) {
    place.usePrograms();
    return place.run("bash", ["-euo", "pipefail", "-c", text]);
  },
  node(text, place, name) {
    place.usePackages();
    place.write(`${name}.mjs`, text);
    return place.run(process.execPath, [`${name}.mjs`]);
  },
  python(text, place, name) {
    prerequisites.tool("python3", "--version");
    place.write(`${name}.py`, text);
    return place.run("python3", [`${name}.py`]);
  },
  java(text, place, name) {
    prerequisites.tool("java", "--version");
    place.write(`${name}.java`, text);
    return place.run("java", [`${name}.java`]);
  },
  php(text, place, name) {
    prerequisites.tool("php", "--version");
    place.write(`${name}.php`, text);
    return place.run("php", [`${name}.php`]);
  },
};
