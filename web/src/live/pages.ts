import { answered, type Reply } from "../api/reply";
import { resource, type Resource } from "./resource";

/** What the server tells by the page, shown as one list. */
export type Shown<P> = Omit<P, "more"> & { more: boolean };

export interface Pages<P> {
  readonly shown: Resource<Shown<P>>;
  /** Shows one page more. */
  more(): Promise<void>;
  /** Begins at the first page again, because something else is asked for. */
  again(): Promise<void>;
}

/**
 * `ask` fetches the page that follows what is shown. As many pages as are shown are fetched at a
 * time, so that a hint renews all of them.
 */
export function pages<P extends { items: unknown[] }>(
  ask: (shown: P | undefined) => Promise<Reply<P>>,
  goesOn: (page: P) => boolean,
): Pages<P> {
  let wanted = 1;

  async function load(): Promise<Reply<Shown<P>>> {
    const items: P["items"] = [];
    let last: P | undefined;
    for (let page = 0; page < wanted; page += 1) {
      const reply = await ask(last && { ...last, items });
      if (!reply.ok) return reply;
      last = reply.value;
      items.push(...last.items);
      if (!goesOn(last)) break;
    }
    return answered({ ...(last as P), items, more: last !== undefined && goesOn(last) });
  }

  const shown = resource(load);
  return {
    shown,
    more() {
      wanted += 1;
      return shown.refresh();
    },
    again() {
      wanted = 1;
      return shown.refresh();
    },
  };
}

/** Of a list that tells no more than its items: so many of them, and there may be a further page. */
export const FULL_PAGE = 50;
export const isFull = ({ items }: { items: unknown[] }): boolean => items.length === FULL_PAGE;
