import { useSignal } from "@preact/signals";
import type { GroupSuggestion, Waiting } from "../../src/api/types";
import { words } from "../../src/strings/staff";
import { Field } from "../../src/ui/Field";
import { filtered } from "./filter";
import { Suggestion, type PlaceActs } from "./Suggestion";

const text = words.referral;

interface SuggestionsProps {
  items: GroupSuggestion[];
  waits: Waiting[];
  offered: boolean;
  acts: PlaceActs;
}

/** The groups that fit, the best first, less those that the filter leaves out. */
export function Suggestions({ items, waits, offered, acts }: SuggestionsProps) {
  const typed = useSignal("");
  const freeOnly = useSignal(false);
  if (items.length === 0) return <p>{text.noGroup}</p>;
  const shown = filtered(items, { words: typed.value, freeOnly: freeOnly.value });
  return (
    <>
      <p>{text.matchIntro}</p>
      <div>
        <Field id="filter-words" label={words.matching.filter} error={undefined}>
          {(described) => (
            <input
              {...described}
              type="search"
              value={typed.value}
              onInput={(event) => (typed.value = event.currentTarget.value)}
            />
          )}
        </Field>
        <label class="choice field">
          <input
            type="checkbox"
            checked={freeOnly.value}
            onChange={(event) => (freeOnly.value = event.currentTarget.checked)}
          />
          <span>{words.matching.freeOnly}</span>
        </label>
      </div>
      <div role="status">{shown.length === 0 ? <p>{words.matching.none}</p> : null}</div>
      <ul class="rows" aria-label={text.match}>
        {shown.map((suggestion) => (
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
