import { useMemo, useRef } from "preact/hooks";
import { slugOf, type Reply } from "../src/api/reply";

/** What somebody has seen of a thing that they are changing. */
export interface Seen {
  /** Makes the change to the version that was seen. */
  change<T>(ask: (version: number) => Promise<Reply<T>>): Promise<Reply<T>>;
}

/**
 * A form is filled in on what stood when it opened. Once a refusal has told what changed meanwhile, and the page shows
 * it, the same press again means what stands now.
 */
export function seenOf(now: () => number, show: () => Promise<void>): Seen {
  const opened = now();
  let told = false;
  return {
    async change(ask) {
      const reply = await ask(told ? now() : opened);
      if (!reply.ok && slugOf(reply.failure) === "changed-since") {
        await show();
        told = true;
      }
      return reply;
    },
  };
}

/** Where something else has the page show what stands now. */
const shown = (): Promise<void> => Promise.resolve();

/** For as long as a form stands on the page; `version` is that of the thing as the page shows it. */
export function useSeen(version: number, show: () => Promise<void> = shown): Seen {
  const latest = useRef(version);
  latest.current = version;
  return useMemo(() => seenOf(() => latest.current, show), []);
}
