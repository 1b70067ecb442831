import type { GroupSuggestions, Waiting } from "../../src/api/types";
import { words } from "../../src/strings/staff";
import { Field } from "../../src/ui/Field";
import type { GroupSearch } from "./group-search";
import { Suggestion, type PlaceActs } from "./Suggestion";

const text = words.referral;

interface SuggestionsProps {
  list: GroupSuggestions;
  search: Omit<GroupSearch, "list">;
  waits: Waiting[];
  offered: boolean;
  acts: PlaceActs;
}

/** The groups that fit, the best first, of those that are sought. */
export function Suggestions({ list, search, waits, offered, acts }: SuggestionsProps) {
  const { items, found } = list;
  const sought = search.sought.value;
  const seeking = sought.words.trim() !== "" || sought.free_only;
  if (found === 0 && !seeking) return <p>{text.noGroup}</p>;
  return (
    <>
      <p>{text.matchIntro}</p>
      <div>
        <Field id="filter-words" label={words.matching.filter} error={undefined}>
          {(described) => (
            <input
              {...described}
              type="search"
              value={sought.words}
              onInput={(event) => search.seek({ words: event.currentTarget.value })}
            />
          )}
        </Field>
        <label class="choice field">
          <input
            type="checkbox"
            checked={sought.free_only}
            onChange={(event) => search.seek({ free_only: event.currentTarget.checked })}
          />
          <span>{words.matching.freeOnly}</span>
        </label>
      </div>
      <p role="status">{found === 0 ? words.matching.none : words.matching.found(items.length, found)}</p>
      <ul class="rows" aria-label={text.match}>
        {items.map((suggestion) => (
          <Suggestion
            key={suggestion.group.id}
            suggestion={suggestion}
            waiting={waits.find((one) => one.group_id === suggestion.group.id)}
            offered={offered}
            acts={acts}
          />
        ))}
      </ul>
    </>
  );
}
