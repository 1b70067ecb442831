import { signal, type ReadonlySignal } from "@preact/signals";
import { prescriptions } from "../src/api/staff";
import { answered, type Reply } from "../src/api/reply";
import type { PrescriptionPage, PrescriptionsWanted } from "../src/api/types";
import { resource, type Resource } from "../src/live/resource";

/** So long a pause in typing asks the server. */
const PAUSE_MS = 250;

export type Filters = Required<Pick<PrescriptionsWanted, "status" | "sort">> & { text: string };

/** A prescriber's list: filtered and sorted by the server, page after page in one list. */
export interface OwnPrescriptions {
  readonly list: Resource<PrescriptionPage>;
  readonly filters: ReadonlySignal<Filters>;
  /** Whether anything narrows the list down. */
  narrowed(): boolean;
  filter(change: Partial<Filters>): void;
  more(): Promise<void>;
}

export const EVERYTHING: Filters = { text: "", status: "all", sort: "newest" };

export function ownPrescriptions(ask = prescriptions.search): OwnPrescriptions {
  const filters = signal(EVERYTHING);
  let pages = 1;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const list = resource(() => fetchPages(ask, filters.value, pages));

  function filter(change: Partial<Filters>): void {
    filters.value = { ...filters.value, ...change };
    pages = 1;
    clearTimeout(timer);
    // Choices answer at once; typing waits for a pause.
    if (change.text === undefined) void list.refresh();
    else timer = setTimeout(() => void list.refresh(), PAUSE_MS);
  }

  async function more(): Promise<void> {
    pages += 1;
    await list.refresh();
  }

  const narrowed = () => filters.value.text.trim() !== "" || filters.value.status !== "all";
  return { list, filters, narrowed, filter, more };
}

/** As many pages as are shown, so that a hint renews all of them. */
async function fetchPages(
  ask: (wanted: PrescriptionsWanted) => Promise<Reply<PrescriptionPage>>,
  filters: Filters,
  pages: number,
): Promise<Reply<PrescriptionPage>> {
  let all: PrescriptionPage = { items: [] };
  for (let page = 0; page < pages; page += 1) {
    const reply = await ask({ ...filters, ...(all.next ? { after: all.next } : {}) });
    if (!reply.ok) return reply;
    const items = [...all.items, ...reply.value.items];
    all = { ...reply.value, items };
    if (!all.next) break;
  }
  return answered(all);
}
