// Shows the messages of inbox.json and looks again every two seconds.
const list = document.getElementById("messages");
const status = document.getElementById("status");
const time = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });
let newest = -1;

function element(tag, name, text) {
  const made = document.createElement(tag);
  made.className = name;
  made.textContent = text; // never markup: whoever walks the flow chose parts of it
  return made;
}

function card(message) {
  const item = document.createElement("li");
  const head = element("div", "head", "");
  head.append(
    element("span", "to", `${message.channel} → ${message.to}`),
    element("time", "", time.format(message.at)),
  );
  item.append(head);
  if (message.text) item.append(element("p", "text", message.text));
  if (message.code) item.append(element("p", "code", message.code));
  item.append(element("p", "handshake", message.handshake));
  return item;
}

async function refresh() {
  try {
    const answer = await fetch("inbox.json", { cache: "no-store" });
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    const { messages } = await answer.json();
    status.textContent = messages.length === 0 ? "No messages yet." : `${messages.length} of the latest messages.`;
    const latest = messages[0]?.id ?? 0;
    if (latest !== newest) list.replaceChildren(...messages.map(card));
    newest = latest;
  } catch (error) {
    status.textContent = `The server did not answer (${error.message}). Trying again.`;
  }
  setTimeout(refresh, 2000);
}

refresh();
