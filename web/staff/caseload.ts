import { signal, type Signal } from "@preact/signals";
import { answered, type Reply } from "../src/api/reply";
import type { CaseloadPage, CaseloadRow, CaseloadSearch, Counts, Filters } from "../src/api/types";
import { resource, type Resource } from "../src/live/resource";

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

/** What is on the page of what was searched. */
export interface Shown {
  items: CaseloadRow[];
  more: boolean;
  counts: Counts;
}

export interface Caseload {
  readonly shown: Resource<Shown>;
  /** Looks at another part of the caseload, or in another order. */
  look(change: Partial<Filters>): void;
  /** Looks for somebody by name. */
  find(text: string): void;
  showMore(): void;
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
  let pages = 1;

  async function load(): Promise<Reply<Shown>> {
    const items: CaseloadRow[] = [];
    let after: string | undefined;
    let last: CaseloadPage | undefined;
    for (let page = 0; page < pages; page++) {
      const reply = await search(asked(at, today(), after));
      if (!reply.ok) return reply;
      last = reply.value;
      items.push(...last.items);
      after = last.next ?? undefined;
      if (after === undefined) break;
    }
    return answered({ items, more: after !== undefined, counts: last?.counts ?? NOTHING });
  }

  const shown = resource(load);
  const again = () => {
    pages = 1;
    void shown.refresh();
  };
  return {
    shown,
    look(change) {
      at.filters.value = { ...at.filters.value, ...change };
      again();
    },
    find(text) {
      at.text.value = text;
      again();
    },
    showMore() {
      pages += 1;
      void shown.refresh();
    },
  };
}

const NOTHING: Counts = { open: 0, new: 0, active: 0, on_hold: 0, ended: 0, all: 0 };

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
