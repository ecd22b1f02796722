// The page of react.test.mjs, as a bundler gets it.
import {StrictMode, useState} from "react";
import {createRoot} from "react-dom/client";
import {SealflowFlow, useSealflow} from "sealflow/react";

const {server, clientKey, handshakes} = window.settings;
const [handshake, other] = handshakes;
window.heard = [];
const tell = (name) => (data) => void window.heard.push([name, data.hs ?? data.stage ?? ""]);

/** Mounted at once; drawn again and again with other functions, as pages do. */
function AtOnce() {
  const [count, setCount] = useState(0);
  window.drawAgain = () => setCount((before) => before + 1);
  return <SealflowFlow server={server} clientKey={clientKey} handshake={handshake} locale="en" variables={{userType: "customer"}}
    onSuccess={tell("success")} onError={tell("error")} onSkip={(data) => tell(`skip after ${count}`)(data)}
    onEntered={tell("entered")} />;
}

function OnClick() {
  const {launch, destroy} = useSealflow();
  return <>
    <button id="launch" onClick={() => launch({server, clientKey, handshake: other, locale: "en", onSkip: tell("skip"), onEntered: tell("entered")})}>Launch</button>
    <button id="destroy" onClick={destroy}>Destroy</button>
  </>;
}

/** In an element of its own, which is not there when it is drawn first. */
function Inside() {
  const [place, setPlace] = useState(null);
  const [scheme, setScheme] = useState("light");
  window.turn = setScheme;
  return <>
    <div id="place" ref={setPlace} />
    <SealflowFlow server={server} clientKey={clientKey} handshake={handshake} container={place} theme={{scheme}} onError={tell("error")} onEntered={tell("entered")} />
  </>;
}

/** Of a server that asks for auth tokens; which one a launch brings is told. */
function WithToken() {
  const [count, setCount] = useState(0);
  window.drawAgain = () => setCount((before) => before + 1);
  return <SealflowFlow server={server} clientKey={clientKey} handshake={handshake} locale="en" getToken={async () => `token ${count}`} />;
}

function Page() {
  const [shown, show] = useState("nothing");
  window.show = show;
  return <main>{shown === "at once" && <AtOnce />}{shown === "on click" && <OnClick />}{shown === "inside" && <Inside />}{shown === "with a token" && <WithToken />}</main>;
}

const root = document.createElement("div");
document.body.append(root);
createRoot(root).render(<StrictMode><Page /></StrictMode>);
