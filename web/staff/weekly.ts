import type { NewSeries } from "../src/api/types";
import type { Errors } from "../src/form/form";
import { words } from "../src/strings/staff";
import { knownZone, plainDay } from "../src/time/when";
import { wholeNumber } from "./check";

/** A weekly plan as it is typed: local wall time and zone, never an instant. */
export interface WeeklyPlan {
  first_date: string;
  local_time: string;
  zone: string;
  duration_minutes: string;
  count: string;
}

export const usualPlan = (zone: string): WeeklyPlan => ({
  first_date: "",
  local_time: "15:00",
  zone,
  duration_minutes: "60",
  count: "6",
});

/** `today` is the calendar day in the plan's zone, as "2026-12-01". */
export function checkPlan(plan: WeeklyPlan, today: string): Errors {
  const errors: Errors = {};
  const text = words.newGroup;
  if (!plainDay(plan.first_date)) errors.first_date = words.required;
  else if (plan.first_date < today) errors.first_date = text.past;
  if (!/^\d{2}:\d{2}$/.test(plan.local_time)) errors.local_time = words.required;
  if (!knownZone(plan.zone)) errors.zone = text.badZone;
  const minutes = wholeNumber(plan.duration_minutes, 15, 240, text.minutesRange);
  const count = wholeNumber(plan.count, 1, 52, text.countRange);
  if (minutes) errors.duration_minutes = minutes;
  if (count) errors.count = count;
  return errors;
}

/** "6 sessions, every Tuesday at 15:00 Europe/London, from 1 December." */
export function planSentence(plan: WeeklyPlan): string {
  const day = plainDay(plan.first_date);
  const count = Number(plan.count);
  if (!day || !plan.local_time || !knownZone(plan.zone) || !Number.isInteger(count) || count < 1) {
    return words.newGroup.incomplete;
  }
  return words.series.sentence(count, day.weekday, plan.local_time, plan.zone, day.date);
}

export const seriesOf = (plan: WeeklyPlan): NewSeries => ({
  first_date: plan.first_date,
  local_time: plan.local_time,
  zone: plan.zone,
  duration_minutes: Number(plan.duration_minutes),
  rrule: `FREQ=WEEKLY;COUNT=${Number(plan.count)}`,
});
