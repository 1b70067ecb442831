import { signal, type Signal } from "@preact/signals";
import type { Reply } from "../src/api/reply";
import type { CaseloadPage, CaseloadSearch, Filters } from "../src/api/types";
import { pages, type Pages } from "../src/live/pages";

export const EVERYTHING_OPEN: Filters = {
  tab: "open",
  stage: null,
  whose: "anybody",
  assigned_to: null,
  due: false,
  urgent: false,
  flagged: false,
  order: "oldest",
};

export interface Caseload extends Pages<CaseloadPage> {
  /** Looks at another part of the caseload, or in another order. */
  look(change: Partial<Filters>): void;
  /** Looks for somebody by name. */
  find(text: string): void;
}

/** What somebody looks at; it outlives the page, so that the way back leads where they were. */
export interface Looking {
  filters: Signal<Filters>;
  text: Signal<string>;
}

export const looking: Looking = { filters: signal(EVERYTHING_OPEN), text: signal("") };

type Search = (search: CaseloadSearch) => Promise<Reply<CaseloadPage>>;

/** The caseload as it is looked at, page upon page. */
export function caseload(search: Search, today: () => string, at: Looking = looking): Caseload {
  const list = pages<CaseloadPage>(
    (shown) => search(asked(at, today(), shown?.next ?? undefined)),
    ({ next }) => Boolean(next),
  );
  return {
    ...list,
    look(change) {
      at.filters.value = { ...at.filters.value, ...change };
      void list.again();
    },
    find(text) {
      at.text.value = text;
      void list.again();
    },
  };
}

function asked(at: Looking, today: string, after: string | undefined): CaseloadSearch {
  const text = at.text.value.trim();
  return { ...at.filters.value, today, ...(text ? { text } : {}), ...(after ? { after } : {}) };
}

/** How many filters beside the tab and the order keep rows from being shown. */
export function filtersOn({ whose, stage, assigned_to, due, urgent, flagged }: Filters): number {
  return [whose !== "anybody", stage, assigned_to, due, urgent, flagged].filter(Boolean).length;
}

/** Whether a day ("2026-12-01") has come. */
export const hasCome = (day: string, today: string): boolean => day <= today;
