import type { SessionRow } from "../src/api/types";
import { words } from "../src/strings/staff";
import { spokenMoment } from "../src/time/when";

const text = words.today;

const TO = {
  scheduled: [text.prepare, text.prepareNamed],
  preparing: [text.go, text.goNamed],
  started: [text.go, text.goNamed],
  closed: [text.register, text.registerNamed],
  cancelled: [text.prepare, text.prepareNamed],
} as const;

export interface WayIn {
  /** "today at 15:00", in the reader's own zone. */
  when: string;
  /** What the link shows beside the session. */
  label: string;
  /** What the link is called away from it: the moment tells the weeks of one group apart. */
  name: string;
}

/** How a day's list leads to one of its sessions, in words. */
export function wayIn(session: SessionRow, zone: string, now: number): WayIn {
  const [label, named] = TO[session.state];
  const when = spokenMoment(session.starts_at, zone, now);
  return { when, label, name: named(session.group.name, when) };
}
