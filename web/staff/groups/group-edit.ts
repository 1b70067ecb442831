import type { Feature, GroupDetail, GroupEdit } from "../../src/api/types";
import type { Errors } from "../../src/form/form";
import { words } from "../../src/strings/staff";
import { filled, wholeNumber } from "../check";

/** A group's details as they are typed. */
export interface GroupEditDraft {
  name: string;
  topic: string;
  language: string;
  capacity: string;
  takes_waiting: boolean;
  topics: string;
  languages: string[];
  youngest: string;
  oldest: string;
  features: Feature[];
  attended_percent: string;
  facilitator_ids: string[];
}

const numbered = (number: number | null): string => (number === null ? "" : String(number));

export const editOf = (group: GroupDetail): GroupEditDraft => ({
  name: group.name,
  topic: group.topic,
  language: group.language,
  capacity: String(group.capacity),
  takes_waiting: group.takes_waiting,
  topics: group.suits.topics.join(", "),
  languages: group.suits.languages,
  youngest: numbered(group.suits.youngest),
  oldest: numbered(group.suits.oldest),
  features: group.suits.features,
  attended_percent: String(group.attended_percent),
  facilitator_ids: group.facilitators.map(({ id }) => id),
});

export function checkEdit(draft: GroupEditDraft): Errors {
  const errors = filled(draft, "name", "topic", "language");
  const wrong = {
    capacity: wholeNumber(draft.capacity, 1, 50, words.newGroup.capacityRange),
    youngest: draft.youngest && wholeNumber(draft.youngest, 0, 120, words.wishes.ageRange),
    attended_percent: wholeNumber(draft.attended_percent, 1, 100, words.care.attendedRange),
    oldest: draft.oldest && wholeNumber(draft.oldest, 0, 120, words.wishes.ageRange),
  };
  for (const [field, message] of Object.entries(wrong)) if (message) errors[field] = message;
  if (draft.facilitator_ids.length === 0) errors.facilitator_ids = words.newGroup.facilitatorsMissing;
  return errors;
}

const listed = (text: string): string[] => text.split(",").map((part) => part.trim()).filter(Boolean);
const age = (text: string): number | null => (text.trim() === "" ? null : Number(text));

export const changeOf = (draft: GroupEditDraft, version: number): GroupEdit => ({
  version,
  name: draft.name.trim(),
  topic: draft.topic.trim(),
  language: draft.language,
  capacity: Number(draft.capacity),
  takes_waiting: draft.takes_waiting,
  suits: {
    topics: listed(draft.topics),
    languages: draft.languages,
    youngest: age(draft.youngest),
    oldest: age(draft.oldest),
    features: draft.features,
  },
  attended_percent: Number(draft.attended_percent),
  facilitator_ids: draft.facilitator_ids,
});
