import { signal, type ReadonlySignal } from "@preact/signals";
import { groups } from "../src/api/staff";
import type { GroupPage } from "../src/api/types";
import { pages, type Pages } from "../src/live/pages";

/** So long a pause in typing asks the server. */
const PAUSE_MS = 250;

/** The groups of the organisation: found by the server, page after page in one list. */
export interface OwnGroups extends Pages<GroupPage> {
  readonly words: ReadonlySignal<string>;
  find(words: string): void;
}

export function ownGroups(ask = groups.search): OwnGroups {
  const words = signal("");
  let timer: ReturnType<typeof setTimeout> | undefined;
  const list = pages<GroupPage>(
    (shown) => ask({ words: words.value.trim() || null, after: shown?.items.at(-1)?.id ?? null }),
    ({ more }) => more,
  );

  function find(typed: string): void {
    words.value = typed;
    clearTimeout(timer);
    timer = setTimeout(() => void list.again(), PAUSE_MS);
  }

  return { ...list, words, find };
}
