import { signal, type ReadonlySignal } from "@preact/signals";
import { slugOf, type Failure, type Reply } from "../src/api/reply";
import type { Resource } from "../src/live/resource";

/** Changes of one thing that a page shows. */
export interface Changes {
  readonly failure: ReadonlySignal<Failure | undefined>;
  /** Shows what a change led to, or says why it was refused. */
  make(asked: Promise<Reply<unknown>>): Promise<Failure | undefined>;
}

/**
 * Each change answers with the thing as it then stands. One that was refused because the page was
 * old has the page show the thing as it is now; what was typed stays.
 */
export function changesOf<T>(shown: Resource<T>): Changes {
  const failure = signal<Failure | undefined>(undefined);
  return {
    failure,
    async make(asked) {
      const reply = await asked;
      failure.value = reply.ok ? undefined : reply.failure;
      if (reply.ok) shown.take(reply.value as T);
      else if (slugOf(reply.failure) === "changed-since") await shown.refresh();
      return failure.value;
    },
  };
}
