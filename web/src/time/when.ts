/** Dates as people say them. Pure: the moment, the zone and "now" are always given. */

const LOCALE = "en-GB";
const DAY_MS = 86_400_000;

/** The zone this device is set to. */
export const ownZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

function format(at: number, zone: string, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(LOCALE, { ...options, timeZone: zone }).format(at);
}

/** "2026-12-01": the calendar day on which an instant falls in a zone. */
export function localDay(at: number, zone: string): string {
  const options = { year: "numeric", month: "2-digit", day: "2-digit", timeZone: zone } as const;
  return new Intl.DateTimeFormat("en-CA", options).format(at);
}

/** "15:00" */
export const clockTime = (at: number, zone: string): string =>
  format(at, zone, { hour: "2-digit", minute: "2-digit" });

/** "1 December" */
export const dayAndMonth = (at: number, zone: string): string =>
  format(at, zone, { day: "numeric", month: "long" });

/** "1 December", in the zone this device is set to. */
export const shortDay = (at: number): string => dayAndMonth(at, ownZone());

/** "1 Dec 2026, 15:00" */
export const shortMoment = (at: number, zone: string): string =>
  format(at, zone, {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  });

/** "today at 15:00", "tomorrow at 15:00" or "on Tuesday, 1 December at 15:00". */
export function spokenMoment(at: number, zone: string, now: number): string {
  const time = clockTime(at, zone);
  if (localDay(at, zone) === localDay(now, zone)) return `today at ${time}`;
  if (localDay(at, zone) === localDay(now + DAY_MS, zone)) return `tomorrow at ${time}`;
  const day = format(at, zone, { weekday: "long", day: "numeric", month: "long" });
  return `on ${day} at ${time}`;
}

/** A calendar day without a zone ("2026-12-01"), as words. Undefined when it is no real day. */
export function plainDay(day: string): { weekday: string; date: string } | undefined {
  const at = Date.parse(`${day}T00:00:00Z`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || Number.isNaN(at)) return undefined;
  return { weekday: format(at, "UTC", { weekday: "long" }), date: dayAndMonth(at, "UTC") };
}

/** True for a zone this browser knows. */
export function knownZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat(LOCALE, { timeZone: zone });
    return zone.includes("/") || zone === "UTC";
  } catch {
    return false;
  }
}

/** "Anna and Ben", by the language's own rules. */
export const nameList = (names: string[]): string =>
  new Intl.ListFormat(LOCALE, { type: "conjunction" }).format(names);
