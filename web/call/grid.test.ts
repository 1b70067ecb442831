import { expect, test } from "vitest";
import { columnsFor } from "./grid";

test("two people stand above each other on a phone and side by side on a desk", () => {
  expect(columnsFor(2, 374, 640)).toBe(1);
  expect(columnsFor(2, 1400, 760)).toBe(2);
});

test("twelve people stand in two columns on a phone and in four on a desk", () => {
  expect(columnsFor(12, 374, 640)).toBe(2);
  expect(columnsFor(12, 1400, 760)).toBe(4);
});

test("there is always one column, whatever the space", () => {
  expect(columnsFor(0, 100, 100)).toBe(1);
  expect(columnsFor(5, 0, 0)).toBe(1);
  expect(columnsFor(1, 100, 100)).toBe(1);
});
