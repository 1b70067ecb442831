import { signal, type ReadonlySignal } from "@preact/signals";
import type { Reply } from "../../src/api/reply";
import type { GroupsSought, GroupSuggestions } from "../../src/api/types";
import { resource, type Resource } from "../../src/live/resource";

/** So long a pause in typing asks the server. */
const PAUSE_MS = 250;

export type Sought = Required<{ [K in keyof GroupsSought]: NonNullable<GroupsSought[K]> }>;

/** The groups that fit a patient, of those that a link worker seeks. */
export interface GroupSearch {
  readonly list: Resource<GroupSuggestions>;
  readonly sought: ReadonlySignal<Sought>;
  seek(change: Partial<Sought>): void;
}

export function groupSearch(ask: (sought: GroupsSought) => Promise<Reply<GroupSuggestions>>): GroupSearch {
  const sought = signal<Sought>({ words: "", free_only: false });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const list = resource(() => ask({ ...sought.value, words: sought.value.words.trim() || null }));

  function seek(change: Partial<Sought>): void {
    sought.value = { ...sought.value, ...change };
    clearTimeout(timer);
    // Choices answer at once; typing waits for a pause.
    timer = setTimeout(() => void list.refresh(), change.words === undefined ? 0 : PAUSE_MS);
  }

  return { list, sought, seek };
}
