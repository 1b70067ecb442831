import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { Failure } from "../src/api/reply";
import { directory } from "../src/api/staff";
import type { DirectoryRow } from "../src/api/types";
import { form } from "../src/form/form";
import { checkSearch, emptySearch, searchOf, type SearchDraft } from "./directory";

/** The directory's form and what was found with it, fifty at a time. */
export function useDirectory() {
  const rows = useSignal<DirectoryRow[] | undefined>(undefined);
  const more = useSignal(false);
  const failure = useSignal<Failure | undefined>(undefined);
  const sought = useSignal<SearchDraft>(emptySearch);
  const search = useMemo(
    () =>
      form({
        initial: emptySearch,
        check: checkSearch,
        send: (values) => directory.search(searchOf(values)),
        done(page, values) {
          rows.value = page.items;
          more.value = page.more;
          sought.value = values;
        },
      }),
    [],
  );
  useEffect(() => void search.submit(), [search]);
  const showMore = async () => {
    const after = rows.value?.at(-1)?.id ?? null;
    const reply = await directory.search({ ...searchOf(sought.value), after });
    failure.value = reply.ok ? undefined : reply.failure;
    if (!reply.ok) return;
    rows.value = [...(rows.value ?? []), ...reply.value.items];
    more.value = reply.value.more;
  };
  return { search, rows, more, failure, showMore };
}
