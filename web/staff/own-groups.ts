import { signal, type ReadonlySignal } from "@preact/signals";
import { answered, type Reply } from "../src/api/reply";
import { groups } from "../src/api/staff";
import type { GroupPage, GroupsWanted } from "../src/api/types";
import { resource, type Resource } from "../src/live/resource";

/** So long a pause in typing asks the server. */
const PAUSE_MS = 250;

/** The groups of the organisation: found by the server, page after page in one list. */
export interface OwnGroups {
  readonly list: Resource<GroupPage>;
  readonly words: ReadonlySignal<string>;
  find(words: string): void;
  more(): Promise<void>;
}

export function ownGroups(ask = groups.search): OwnGroups {
  const words = signal("");
  let pages = 1;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const list = resource(() => fetchPages(ask, words.value, pages));

  function find(typed: string): void {
    words.value = typed;
    pages = 1;
    clearTimeout(timer);
    timer = setTimeout(() => void list.refresh(), PAUSE_MS);
  }

  async function more(): Promise<void> {
    pages += 1;
    await list.refresh();
  }

  return { list, words, find, more };
}

/** As many pages as are shown, so that a hint renews all of them. */
async function fetchPages(
  ask: (wanted: GroupsWanted) => Promise<Reply<GroupPage>>,
  typed: string,
  pages: number,
): Promise<Reply<GroupPage>> {
  const words = typed.trim() || null;
  let all: GroupPage = { items: [], more: true };
  for (let page = 0; page < pages && all.more; page += 1) {
    const reply = await ask({ words, after: all.items.at(-1)?.id ?? null });
    if (!reply.ok) return reply;
    all = { items: [...all.items, ...reply.value.items], more: reply.value.more };
  }
  return answered(all);
}
