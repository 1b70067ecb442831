import type { Feature, TimeBand, Wishes } from "../../src/api/types";
import type { Errors } from "../../src/form/form";
import { words } from "../../src/strings/staff";
import { wholeNumber } from "../check";

/** Wishes as they are typed. */
export interface WishesDraft {
  topic: string;
  language: string;
  times: TimeBand[];
  age: string;
  features: Feature[];
}

export const draftOf = (wishes: Wishes): WishesDraft => ({
  topic: wishes.topic ?? "",
  language: wishes.language ?? "",
  times: wishes.times,
  age: wishes.age === null ? "" : String(wishes.age),
  features: wishes.features,
});

export function checkWishes(draft: WishesDraft): Errors {
  if (draft.age.trim() === "") return {};
  const age = wholeNumber(draft.age, 0, 120, words.wishes.ageRange);
  return age ? { age } : {};
}

export const wishesOf = (draft: WishesDraft): Wishes => ({
  topic: draft.topic.trim() || null,
  language: draft.language || null,
  times: draft.times,
  age: draft.age.trim() === "" ? null : Number(draft.age),
  features: draft.features,
});

/** Whether nothing is wished for yet. */
export const isBlank = (wishes: Wishes): boolean =>
  !wishes.topic && !wishes.language && wishes.times.length + wishes.features.length === 0 && wishes.age === null;
