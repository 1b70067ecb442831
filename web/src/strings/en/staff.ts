import type { ReferralStatus, Role, SessionState, Verdict } from "../../api/types";
import { audit } from "./staff/audit";
import { care } from "./staff/care";
import { caseload } from "./staff/caseload";
import { groups } from "./staff/groups";
import { partners } from "./staff/partners";
import { people } from "./staff/people";
import { places } from "./staff/places";
import { sessions } from "./staff/sessions";

const roles: Record<Role, string> = {
  prescriber: "Prescriber",
  link_worker: "Link worker",
  facilitator: "Facilitator",
  administrator: "Administrator",
};

const referralStatus: Record<ReferralStatus, string> = {
  requested: "Waiting for an answer",
  accepted: "Accepted",
  rejected: "Declined",
  on_hold: "On hold",
  in_progress: "In a group",
  completed: "Completed",
  cancelled: "Cancelled",
  failed: "Not possible",
};

const sessionState: Record<SessionState, string> = {
  scheduled: "Planned",
  preparing: "Room open",
  started: "Started",
  closed: "Closed",
  cancelled: "Cancelled",
};

const verdicts: Record<Verdict, string> = {
  attended: "Attended",
  partial: "Came for part of it",
  brief: "Came briefly",
  tried: "Tried to join",
  cancelled_by_patient: "Cancelled by the patient",
  cancelled_by_provider: "Cancelled by us",
  no_show: "Did not come",
  unknown: "Not known",
};

/** The words of everyone but the patient. */
export const staff = {
  ...audit,
  ...care,
  ...caseload,
  ...groups,
  ...partners,
  ...people,
  ...places,
  ...sessions,
  roles,
  referralStatus,
  sessionState,
  verdicts,
  titled: (page: string) => `${page} – Wellmet`,
  nav: {
    label: "Main",
    menu: "Menu",
    prescriptions: "Prescriptions",
    referrals: "Caseload",
    groups: "Groups",
    unmetDemand: "Unmet demand",
    directory: "Directory",
    today: "Today",
    staff: "Staff",
    partners: "Partners",
    audit: "Audit",
    outbox: "Outbox",
    signOut: "Sign out",
  },
  signIn: {
    title: "Sign in",
    intro: "For staff. If you are coming to a group, use the link in your message instead.",
    email: "Email",
    password: "Password",
    submit: "Sign in",
    submitting: "Signing in…",
    failed: "The email or the password is not right.",
    ended: "You were signed out. Please sign in again to go on.",
  },
  welcome: {
    title: "Welcome to Wellmet",
    intro: "Choose a password for your account. You then sign in with your email and this password.",
    password: "New password",
    passwordHint: "At least 12 characters. Three or four words you can remember work well.",
    again: "The same password again",
    mismatch: "The two passwords are not the same.",
    tooShort: "Please use at least 12 characters.",
    submit: "Set my password",
    noToken: "This invitation link is not complete. Please open it from your invitation again.",
  },
  notFound: {
    title: "Nothing here",
    body: "There is no page at this address, or it belongs to another organisation.",
    home: "Go to the start page",
  },
  required: "Please fill in this field.",
  optional: "optional",
  showMore: "Show more",
  team: {
    title: "Staff",
    invite: "Invite someone",
    name: "Name",
    email: "Email",
    roles: "Roles",
    rolesMissing: "Choose at least one role.",
    submit: "Make invitation",
    invited: (name: string) => `The invitation for ${name} is ready.`,
    link: "Invitation link",
    linkHint: "Give it to them yourself. It works once, for 7 days.",
    copy: "Copy invitation link",
    of: (name: string) => ` of ${name}`,
    changeRoles: "Change roles",
    changeRolesTitle: (name: string) => `What ${name} does`,
    saveRoles: "Save roles",
    rolesChanged: (name: string) => `The roles of ${name} are changed.`,
    close: "Close account",
    closeTitle: (name: string) => `Close the account of ${name}?`,
    closeBody:
      "They are signed out everywhere and cannot sign in again. Nothing they did is lost. Hand their work over before or after.",
    closed: "Account closed",
    closedSaid: (name: string) => `The account of ${name} is closed.`,
    reopen: "Open account again",
    reopened: (name: string) => `${name} can sign in again.`,
  },
  outbox: {
    title: "Outbox",
    intro: "This demo sends no email. What it would have sent stands here.",
    empty: "No message yet.",
    to: (address: string) => `To ${address}`,
    off: "There is no outbox here: messages are sent by email.",
  },
};
