import { useSignal } from "@preact/signals";
import type { Counts, Order, ReferralStage, Tab, Whose } from "../src/api/types";
import { words } from "../src/strings/staff";
import { Choice, Field } from "../src/ui/Field";
import { EVERYTHING_OPEN, filtersOn, looking, type Caseload } from "./caseload";
import { useColleagues } from "./colleagues";
import { Picker } from "./Picker";
import { Views } from "./Views";

const text = words.referrals;
const TABS = Object.keys(text.tabs) as Tab[];

/** Which part of the caseload, whose, and in which order. */
export function CaseloadFilters({ list }: { list: Caseload }) {
  const { tab } = looking.filters.value;
  const counts = list.shown.value.value?.counts;
  return (
    <>
      <Choice
        name="tab"
        legend={text.tabsLabel}
        chosen={tab}
        options={TABS.map((name) => [name, tabName(name, counts)])}
        choose={(chosen) => list.look({ tab: chosen })}
      />
      <FindByName list={list} />
      <More list={list} />
    </>
  );
}

const tabName = (tab: Tab, counts: Counts | undefined): string =>
  counts ? text.tab(text.tabs[tab], counts[tab]) : text.tabs[tab];

function FindByName({ list }: { list: Caseload }) {
  const typed = useSignal(looking.text.value);
  return (
    <form
      role="search"
      class="find"
      onSubmit={(event) => {
        event.preventDefault();
        list.find(typed.value);
      }}
    >
      <Field id="find" label={text.search} error={undefined}>
        {(described) => (
          <input
            {...described}
            type="search"
            autocomplete="off"
            value={typed}
            onInput={(event) => {
              typed.value = event.currentTarget.value;
              // The cross in the field empties it without a submit.
              if (typed.value === "" && looking.text.value !== "") list.find("");
            }}
          />
        )}
      </Field>
      <button type="submit" class="button">
        {text.searchButton}
      </button>
    </form>
  );
}

function More({ list }: { list: Caseload }) {
  const filters = looking.filters.value;
  const on = filtersOn(filters);
  return (
    <details class="fold">
      <summary>{on > 0 ? text.filtersOn(on) : text.filters}</summary>
      <div class="side-by-side">
        <WhosePicker list={list} />
        <Picker
          id="stage"
          label={text.stageLabel}
          chosen={filters.stage ?? ""}
          options={[["", text.anyStage], ...(Object.entries(words.stages) as [ReferralStage, string][])]}
          choose={(stage) => list.look({ stage: stage === "" ? null : stage })}
        />
        <Picker
          id="order"
          label={text.orderLabel}
          chosen={filters.order}
          options={Object.entries(text.orders) as [Order, string][]}
          choose={(order) => list.look({ order })}
        />
      </div>
      <div class="choices">
        <Only label={text.due} on={filters.due} set={(due) => list.look({ due })} />
        <Only label={text.urgent} on={filters.urgent} set={(urgent) => list.look({ urgent })} />
        <Only label={text.flagged} on={filters.flagged} set={(flagged) => list.look({ flagged })} />
      </div>
      <div class="actions">
        <button
          type="button"
          class="button button-quiet"
          onClick={() => {
            looking.text.value = "";
            list.look(EVERYTHING_OPEN);
          }}
        >
          {text.clear}
        </button>
      </div>
      <Views list={list} />
    </details>
  );
}

/** Everybody's, one's own, nobody's, or one colleague's. */
function WhosePicker({ list }: { list: Caseload }) {
  const { whose, assigned_to } = looking.filters.value;
  const colleagues = useColleagues();
  const all = Object.entries(text.whose) as [Whose, string][];
  const theirs = colleagues.map(({ id, name }): [string, string] => [id, text.whoseOf(name)]);
  // A kept view may look at the referrals of somebody who has left.
  if (assigned_to && !colleagues.some(({ id }) => id === assigned_to)) theirs.push([assigned_to, text.whoseElse]);
  return (
    <Picker
      id="whose"
      label={text.whoseLabel}
      chosen={assigned_to ?? whose}
      options={[...all, ...theirs]}
      choose={(chosen) => {
        const part = all.find(([name]) => name === chosen)?.[0];
        list.look(part ? { whose: part, assigned_to: null } : { whose: "anybody", assigned_to: chosen });
      }}
    />
  );
}

function Only({ label, on, set }: { label: string; on: boolean; set: (on: boolean) => void }) {
  return (
    <label class="choice">
      <input type="checkbox" checked={on} onChange={(event) => set(event.currentTarget.checked)} />
      <span>{label}</span>
    </label>
  );
}
