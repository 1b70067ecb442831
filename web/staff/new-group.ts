import type { NewGroup } from "../src/api/types";
import type { Errors } from "../src/form/form";
import { words } from "../src/strings/staff";
import { filled, wholeNumber } from "./check";
import { checkPlan, usualPlan, type WeeklyPlan } from "./weekly";

export interface GroupDraft extends WeeklyPlan {
  name: string;
  topic: string;
  language: string;
  capacity: string;
  facilitator_ids: string[];
}

export const emptyGroup = (zone: string): GroupDraft => ({
  ...usualPlan(zone),
  name: "",
  topic: "",
  language: "en",
  capacity: "12",
  facilitator_ids: [],
});

export function checkGroup(draft: GroupDraft, today: string): Errors {
  const errors = { ...filled(draft, "name", "topic", "language"), ...checkPlan(draft, today) };
  const capacity = wholeNumber(draft.capacity, 2, 50, words.newGroup.capacityRange);
  if (capacity) errors.capacity = capacity;
  if (draft.facilitator_ids.length === 0) errors.facilitator_ids = words.newGroup.facilitatorsMissing;
  return errors;
}

export const groupOf = (draft: GroupDraft): NewGroup => ({
  name: draft.name.trim(),
  topic: draft.topic.trim(),
  language: draft.language,
  capacity: Number(draft.capacity),
  facilitator_ids: draft.facilitator_ids,
});

/** The list with one entry put in or taken out. */
export function toggled(list: string[], entry: string): string[] {
  return list.includes(entry) ? list.filter((other) => other !== entry) : [...list, entry];
}
