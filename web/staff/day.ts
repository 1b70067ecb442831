import { localDay, ownZone, plainDay } from "../src/time/when";

/** The day it is here, "2026-12-01". */
export const today = (): string => localDay(Date.now(), ownZone());

/** A day without a zone as people say it; as it is written when it is no real day. */
export function dayWords(day: string): string {
  const said = plainDay(day);
  return said ? `${said.weekday} ${said.date}` : day;
}

/** The day of a moment, here, as people say it. */
export const dayOf = (at: number): string => dayWords(localDay(at, ownZone()));
