/** Who and when, for everything the mock speaks of. */
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
export const now = Date.now();

export const elm = { id: "org-elm", name: "Elm Street Surgery (demo)" };
export const oak = { id: "org-oak", name: "Oakfield Neighbours (demo)" };
export const mill = { id: "org-mill", name: "Millpond Partners (demo)" };
export const fay = { id: "staff-fay", name: "Fay Facilitator" };

export const history = [
  { at: now - 3 * DAY, what: "Prescribed by Pat Prescriber" },
  { at: now - 2 * DAY, what: "Accepted by Lin Linkworker" },
  { at: now - 2 * DAY + HOUR, what: "Matched to a group" },
];
