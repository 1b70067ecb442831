import type { Feature, PlaceStatus, TimeBand } from "../../../api/types";
import { counted } from "../counted";

const timeBands: Record<TimeBand, string> = {
  morning: "Morning",
  afternoon: "Afternoon",
  evening: "Evening",
  weekend: "Weekend",
};

const features: Record<Feature, string> = {
  captions: "Captions or a hearing loop",
  screen_reader: "Works with a screen reader",
  large_print: "Large print",
  step_free: "Step-free access",
  quiet: "A quiet place",
};

const placeStatus: Record<PlaceStatus, string> = {
  capacity: "Places free",
  waitlist: "Full, with a waiting list",
  no_capacity: "Full",
};

/** What groups are often about; anything else may be typed too. */
const topics = [
  "anxiety",
  "art",
  "arthritis",
  "asthma",
  "bereavement",
  "cancer",
  "carers",
  "company",
  "cooking",
  "dementia",
  "depression",
  "diabetes",
  "gardening",
  "heart",
  "language practice",
  "long covid",
  "menopause",
  "money worries",
  "new parents",
  "pain",
  "reading",
  "singing",
  "sleep",
  "stroke",
  "walking",
  "writing",
];

/** Places in groups: wished for, offered, waited for and left. */
export const places = {
  timeBands,
  features,
  placeStatus,
  topics,
  languages: {
    add: "Add a language",
    remove: "Remove",
    removeOf: (language: string) => ` ${language}`,
  },
  wishes: {
    title: (patient: string) => `What ${patient} wishes for`,
    intro: "Everything is optional. It decides the order of the groups below.",
    fromCard: "This is what the card says. Ask the patient, and save what they wish for: it decides the order of the groups below.",
    topic: "Topic",
    topicHint: "One word or two, such as heart.",
    language: "Language",
    noWish: "No wish",
    times: "Times that would suit",
    age: "Age",
    ageHint: "In years.",
    ageRange: "Give an age between 0 and 120.",
    features: "Must be there",
    save: "Save wishes",
    saved: "The wishes are saved. The groups are in a new order.",
  },
  matching: {
    filter: "Find a group by name or topic",
    freeOnly: "Only groups with a free place",
    none: "No group is like this. Change the filter, or start a new group.",
    found: (shown: number, found: number) =>
      shown < found
        ? `The ${shown} that fit best of ${found} groups. Type a name or topic to find the others.`
        : counted(found, "1 group", "# groups"),
    offer: "Offer",
    offerNamed: (group: string) => `Offer a place in ${group}`,
    wait: "Wait",
    waitNamed: (group: string) => `Wait for a place in ${group}`,
    stopWaiting: "Stop waiting",
    stopWaitingNamed: (group: string) => `Stop waiting for ${group}`,
    position: (position: number) => `Number ${position} in line`,
    waitsNoLonger: (patient: string, group: string) => `${patient} no longer waits for ${group}.`,
    offered: (group: string, patient: string, until: string) =>
      `A place in ${group} is kept for ${patient} until ${until}.`,
    firstInLine: "A place became free, and they were first in line.",
    accept: "They want it",
    decline: "They do not want it",
    showLink: "Let them answer by a link",
    link: "Link to the offer",
    linkHint: (patient: string) =>
      `Give this link to ${patient} alone. It shows the group and asks whether they want the place.`,
    copyLink: "Copy link to the offer",
    declined: (group: string) => `The place in ${group} was given back.`,
    former: "Groups before",
    left: (group: string, when: string) => `Left ${group} on ${when}`,
    comeBack: "Give the place back",
    comeBackNamed: (group: string) => `Give the place back: ${group}`,
    withdraw: "Leave the group",
    withdrawNamed: (patient: string) => `Leave the group: ${patient}`,
    withdrawTitle: (patient: string) => `Does ${patient} want to leave the group?`,
    withdrawBody:
      "That is all right, and nobody has to say why. You can find another group together, and the way back stays open while there is a place.",
  },
  directory: {
    title: "Directory",
    intro: "Your own groups, and those that partner organisations share with you. Times are in your own time zone. To use a partner’s group, hand the patient on to that partner from their referral.",
    words: "Name or topic",
    time: "Time of day",
    any: "Any",
    search: "Search the directory",
    found: (count: number, more: boolean) =>
      count === 0
        ? "No group is like this. Ask for less, or start a new group from unmet demand."
        : more
          ? `The first ${count} groups.`
          : counted(count, "1 group.", "# groups."),
    next: (when: string) => `Next session ${when}`,
    sharedHere: "Shared with partners",
  },
  unmetDemand: {
    title: "Unmet demand",
    intro: "What people look for and have no place in. Start a group, and everybody counted is offered a place.",
    empty: "Everybody who looks for a group is offered a place or has one. When several wish for a group that is missing, it stands here.",
    since: (when: string) => `The first of them since ${when}`,
    start: "Start this group",
    startNamed: (says: string) => `Start this group: ${says}`,
    answers: (says: string) => `${says} They are offered its places; whoever finds no place waits for one.`,
    invited: (invited: number, waiting: number) =>
      waiting === 0
        ? counted(invited, "1 person is offered a place.", "# people are offered a place.")
        : `${counted(invited, "1 person is offered a place", "# people are offered a place")}, ${counted(waiting, "1 waits for one.", "# wait for one.")}`,
  },
  care: {
    title: "Places and for whom",
    edit: "Change details",
    name: "Name",
    capacity: "Places",
    attended: "Counts as attended",
    attendedHint: "Who was there for so many percent of a session attended it. It holds from the next session on.",
    attendedRange: "Give a number between 1 and 100.",
    percent: (percent: number) => `From ${percent} % of a session on`,
    takesWaiting: "People may wait for a place",
    topics: "Found by these words",
    topicsHint: "With commas between them, such as heart, walking.",
    languages: "Also spoken",
    youngest: "From age",
    oldest: "Up to age",
    features: "Confirmed to be there",
    save: "Save details",
    saved: "The details are saved.",
    share: "Share with partners",
    unshare: "Stop sharing",
    shared: "Partner organisations see this group and whether it has room, never who is in it.",
    notShared: "Only your own organisation sees this group.",
    confirm: "Still right",
    confirmed: (when: string) => `Last confirmed ${when}`,
    neverConfirmed: "Not confirmed yet",
    ages: (youngest: number | undefined, oldest: number | undefined) =>
      youngest !== undefined && oldest !== undefined
        ? `${youngest} to ${oldest}`
        : youngest !== undefined
          ? `From ${youngest}`
          : oldest !== undefined
            ? `Up to ${oldest}`
            : "All ages",
    nothing: "Nothing said yet",
    line: "Waiting for a place",
    nobodyWaits: "Nobody waits. When the group is full, patients can wait for it from their referral.",
    keptUntil: (when: string) => `A place is kept for them until ${when}`,
    since: (when: string) => `Waits since ${when}`,
    offered: (count: number) => counted(count, "1 place is on offer", "# places are on offer"),
  },
};
