import { signal, type ReadonlySignal } from "@preact/signals";
import { prescriptions } from "../src/api/staff";
import type { PrescriptionPage, PrescriptionsWanted } from "../src/api/types";
import { pages, type Pages } from "../src/live/pages";

/** So long a pause in typing asks the server. */
const PAUSE_MS = 250;

export type Filters = Required<Pick<PrescriptionsWanted, "status" | "sort">> & { text: string };

/** A prescriber's list: filtered and sorted by the server, page after page in one list. */
export interface OwnPrescriptions extends Pages<PrescriptionPage> {
  readonly filters: ReadonlySignal<Filters>;
  /** Whether anything narrows the list down. */
  narrowed(): boolean;
  filter(change: Partial<Filters>): void;
}

export const EVERYTHING: Filters = { text: "", status: "all", sort: "newest" };

export function ownPrescriptions(ask = prescriptions.search): OwnPrescriptions {
  const filters = signal(EVERYTHING);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const list = pages<PrescriptionPage>(
    (shown) => ask({ ...filters.value, ...(shown?.next ? { after: shown.next } : {}) }),
    ({ next }) => Boolean(next),
  );

  function filter(change: Partial<Filters>): void {
    filters.value = { ...filters.value, ...change };
    clearTimeout(timer);
    // Choices answer at once; typing waits for a pause.
    if (change.text === undefined) void list.again();
    else timer = setTimeout(() => void list.again(), PAUSE_MS);
  }

  const narrowed = () => filters.value.text.trim() !== "" || filters.value.status !== "all";
  return { ...list, filters, narrowed, filter };
}
