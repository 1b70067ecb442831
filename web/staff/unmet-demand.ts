import { signal } from "@preact/signals";
import type { Demand, NewGroup, Sought } from "../src/api/types";
import type { GroupDraft } from "./new-group";

/** The demand a new group answers to; nothing where a group is started for its own sake. */
export const answersTo = signal<Demand | undefined>(undefined);

export const soughtOf = ({ topic, language, time }: Demand): Sought => ({
  topic: topic ?? null,
  language: language ?? null,
  time: time ?? null,
});

const HOURS = { morning: "10:00", afternoon: "15:00", evening: "18:00", weekend: "11:00" };
const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

/** A new group's form, filled in with what people look for. */
export function draftFrom(demand: Demand, empty: GroupDraft): GroupDraft {
  return {
    ...empty,
    topic: demand.topic ? capital(demand.topic) : "",
    language: demand.language ?? empty.language,
    local_time: demand.time ? HOURS[demand.time] : empty.local_time,
    capacity: String(Math.min(50, Math.max(Number(empty.capacity), demand.people))),
  };
}

/** The group that answers to a demand is found by its topic. */
export function withTopic(group: NewGroup, demand: Demand): NewGroup {
  return demand.topic ? { ...group, suits: { topics: [demand.topic], languages: [], features: [], youngest: null, oldest: null } } : group;
}
