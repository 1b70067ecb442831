import { describe, expect, test } from "vitest";
import type { GroupDetail } from "../../src/api/types";
import { changeOf, checkEdit, editOf } from "./group-edit";

const group = {
  name: "Walkers",
  topic: "Walking",
  language: "en",
  capacity: 8,
  takes_waiting: true,
  attended_percent: 50,
  facilitators: [{ id: "fay", name: "Fay" }],
  suits: { topics: ["heart", "walking"], languages: ["es"], features: ["captions"], youngest: 18, oldest: null },
} as unknown as GroupDetail;

describe("a group's details", () => {
  test("survive being edited without a change", () => {
    const draft = editOf(group);
    expect(draft.topics).toBe("heart, walking");
    expect(checkEdit(draft)).toEqual({});
    const { facilitators, ...same } = group;
    expect(changeOf(draft, 3)).toEqual({ ...same, facilitator_ids: facilitators.map(({ id }) => id), version: 3 });
  });

  test("are refused beside the field that is wrong", () => {
    const draft = { ...editOf(group), name: " ", capacity: "0", oldest: "old", attended_percent: "101", facilitator_ids: [] };
    const wrong = ["attended_percent", "capacity", "facilitator_ids", "name", "oldest"];
    expect(Object.keys(checkEdit(draft)).sort()).toEqual(wrong);
  });
});
