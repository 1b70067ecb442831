// Every page and state worth looking at. `set` is merged into the mock before the page opens.
const TOKEN = "/d/mockmockmockmockmockmockmo";

/** Presses a button and waits for what follows: a dialog, unless it is named. */
const press = (name, seen = "dialog[open]") => async (page) => {
  await page.getByRole("button", { name }).first().click();
  await page.locator(seen).first().waitFor();
};
const unfold = (name) => async (page) => {
  await page.locator("summary").filter({ hasText: name }).first().click();
};
const stale = async (page) => {
  await page.getByRole("button", { name: "Put on hold" }).click();
  await page.getByRole("dialog").getByLabel("Reason").fill("In hospital until spring.");
  await page.getByRole("dialog").getByRole("button", { name: "Put on hold" }).click();
  await page.getByText("Since you opened this page").first().waitFor();
};
const visit = (state, over = {}) => ({
  visitRequired: false,
  visit: {
    state,
    session: { id: "s2", starts_at: Date.now() + 600_000, ends_at: Date.now() + 4_200_000, zone: "Europe/London" },
    display_name: "Rosa",
    party: 1,
    new_device: false,
    facilitator_names: ["Fay"],
    share_attendance: true,
    started: false,
    ...over,
  },
});
const look = (state, days = 0) => ({
  lookUnknown: false,
  look: {
    greeting_name: "Rosa",
    display_name: "Rosa",
    group_language: "en",
    organisation_name: "Oakfield Neighbours (demo)",
    sessions: {
      state,
      session: state === "over" ? null : { id: "s2", starts_at: Date.now() + days * 86_400_000 + 600_000, ends_at: 0, zone: "Europe/London" },
    },
    share_attendance: true,
    facilitator_names: ["Fay"],
  },
});
const inRole = { signedIn: true, sessionState: null, registerState: null };

/** A place that is kept for a patient, or no longer. */
const offered = (state) => ({
  offer: {
    state,
    version: 1,
    greeting_name: "Rosa",
    language: "en",
    group_name: "Tuesday Hearts",
    organisation_name: "Oakfield Neighbours (demo)",
    topic: "Living with a heart condition",
    meets: "6 sessions, every Tuesday at 15:00 Europe/London, from 1 December",
    next_at: Date.now() + 3 * 86_400_000,
    expires_at: Date.now() + 5 * 86_400_000,
  },
});

