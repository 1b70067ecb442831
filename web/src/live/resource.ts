import { signal, type ReadonlySignal } from "@preact/signals";
import type { Failure, Reply } from "../api/reply";

/** A thing the server holds and a page shows. The last good value survives a failed refetch. */
export interface Resource<T> {
  readonly value: ReadonlySignal<T | undefined>;
  readonly failure: ReadonlySignal<Failure | undefined>;
  /** Fetches again. Calls while one is under way lead to exactly one more fetch after it. */
  refresh(): Promise<void>;
  /** Takes a newer value (the answer to a change) and drops any fetch begun before it. */
  take(value: T): void;
}

export function resource<T>(load: () => Promise<Reply<T>>): Resource<T> {
  const value = signal<T | undefined>(undefined);
  const failure = signal<Failure | undefined>(undefined);
  let generation = 0;
  let running: Promise<void> | undefined;
  let again = false;

  function take(next: T): void {
    generation += 1;
    value.value = next;
    failure.value = undefined;
  }

  async function fetchOnce(): Promise<void> {
    const begun = generation;
    const reply = await load();
    if (begun !== generation) return;
    if (reply.ok) {
      value.value = reply.value;
      failure.value = undefined;
    } else {
      failure.value = reply.failure;
    }
  }

  async function run(): Promise<void> {
    do {
      again = false;
      await fetchOnce();
    } while (wantsAnother());
    running = undefined;
  }

  const wantsAnother = () => again;

  function refresh(): Promise<void> {
    if (running) again = true;
    running ??= run();
    return running;
  }

  return { value, failure, refresh, take };
}
