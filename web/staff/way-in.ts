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
  /** How many may come, while they still may: it counts today's members, whoever they were then. */
  expected: string | undefined;
}

/** How a day's list leads to one of its sessions, in words. */
export function wayIn(session: SessionRow, zone: string, now: number): WayIn {
  const [label, named] = TO[session.state];
  const when = spokenMoment(session.starts_at, zone, now);
  const over = session.state === "closed" || session.state === "cancelled";
  return {
    when,
    label,
    name: named(session.group.name, when),
    expected: over ? undefined : text.expected(session.expected),
  };
}
