// React's side.
import {SealflowFlow, useSealflow} from "../../../web/src/react.js";

const least = {server: "https://s.test", clientKey: "k", handshake: "DS0"};

export function Page(): unknown {
  const {launch, destroy} = useSealflow();
  // @ts-expect-error it may be too late
  launch(least).destroy();
  // @ts-expect-error no handshake
  launch({server: "https://s.test", clientKey: "k"});
  destroy();
  return [
    <SealflowFlow {...least} onSuccess={({signature}) => signature.length} onEntered={({stage}) => stage.length} />,
    // @ts-expect-error no server
    <SealflowFlow clientKey="k" handshake="DS0" />,
    // @ts-expect-error an event that there is not
    <SealflowFlow {...least} onFinished={() => undefined} />,
    // @ts-expect-error what was typed is not in it
    <SealflowFlow {...least} onSubmitted={({input}) => input} />,
  ];
}
