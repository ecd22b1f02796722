// Public npm packages that a page loads to verify somebody, or to run a flow of forms. Sizes only: nothing of them is read
// or run. `loads`: what else they fetch from their maker's hosts when they are used, which no figure here has.
// `undeclared`: what they import and do not name among their dependencies.
export const peers = [
  {name: "@stripe/stripe-js", version: "10.2.1", loads: "the rest, from js.stripe.com"},
  {name: "@veriff/incontext-sdk", version: "2.5.0", loads: "the flow, in an iframe"},
  {name: "@veriff/js-sdk", version: "2.0.0", loads: "the flow, in an iframe"},
  {name: "@sumsub/websdk", version: "2.9.0", loads: "the flow, in an iframe"},
  {name: "@sumsub/websdk-react", version: "2.9.0", loads: "the flow, in an iframe", external: ["react"]},
  {name: "onfido-sdk-ui", version: "14.80.0", loads: "the rest, from sdk.onfido.com"},
  {name: "persona", version: "5.9.0", loads: "the flow, in an iframe"},
  {name: "persona-react", version: "6.7.0", loads: "the flow, in an iframe", external: ["react", "persona"]},
  {name: "@trulioo/docv", version: "2.6.1", loads: "models"},
  {name: "@jumio/websdk", version: "0.3.19", loads: "styles, WebAssembly"},
  {name: "@ballerine/workflow-core", version: "0.5.30", loads: "nothing; it has no screens", undeclared: ["lodash.merge@4.6.2"]},
  {name: "@ballerine/workflow-browser-sdk", version: "0.5.30", loads: "nothing; it has no screens", undeclared: ["lodash.merge@4.6.2"]},
  {name: "xstate", version: "5.33.3", loads: "nothing; a state machine"},
  {name: "survey-core", version: "3.1.1", loads: "nothing; it has no screens"},
  {name: "@formio/js", version: "5.6.0", loads: "forms"},
];
