import type { GroupSuggestion } from "../../src/api/types";

/** What the link worker wants to see of the groups that fit. */
export interface Filter {
  words: string;
  freeOnly: boolean;
}

/** The suggestions whose name, topic or words hold every word that was typed, in their order. */
export function filtered(suggestions: GroupSuggestion[], filter: Filter): GroupSuggestion[] {
  const wanted = filter.words.toLowerCase().split(/\s+/).filter(Boolean);
  return suggestions.filter(({ group, full }) => {
    if (filter.freeOnly && full) return false;
    const text = [group.name, group.topic, ...group.suits.topics].join(" ").toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}
