import type { Progress } from "../src/api/types";
import { words } from "../src/strings/staff";
import { localDay, plainDay } from "../src/time/when";

/** What a prescriber sees of a course at a glance: days, never minutes. */
export interface ProgressWords {
  main: string;
  /** "Joined today": the live news, told apart from the confirmed dose. */
  joined?: string;
}

export function progressWords(progress: Progress, zone: string, now: number): ProgressWords {
  const text = words.prescriptions;
  if (progress.kind === "not_shared") return { main: text.notShared };
  if (progress.kind === "none_yet") return { main: text.noneYet };
  const main = text.attendedOf(progress.attended, progress.of);
  const day = progress.joined_on;
  if (!day) return { main };
  if (day === localDay(now, zone)) return { main, joined: text.joinedToday };
  const joined = plainDay(day);
  return joined ? { main, joined: text.joinedOn(joined.weekday, joined.date) } : { main };
}
