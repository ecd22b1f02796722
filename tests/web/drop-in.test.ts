import assert from "node:assert/strict";
import {test} from "node:test";
import {findServer, readableTwice, toLaunchOptions} from "../../web/src/drop-in/attestr.js";

const least = {cl: "a".repeat(32), hs: "DS0abcdefg"};

test("Attestr's options become ours", () => {
  const options = toLaunchOptions({...least, lc: "hi", qr: {mobile: "1"}, retry: true}, "https://s.test");
  assert.deepEqual(options, {
    server: "https://s.test", clientKey: least.cl, handshake: least.hs, locale: "hi", variables: {mobile: "1"}, retry: true,
  });
});

test("left out means left out", () => {
  assert.deepEqual(Object.keys(toLaunchOptions(least, "https://s.test")).sort(), ["clientKey", "handshake", "retry", "server"]);
  // Older pages pass null.
  const nulls = {...least, lc: "", qr: null, onFlowxError: null} as unknown as typeof least;
  assert.equal(toLaunchOptions(nulls, "https://s.test").variables, undefined);
});

for (const [theirs, ours] of [["ma", "mr"], ["pu", "pa"], ["be", "bn"], ["ka", "kn"], ["en", "en"], ["ta", "ta"]] as const) {
  test(`language ${theirs} is ${ours}`, () => {
    assert.equal(toLaunchOptions({...least, lc: theirs}, "https://s.test").locale, ours);
  });
}

for (const name of ["onFlowxSuccess", "onFlowxComplete", "onComplete"] as const) {
  test(`${name} gets the success, as object and as JSON`, () => {
    let seen: {signature?: string} = {};
    const options = toLaunchOptions({...least, [name]: (data: object) => (seen = data)}, "https://s.test");
    options.onSuccess?.({signature: "ff", receipt: null, status: "auto_approved", hs: "DS0", run: 1, seq: 9});
    assert.equal(seen.signature, "ff");
    assert.equal((JSON.parse(seen as string) as typeof seen).signature, "ff");
    assert.deepEqual(Object.keys(seen), ["signature", "receipt", "status", "hs", "run", "seq"]);
  });
}

test("a payload is its own JSON and stays an object", () => {
  const data = readableTwice({message: "अनुरोध", original: {code: 4035}});
  assert.equal(String(data), JSON.stringify(data));
  assert.deepEqual({...data}, {message: "अनुरोध", original: {code: 4035}});
});

test("the server is the script's origin, unless somebody says otherwise", () => {
  const script = {src: "https://verify.test/flowx.js?v=1", dataset: {}};
  assert.equal(findServer(script, undefined), "https://verify.test");
  assert.equal(findServer({...script, dataset: {server: "https://other.test"}}, "https://option.test"), "https://other.test");
  assert.equal(findServer(script, "https://option.test"), "https://option.test");
});
