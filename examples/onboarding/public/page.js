// The page's side of the integration, as the guide shows it: AttestrFlowx, three handlers, launch().
"use strict";

const element = (id) => document.getElementById(id);
let current = null;

// Step 4: the object lives in a function, never in the global scope.
function runFlow(retry) {
  const flowx = new AttestrFlowx({
    cl: current.clientKey,
    hs: current.handshake.id,
    lc: element("language").value,
    qr: {userType: "customer"},
    retry,
    onFlowxSuccess,
    onFlowxError,
    onFlowxSkip,
  });
  // Step 6.
  flowx.launch();
}

// Step 5: the handlers. What comes here is only a claim until the backend has checked it.
async function onFlowxSuccess(data) {
  show("Checking the result…", "");
  current = await call("POST", "/api/result", {handshake: data.hs, signature: data.signature});
  render();
}

function onFlowxError(data) {
  show("That did not work", data.message, data);
  render({keepOutcome: true});
}

function onFlowxSkip(data) {
  show("You have left", "What you did so far is kept. You can come back.", data);
  render({keepOutcome: true});
}

async function call(method, path, body) {
  const init = body && {headers: {"Content-Type": "application/json"}, body: JSON.stringify(body)};
  const response = await fetch(path, {method, ...init});
  if (!response.ok) throw new Error(`${path} answers ${response.status}`);
  return response.json();
}

/** Runs what a button stands for; a failure is shown instead of lost. */
function on(id, action) {
  element(id).addEventListener("click", async () => {
    element("notice").hidden = true;
    try {
      await action();
    } catch (error) {
      element("notice").textContent = `This is not possible at the moment (${error.message}).`;
      element("notice").hidden = false;
    }
  });
}

on("start", async () => {
  if (!current.handshake) current = await call("POST", "/api/start");
  render();
  runFlow(false);
});

on("retry", () => runFlow(true));

on("over", async () => {
  current = await call("POST", "/api/start");
  element("outcome").hidden = true;
  render();
  runFlow(false);
});

function show(title, text, payload) {
  element("outcome").hidden = false;
  element("outcome").className = "card";
  element("outcome-title").textContent = title;
  element("outcome-text").textContent = text;
  element("payload").hidden = !payload;
  element("payload").textContent = payload ? JSON.stringify(payload, null, 2) : "";
  element("checks").hidden = true;
  element("table").hidden = true;
}

function render({keepOutcome = false} = {}) {
  const {handshake, clientKey, server} = current;
  element("inbox").href = `${server}/sandbox/${clientKey}/inbox`;
  element("handshake").textContent = handshake ? `${handshake.id} (${handshake.number})` : "none yet";
  element("retry").hidden = !handshake;
  element("over").hidden = !handshake;
  const verdict = handshake?.verdict;
  if (verdict && !keepOutcome) renderVerdict(verdict);
}

function renderVerdict({verified, reason, status, signature, result}) {
  show(
    verified ? "Your account is open" : "The result is not genuine",
    verified ? `The result was checked and is genuine. Status: ${status}.` : `It was not accepted: ${reason}.`,
  );
  element("outcome").className = `card ${verified ? "good" : "bad"}`;
  const first = verified || !["handler_differs", "malformed", "no_result"].includes(reason);
  const checks = [
    [first, "The signature that the page got is the one that the server gives."],
    [verified, "Our own HMAC over the result's bytes is that signature."],
  ];
  element("checks").replaceChildren(
    ...checks.map(([ok, text]) => node("li", {className: ok ? "ok" : "failed"}, [text])),
  );
  element("checks").hidden = false;
  if (!result) return;
  const rows = Object.entries(result).flatMap(([stage, {input, output}]) => [
    ...values(stage, "input", input),
    ...values(stage, "output", output),
  ]);
  const table = node("table", {id: "result"}, [
    node("caption", {}, ["The verified result"]),
    node("thead", {}, [node("tr", {}, ["Stage", "", "Name", "Value"].map((text) => node("th", {scope: "col"}, [text])))]),
    node("tbody", {}, rows.map((row) => node("tr", {}, row.map((text) => node("td", {}, [text]))))),
  ]);
  element("table").replaceChildren(table, node("p", {className: "signature"}, ["Signature ", node("code", {}, [signature])]));
  element("table").hidden = false;
}

function values(stage, kind, members) {
  return Object.entries(members).map(([name, value]) => [stage, kind, name, readable(name, value)]);
}

function readable(name, value) {
  if (typeof value === "object") return JSON.stringify(value);
  // Times are milliseconds since 1970 and have names like "verifiedAt".
  if (typeof value === "number" && name.endsWith("At")) return new Date(value).toLocaleString();
  return String(value);
}

function node(name, properties, children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

call("GET", "/api/current").then((answer) => {
  current = answer;
  render();
});
