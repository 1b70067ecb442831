/** Working together with other organisations. */
export const partners = {
  partners: {
    title: "Partners",
    intro:
      "Organisations that refer patients to each other, and see the groups that the other shares. Only what a patient agreed to crosses.",
    none: "No partner yet. Invite a practice that prescribes, a charity of link workers, or a local partner that hosts groups.",
    list: "Whom you work with",
    toThem: (since: string) => `You refer patients to them, since ${since}.`,
    fromThem: (since: string) => `They refer patients to you, since ${since}.`,
    end: "End",
    endToThem: (name: string) => ` referring to ${name}`,
    endFromThem: (name: string) => ` referrals from ${name}`,
    endTitle: (name: string) => `Stop working with ${name} this way?`,
    endToThemBody: (name: string) =>
      `Your staff can no longer choose ${name} for a patient. What you referred before stays with them, and they go on answering it.`,
    endFromThemBody: (name: string) =>
      `${name} can no longer refer patients to you. What they referred before stays with you.`,
    endConfirm: "End it",
    endKeep: "Keep it",
    waiting: "Invited, not answered yet",
    until: (day: string) => `The link works until ${day}.`,
    withdraw: "Take back",
    withdrawOf: (name: string) => ` the invitation of ${name}`,
    invite: "Invite a partner",
    organisation: "The organisation’s name",
    terms: "Who refers patients to whom?",
    toThemChoice: "We refer patients to them",
    fromThemChoice: "They refer patients to us",
    termsMissing: "Choose who refers patients to whom: one or both.",
    submit: "Make invitation",
    invited: (name: string) => `The invitation of ${name} is ready.`,
    link: "Invitation link",
    linkHint:
      "Give it to somebody who may decide for them. It works once, for 28 days, whether they use Wellmet here already or not.",
    copy: "Copy invitation link",
  },
  partnerInvitation: {
    title: "Working together",
    noToken: "This invitation link is not complete. Please open it from your invitation again.",
    intro: (by: string, organisation: string) => `${by} invites ${organisation} to work together on Wellmet.`,
    /** Seen from who is invited. */
    theyRefer: (by: string) => `${by} refers patients to you.`,
    youRefer: (by: string) => `You refer patients to ${by}.`,
    what: "Of each patient you both see only what the patient agreed to. Either of you can end this at any time.",
    acceptFor: (organisation: string) => `Accept for ${organisation}`,
    accepted: (by: string) => `Done. You now work together with ${by}.`,
    toPartners: "See your partners",
    askAdministrator: (organisation: string) =>
      `Only an administrator can accept this for ${organisation}. Give them this link.`,
    here: "My organisation uses Wellmet here already",
    new: "My organisation is new here",
    newIntro: "You become its first administrator, and can invite your colleagues afterwards.",
    organisation: "Your organisation’s name",
    name: "Your name",
    email: "Your email",
    join: "Join and accept",
  },
};
