import type { GroupDetail } from "../src/api/types";

const DAY = 86_400_000;
const now = Date.now();
const fay = { id: "staff-fay", name: "Fay Facilitator" };

export const groups: GroupDetail[] = [
  {
    id: "g1",
    name: "Tuesday Hearts",
    topic: "Living with a heart condition",
    language: "en",
    capacity: 12,
    members: 4,
    facilitators: [fay],
    series: { summary: "6 sessions, every Tuesday at 15:00 Europe/London, from 1 December", zone: "Europe/London", bands: ["afternoon"] },
    version: 1,
    offered: 1,
    waiting: 1,
    place_status: "capacity",
    takes_waiting: true,
    attended_percent: 50,
    shared: true,
    suits: { topics: ["heart", "walking"], languages: ["es"], features: ["captions"], youngest: 18, oldest: null },
    confirmed_at: now - 30 * DAY,
    roster: [
      { membership_id: "m1", referral_id: "r3", full_name: "Rosa Example", alias: "Rosa", status: "active", share_attendance: true },
      { membership_id: "m2", referral_id: "r2", full_name: "Uma Untold", alias: "U.", status: "active", share_attendance: false },
    ],
  },
  {
    id: "g2",
    name: "Breathe Easy",
    topic: "Asthma",
    language: "en",
    capacity: 2,
    members: 2,
    facilitators: [fay],
    version: 1,
    offered: 0,
    waiting: 3,
    place_status: "waitlist",
    takes_waiting: true,
    attended_percent: 50,
    shared: false,
    suits: { topics: [], languages: [], features: [], youngest: null, oldest: null },
    roster: [],
  },
];
