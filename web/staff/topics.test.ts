import { expect, test } from "vitest";
import { completions } from "./topics";

const KNOWN = ["heart", "walking", "writing"];

test("every topic is offered before anything is typed", () => {
  expect(completions("", KNOWN)).toEqual(KNOWN);
});

test("what is typed narrows the topics, whatever its case", () => {
  expect(completions("W", KNOWN)).toEqual(["walking", "writing"]);
});

test("behind a comma the next topic is offered, and none twice", () => {
  expect(completions("walking, w", KNOWN)).toEqual(["walking, writing"]);
  expect(completions("heart,", KNOWN)).toEqual(["heart, walking", "heart, writing"]);
});