export const SCENES = [
  { name: "offer-open", path: "/offer#o1.mock", set: offered("open") },
  { name: "offer-accepted", path: "/offer#o1.mock", set: offered("accepted") },
  { name: "offer-declined", path: "/offer#o1.mock", set: offered("declined") },
  { name: "offer-over", path: "/offer#o1.mock", set: offered("over") },
  { name: "offer-unknown", path: "/offer#o1.mock", set: { offer: null } },
  { name: "door-open", path: TOKEN, set: look("open") },
  {
    name: "door-all-open",
    path: TOKEN,
    set: look("started"),
    act: async (page) => {
      for (const summary of await page.locator("summary").all()) await summary.click();
      await page.getByLabel("Name the group sees").fill("");
      await press("Join", ".field-error")(page);
    },
  },
  { name: "door-early", path: TOKEN, set: look("early", 1) },
  { name: "door-between", path: TOKEN, set: look("between", 7) },
  { name: "door-over", path: TOKEN, set: look("over") },
  { name: "door-unknown", path: TOKEN, set: { lookUnknown: true } },
  { name: "visit-waiting", path: "/visit", set: visit("waiting", { new_device: true }) },
  { name: "visit-camera", path: "/visit", set: visit("waiting", { started: true }), act: press("Turn on camera and microphone", "h1") },
  {
    name: "visit-denied",
    path: "/visit",
    set: visit("waiting"),
    act: async (page) => {
      await page.evaluate(() => {
        const refuse = () => Promise.reject(new DOMException("", "NotAllowedError"));
        globalThis.navigator.mediaDevices.getUserMedia = refuse;
      });
      await press("Turn on camera and microphone", "h1")(page);
    },
  },
  { name: "visit-listen", path: "/visit", set: visit("waiting"), act: press("Just listen", "h1") },
  { name: "visit-early", path: "/visit", set: visit("early") },
  { name: "visit-none", path: "/visit", set: visit("no_session") },
  { name: "visit-left", path: "/visit", set: visit("left") },
  { name: "visit-ended", path: "/visit", set: visit("ended") },
  { name: "visit-removed", path: "/visit", set: visit("removed") },
  { name: "visit-replaced", path: "/visit", set: visit("replaced") },
  { name: "visit-required", path: "/visit", set: { visitRequired: true } },
  { name: "visit-connecting", path: "/visit", set: { ...visit("admitted"), mediaUrl: null } },
  { name: "visit-unreachable", path: "/visit", set: { ...visit("admitted"), mediaUrl: "ws://127.0.0.1:4199" }, settle: 3000 },
  { name: "room-5", path: "/dev/room.html?people=5", room: true },
  { name: "room-1", path: "/dev/room.html?people=1", room: true },
  { name: "room-2-listen", path: "/dev/room.html?people=2&listen&blocked", room: true },
  { name: "room-12-break", path: "/dev/room.html?people=12&break", room: true },
  { name: "room-denied", path: "/dev/room.html?people=3&denied", room: true },
  { name: "sign-in", path: "/", set: { signedIn: false } },
  {
    name: "sign-in-wrong",
    path: "/sign-in",
    set: { signedIn: false },
    act: async (page) => {
      await page.getByLabel("Email").fill("pat@example.org");
      await page.getByLabel("Password").fill("wrong");
      await press("Sign in", ".notice-bad")(page);
    },
  },
  { name: "welcome", path: "/welcome#token", set: inRole, act: press("Set my password", ".field-error, .notice-bad") },
  { name: "prescribe", path: "/prescribe", set: inRole },
  {
    name: "prescribe-found",
    path: "/prescribe",
    set: inRole,
    act: async (page) => {
      await page.getByRole("combobox", { name: "Find a patient" }).fill("ros");
      await page.getByRole("option").first().waitFor();
    },
  },
  { name: "prescribe-known", path: "/prescribe?patient=pat1", set: inRole },
  {
    name: "prescribe-newcomer",
    path: "/prescribe",
    set: inRole,
    act: async (page) => {
      await page.getByRole("button", { name: "New patient" }).click();
      await page.getByLabel("Phone", { exact: true }).fill("01632 960001");
      await page.getByText("Language, access, helper").click();
      await page.getByText("Same telephone number.").waitFor();
    },
  },
  {
    name: "prescribe-errors",
    path: "/prescribe",
    set: inRole,
    act: async (page) => {
      await page.getByRole("button", { name: "New patient" }).click();
      await page.getByLabel("Date of birth").fill("2019-05-05");
      await press("Send prescription", ".field-error")(page);
    },
  },
  { name: "patient", path: "/patients/pat1", set: inRole },
  { name: "patient-correct", path: "/patients/pat1", set: inRole, act: press("Correct the card", "form textarea") },
  { name: "prescription-change", path: "/prescriptions/p2", set: inRole, act: press("Change this prescription", "form textarea") },
  { name: "prescription-withdraw", path: "/prescriptions/p1", set: inRole, act: press("Stop passing the reason on") },
  { name: "prescriptions", path: "/prescriptions", set: inRole },
  { name: "prescription", path: "/prescriptions/p1", set: inRole },
  { name: "prescription-rejected", path: "/prescriptions/p3", set: inRole },
  { name: "prescription-completed", path: "/prescriptions/p4", set: inRole },
  { name: "prescription-private", path: "/prescriptions/p2", set: inRole },
  { name: "referrals", path: "/referrals", set: { ...inRole, noReferrals: false } },
  { name: "referrals-filters", path: "/referrals", set: inRole, act: unfold("Filters") },
  { name: "referrals-none", path: "/referrals", set: { ...inRole, noReferrals: true } },
  { name: "referral-stale", path: "/referrals/r2", set: { ...inRole, noReferrals: false }, act: stale },
  { name: "team-leaver", path: "/staff", set: inRole, act: press("Hand work over") },
  { name: "team-roles", path: "/staff", set: inRole, act: press("Change roles") },
  { name: "team-closing", path: "/staff", set: inRole, act: press("Close account") },
  { name: "referral-requested", path: "/referrals/r1", set: inRole },
  { name: "referral-rejected", path: "/referrals/r7", set: inRole },
  { name: "referral-cancelled", path: "/referrals/r8", set: inRole },
  { name: "referral-failed", path: "/referrals/r9", set: inRole },
  { name: "referral-new", path: "/referrals/r1", set: inRole, act: press("Decline") },
  { name: "referral-match", path: "/referrals/r2", set: inRole },
  { name: "referral-match-declined", path: "/referrals/r2", set: inRole, act: press("They do not want it", "text=Undo") },
  { name: "referral-wishes", path: "/referrals/r2", set: inRole, act: unfold("What Tina wishes for") },
  { name: "referral-on-hold", path: "/referrals/r4", set: inRole },
  { name: "referral-handed-on", path: "/referrals/r5", set: inRole },
  { name: "referral-ended", path: "/referrals/r6", set: inRole },
  { name: "referral-handing-on", path: "/referrals/r2", set: inRole, act: unfold("Choose a partner and hand on") },
  { name: "directory", path: "/directory", set: inRole },
  { name: "unmet-demand", path: "/unmet-demand", set: inRole },
  { name: "group-started", path: "/unmet-demand", set: inRole, act: press("Start this group", "text=About the group") },
  { name: "group-edit", path: "/groups/g1", set: inRole, act: async (page) => {
    await press("Change details", "text=Save details")(page);
    await press("Save details", ".notice-bad")(page);
  } },
  { name: "referral-matched", path: "/referrals/r3", set: inRole, act: press("Copy door link", ".copy [role=status], .door-link [role=status]") },
  { name: "groups", path: "/groups", set: inRole },
  {
    name: "group-new",
    path: "/groups/new",
    set: inRole,
    act: async (page) => {
      await page.getByLabel("First day").fill("2027-12-01");
      await page.getByText("every Wednesday").first().waitFor();
    },
  },
  { name: "group", path: "/groups/g1", set: inRole },
  { name: "concerns", path: "/groups/g1/concerns/r3", set: inRole },
  { name: "group-unplanned", path: "/groups/g2", set: inRole },
  { name: "today", path: "/today", set: inRole },
  { name: "session-planned", path: "/sessions/s2", set: { ...inRole, sessionState: "scheduled" } },
  { name: "session-open", path: "/sessions/s2", set: { ...inRole, sessionState: "preparing" } },
  { name: "session-started", path: "/sessions/s2", set: { ...inRole, sessionState: "started" }, act: press("Enter room", ".host-open") },
  { name: "session-remove", path: "/sessions/s2", set: { ...inRole, sessionState: "started" }, act: press("Remove Victor Void") },
  { name: "session-closing", path: "/sessions/s2", set: { ...inRole, sessionState: "started" }, act: press("Close session") },
  { name: "register", path: "/sessions/s1", set: { ...inRole, sessionState: "closed" } },
  { name: "register-confirmed", path: "/sessions/s1", set: { ...inRole, sessionState: "closed" }, act: press("Confirm register", ".notice-good") },
  { name: "register-by-itself", path: "/sessions/s1", set: { ...inRole, sessionState: "closed", registerState: "confirmed" } },
  { name: "register-change", path: "/sessions/s1", set: { ...inRole, sessionState: "closed" }, act: press("Change the result for Uma Untold") },
  { name: "team", path: "/staff", set: inRole },
  {
    name: "team-invited",
    path: "/staff",
    set: inRole,
    act: async (page) => {
      await page.getByLabel("Name").fill("Nell Newcomer");
      await page.getByLabel("Email").fill("nell@example.org");
      await page.getByLabel("Facilitator").check();
      await press("Make invitation", ".notice-good")(page);
    },
  },
  {
    name: "partners-invited",
    path: "/partners",
    set: { ...inRole, noPartners: false },
    act: async (page) => {
      await page.getByLabel("The organisation’s name").fill("Allotment Society (demo)");
      await page.getByLabel("We refer patients to them").check();
      await press("Make invitation", ".notice-good")(page);
    },
  },
  { name: "partners", path: "/partners", set: inRole },
  { name: "partners-none", path: "/partners", set: { ...inRole, noPartners: true } },
  { name: "partners-end", path: "/partners", set: { ...inRole, noPartners: false }, act: press("End") },
  { name: "partner-invitation", path: "/partner#mockmockmock", set: inRole },
  {
    name: "partner-invitation-new",
    path: "/partner#mockmockmock",
    set: { ...inRole, signedIn: false },
    act: unfold("My organisation is new here"),
  },
  { name: "audit", path: "/audit", set: inRole },
  { name: "outbox", path: "/outbox", set: inRole },
  {
    name: "menu",
    path: "/today",
    set: inRole,
    act: async (page) => {
      const menu = page.getByRole("button", { name: "Menu" });
      if (await menu.isVisible()) await menu.click();
    },
  },
  { name: "not-found", path: "/nowhere", set: inRole },
];
