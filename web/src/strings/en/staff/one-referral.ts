import type { NextStep } from "../../../api/types";

const steps: Record<NextStep, { button: string; title: string; hint: string }> = {
  hold: { button: "Put on hold", title: "Put on hold", hint: "Why must it wait? Whoever sent it reads this." },
  resume: { button: "Go on", title: "Go on", hint: "" },
  complete: { button: "Complete", title: "Complete", hint: "What came of it? Whoever sent it reads this." },
  fail: { button: "It cannot be done", title: "End without success", hint: "Why? Whoever sent it reads this." },
  cancel: {
    button: "Patient would rather not",
    title: "End because the patient would rather not",
    hint: "If they said why and do not mind. Whoever sent it reads this.",
  },
};

/** One referral, to whoever answers for the patient. */
export const oneReferral = {
  standing: "Who answers",
  you: (patient: string) => `You answer for ${patient}.`,
  colleague: (name: string, patient: string) => `${name} answers for ${patient}.`,
  nobody: (organisation: string, patient: string) =>
    `${organisation} answers for ${patient}, but nobody here has taken it over yet.`,
  other: (organisation: string, patient: string) => `${organisation} answers for ${patient}.`,
  until: (organisation: string, patient: string) =>
    `${organisation} answers for ${patient} until somebody accepts.`,
  take: "Take over",
  giveTo: "Give to",
  give: "Give",
  nobodyOption: "Nobody: anybody may take it",
  stage: "Stage",
  nextContact: (day: string) => `Next contact ${day}`,
  noNextContact: "No next contact planned",
  contacted: "In touch",
  disengaged: "No longer in touch",
  steps,
  reason: "Reason",
  reasonMissing: "Please give a reason.",
  otherSteps: "Hold or end",
  end: "End",
  onHold: "On hold",
  ended: "Ended",
  questions: {
    share_reason: {
      say: "Say: “We would read why you were referred, to find a group that fits. We can help you without knowing.”",
      yes: "Yes, we may know the reason",
      no: "No, we are not told the reason",
    },
    share_attendance: {
      say: "Say: “If you agree, whoever prescribed this is told which sessions you came to. Never what you said or who else was there. You can change your mind at any time.”",
      yes: "Yes, the prescriber may see attendance",
      no: "No, the prescriber sees no attendance",
    },
    share_onward: {
      say: "Say: “Some groups are held by another organisation. It would get your name and how to reach you.”",
      yes: "Yes, a partner may get the details",
      no: "No, the details stay with us",
    },
    contact_by_message: {
      say: "Say: “You would get your link and reminders. They never say what the group is about.”",
      yes: "Yes, messages are fine",
      no: "No, please send no messages",
    },
  },
  withdrawing: {
    share_reason: "The reason and the goal disappear from this page at once.",
    share_attendance:
      "From now on the prescriber sees no attendance, not even of sessions before. The patient keeps the place.",
    share_onward:
      "What was handed on and nobody has accepted comes back at once. A place the patient has already stays theirs.",
    contact_by_message:
      "Wellmet sends no further messages. Somebody has to give the patient the link and the dates.",
  },
  sharing: "Attendance is shared with the prescriber.",
  notSharing: "Attendance is not shared with the prescriber.",
  consent: "Consent",
  handedOnHere: (organisation: string) => `Handed on by ${organisation}`,
  show: "Show this page as it is now",
  parts: "On this page",
  partNames: {
    letter: "Letter",
    standing: "Who answers",
    matching: "Find a group",
    "door-link": "Door link",
    order: "Patient",
    consents: "Consents",
    log: "Contacts and notes",
    tasks: "Tasks",
    concerns: "Risks",
    history: "History",
    "hand-on": "Hand on",
    steps: "Hold or end",
  },
};
