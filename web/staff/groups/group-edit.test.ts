import { describe, expect, test } from "vitest";
import type { GroupDetail } from "../../src/api/types";
import { changeOf, checkEdit, editOf } from "./group-edit";

const group = {
  name: "Walkers",
  topic: "Walking",
  language: "en",
  capacity: 8,
  takes_waiting: true,
  suits: { topics: ["heart", "walking"], languages: ["es"], features: ["captions"], youngest: 18, oldest: null },
} as unknown as GroupDetail;

describe("a group's details", () => {
  test("survive being edited without a change", () => {
    const draft = editOf(group);
    expect(draft.topics).toBe("heart, walking");
    expect(checkEdit(draft)).toEqual({});
    expect(changeOf(draft, 3)).toEqual({ ...group, version: 3 });
  });

  test("are refused beside the field that is wrong", () => {
    const draft = { ...editOf(group), name: " ", capacity: "0", oldest: "old" };
    expect(Object.keys(checkEdit(draft)).sort()).toEqual(["capacity", "name", "oldest"]);
  });
});
