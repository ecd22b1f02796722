// Of which stages there is news to come.
import assert from "node:assert/strict";
import {test} from "node:test";
import type {StageView} from "../../web/src/protocol/flow.js";
import type {StageRecord} from "../../web/src/protocol/state.js";
import {awaitsNews} from "../../web/src/session/waiting.js";

const stage = (type: string): StageView => ({id: "FS0one", type}) as unknown as StageView;
const record = (waiting: boolean, notes: object | null): StageRecord => ({id: "FS0one", waiting, notes}) as unknown as StageRecord;

test("a scan: between a rejection and the next token there is news to come, with the token there is none", () => {
  const face = stage("biometric");
  assert.equal(awaitsNews(face, record(true, {note: "checking", waiting: true})), true);
  assert.equal(awaitsNews(face, record(false, {code: "too_dark", tries: 1})), true, "the next token is on its way");
  assert.equal(awaitsNews(face, record(true, {note: "preparing", waiting: true})), true);
  assert.equal(awaitsNews(face, record(false, {note: "ready", token: "t"})), false);
});

test("what the page shows nothing of: as long as it is due", () => {
  assert.equal(awaitsNews(stage("http"), record(false, {code: "provider_failed", tries: 1})), true);
  assert.equal(awaitsNews(stage("review"), record(false, null)), true);
});

test("what the person does: only while something is under way, and never of a type that is unknown here", () => {
  for (const type of ["form", "otp", "document", "of_tomorrow"]) {
    assert.equal(awaitsNews(stage(type), record(false, null)), false);
    assert.equal(awaitsNews(stage(type), record(true, null)), true);
    assert.equal(awaitsNews(stage(type), undefined), false);
  }
});
