import type { SessionRow } from "../src/api/types";
import { localDay } from "../src/time/when";

const DAY_MS = 86_400_000;

/** What a facilitator's day asks to be fetched: yesterday's unfinished register to next week. */
export const agendaSpan = (now: number) => ({ from: now - DAY_MS, to: now + 8 * DAY_MS });

export interface Agenda {
  today: SessionRow[];
  upcoming: SessionRow[];
  earlier: SessionRow[];
}

/** Sorted by start; "today" is the facilitator's own calendar day, and whatever is open now. */
export function agenda(sessions: SessionRow[], zone: string, now: number): Agenda {
  const sorted = sessions.toSorted((a, b) => a.starts_at - b.starts_at);
  const day = localDay(now, zone);
  const open = (row: SessionRow) => row.state === "preparing" || row.state === "started";
  const isToday = (row: SessionRow) => open(row) || localDay(row.starts_at, zone) === day;
  const rest = sorted.filter((row) => !isToday(row));
  return {
    today: sorted.filter(isToday),
    upcoming: rest.filter((row) => row.starts_at > now),
    earlier: rest.filter((row) => row.starts_at <= now),
  };
}
