// All of them side by side. Frames, because each screen is a page of its own; they load as they come into view.
import {states} from "./states.mjs";

/** Those of web/src/locales. */
const languages = ["en", "hi", "mr", "pa", "bn", "te", "ta", "kn", "gu", "ur", "ar", "es"];
const form = document.getElementById("choice");
for (const language of languages) {
  const name = new Intl.DisplayNames("en", {type: "language"}).of(language);
  form.elements.language.append(new Option(name, language));
}

function show() {
  const {width, ...choice} = Object.fromEntries(new FormData(form));
  document.getElementById("screens").replaceChildren(
    ...states.map(({id, shows}) => {
      const address = `screen.html#${new URLSearchParams({state: id, ...choice})}`;
      const frame = Object.assign(document.createElement("iframe"), {src: address, loading: "lazy", title: id, width, height: 740});
      const link = Object.assign(document.createElement("a"), {href: address, textContent: id});
      const caption = document.createElement("figcaption");
      caption.append(link, ` shows ${shows}`);
      const figure = document.createElement("figure");
      figure.append(caption, frame);
      return figure;
    }),
  );
}

form.addEventListener("change", show);
show();
