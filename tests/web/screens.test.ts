// What the screens compute before they draw.
import assert from "node:assert/strict";
import {test} from "node:test";
import type {FlowView} from "../../web/src/protocol/flow.js";
import type {FlowState} from "../../web/src/protocol/state.js";
import {emptyValue, isEmpty, valueOf} from "../../web/src/ui/fields/value.js";
import {stepsOf} from "../../web/src/ui/progress.js";

const stage = (id: string, next: object[]): object => ({id, type: "consent", text: "", next});
const flow = (...stages: object[]): FlowView => ({stages}) as unknown as FlowView;
const at = (current: string, ...passed: string[]): FlowState =>
  ({current, stages: passed.map((id) => ({id, progress: "passed"}))}) as unknown as FlowState;

test("steps: a straight way", () => {
  const line = flow(stage("a", [{to: "b"}]), stage("b", [{to: "c"}]), stage("c", [{to: "end"}]));
  assert.deepEqual(stepsOf(line, at("a")), {done: 0, total: 3});
  assert.deepEqual(stepsOf(line, at("c", "a", "b")), {done: 2, total: 3});
  assert.deepEqual(stepsOf(line, at("", "a", "b", "c")), {done: 3, total: 3});
});

test("steps: the longest branch counts, so that the number never grows", () => {
  const fork = flow(
    stage("a", [{if: "inputs.x", to: "c"}, {to: "b"}]), stage("b", [{to: "c"}]), stage("c", [{to: "end"}]),
  );
  assert.deepEqual(stepsOf(fork, at("a")), {done: 0, total: 3});
  assert.deepEqual(stepsOf(fork, at("c", "a")), {done: 1, total: 2});
});

test("steps: where only the server knows the way, the next stage of the file is taken; circles end", () => {
  const secret = flow(stage("a", [{askServer: true}]), stage("b", [{to: "a"}]));
  assert.deepEqual(stepsOf(secret, at("a")), {done: 0, total: 2});
});

test("steps: an index page is none itself; the steps that are left count, the one that is open only once", () => {
  const page = {id: "page", type: "index", next: [{to: "last"}], steps: [{id: "x", start: "x1"}, {id: "y", start: "y1"}]};
  const inStep = (id: string, step: string, to: string): object => ({...stage(id, [{to}]), step});
  const menu = flow(
    page, inStep("x1", "x", "x2"), inStep("x2", "x", "page"), inStep("y1", "y", "page"), stage("last", [{to: "end"}]),
  );
  assert.deepEqual(stepsOf(menu, at("page")), {done: 0, total: 4});
  assert.deepEqual(stepsOf(menu, at("x2", "x1")), {done: 1, total: 4});
  assert.deepEqual(stepsOf(menu, at("page", "x1", "x2")), {done: 2, total: 4});
  assert.deepEqual(stepsOf(menu, at("y1", "x1", "x2")), {done: 2, total: 4});
  assert.deepEqual(stepsOf(menu, at("last", "x1", "x2", "y1", "page")), {done: 3, total: 4});
});

test("what is typed becomes the right kind of value", () => {
  const date = {name: "born", format: "date"};
  assert.equal(valueOf(date, {day: "1", month: "2", year: "1990"}), "1990-02-01");
  assert.equal(valueOf(date, {day: "", month: "2", year: "1990"}), "1990-02-00");
  assert.equal(valueOf(date, emptyValue(date)), "");
  assert.equal(valueOf({name: "n", format: "integer"}, " 42 "), 42);
  assert.equal(valueOf({name: "n", format: "integer"}, "4x"), "4x");
  assert.equal(valueOf({name: "n", format: "number"}, ""), "");
  assert.equal(valueOf({name: "ok", format: "boolean"}, true), true);
  assert.equal(valueOf({name: "pan", format: "pan"}, "abcpe1234f"), "abcpe1234f");
  assert.equal(isEmpty({day: "", month: "", year: ""}), true);
  assert.equal(isEmpty("x"), false);
});
