// Makes the golden pictures anew: `npm run draw`. Then look at them.
import {execFileSync} from "node:child_process";
import {join} from "node:path";
import {cli, folder, readSet, root} from "./lib/sets.mjs";

const draw = (flow, out, ...more) => execFileSync(cli, ["flow", "draw", flow, "--out", out, ...more], {stdio: "inherit"});
for (const {name, path} of readSet("pictures")) draw(path, join(folder, "pictures", `${name}.svg`));
for (const name of ["three-stages", "eight-stages"]) draw(join(folder, "pictures", `${name}.flow.json`), join(folder, "pictures", `${name}.hi.svg`), "--lang", "hi");
draw(join(root, "examples/flows/onboarding.flow.json"), join(root, "docs/guides/onboarding.svg"));
