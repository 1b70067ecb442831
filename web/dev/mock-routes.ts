import type { OfferAnswer, OfferLook, Problem } from "../src/api/types";
import * as cases from "./mock-caseload.ts";
import * as data from "./mock-data.ts";
import * as people from "./mock-people.ts";
import * as mock from "./mock-places.ts";
import { mill, oak } from "./mock-world.ts";

/** The mock's state; `POST /mock` merges a scenario into it, so that every page can be looked at. */
export const world = {
  signedIn: true,
  look: data.look,
  lookUnknown: false,
  visit: data.visit,
  visitRequired: false,
  /** The place that is kept for whoever follows an offer's link. */
  offer: null as OfferLook | null,
  sessionState: undefined as "scheduled" | "preparing" | "started" | "closed" | undefined,
  /** Where the mock says the room is; nobody answers there. */
  mediaUrl: undefined as string | undefined,
  /** A house into which nothing has come. */
  noReferrals: false,
  /** An organisation that works alone. */
  noPartners: false,
  registerState: undefined as "proposed" | "confirmed" | undefined,
};

export type Answer = { status: number; body?: unknown };

const ok = (body?: unknown): Answer => (body === undefined ? { status: 204 } : { status: 200, body });
const items = <T>(list: T[]): Answer => ok({ items: list });

function problem(status: number, slug: string, detail: string, fields?: Problem["fields"]): Answer {
  const body: Problem = { type: `/problems/${slug}`, title: detail, detail, status };
  return { status, body: fields ? { ...body, fields } : body };
}

const found = <T>(thing: T | undefined): Answer =>
  thing === undefined ? problem(404, "not-found", "There is nothing here.") : ok(thing);

const session = (id: string) => {
  const row = data.sessions.find((one) => one.id === id);
  return row && { ...row, state: world.sessionState ?? row.state };
};

const become = (state: NonNullable<typeof world.sessionState>) => (id: string) => {
  world.sessionState = state;
  return found(session(id));
};

const visitAs = (state: typeof world.visit.state): Answer => ok((world.visit = { ...world.visit, state }));

const ANSWERED = { accept: "accepted", decline: "declined", reopen: "open" } as const;

type Route = (id: string, body: Record<string, unknown>) => Answer;

/** Routes by method and template; `:id` matches one segment. */
export const ROUTES: Record<string, Route> = {
  "GET /api/me": () =>
    world.signedIn ? ok(data.me) : problem(401, "sign-in-required", "Please sign in."),
  "POST /api/sign-in": (_, { password }) => {
    if (password === "wrong") return problem(401, "sign-in-failed", "That did not work.");
    world.signedIn = true;
    return ok(data.me);
  },
  "POST /api/sign-out": () => ok(),
  "POST /api/invitations/accept": () => ok(data.me),
  "GET /api/partnerships": () => ok(world.noPartners ? { partnerships: [], invitations: [] } : data.partnerships),
  "POST /api/partnerships/:id/end": () => ok(),
  "POST /api/partner-invitations": () => ok({ invitation_url: "https://meet.example.org/partner#mockmockmock" }),
  "POST /api/partner-invitations/:id/withdraw": () => ok(),
  "POST /api/partner-invitations/look": () =>
    ok({ by: "Allotment Society (demo)", organisation: oak.name, to_them: true, from_them: false }),
  "POST /api/partner-invitations/accept": () => ok(),
  "GET /api/staff": () => items(data.staff),
  "POST /api/staff/:id/close": () => ok(),
  "POST /api/staff/:id/reopen": () => ok(),
  "POST /api/staff/:id/roles": () => ok(),
  "POST /api/staff": (_, body) =>
    ok({
      staff: { id: "new", name: body.name, email: body.email, roles: body.roles },
      invitation_url: "http://localhost:8080/welcome#mock-invitation",
    }),
  "GET /api/partners": () => items([mill]),
  "GET /api/audit": () => items(data.audit),
  "GET /api/outbox": () => items(data.mails),
  "POST /api/prescriptions/search": (_, { text }) =>
    items(data.prescriptions.filter(({ patient_name }) => patient_name.toLowerCase().includes(String(text).toLowerCase()))),
  "POST /api/prescriptions/:id/change": (id) => found(data.prescriptions.find((one) => one.id === id)),
  "POST /api/prescriptions/:id/consents": (id) => found(data.prescriptions.find((one) => one.id === id)),
  "GET /api/prescribing": () => ok(people.prescribing),
  "POST /api/patients/search": () => ok({ items: people.patientRows, more: false }),
  "POST /api/patients/alike": () => items([{ patient: people.patientRows[1], reasons: ["Same telephone number."] }]),
  "GET /api/patients/:id": () => ok(people.patientPage),
  "POST /api/patients/:id/change": () => ok(people.patientPage),
  "POST /api/patients/:id/merge": () => ok(people.patientPage),
  "POST /api/patient-merges/:id/undo": () => ok({ ...people.patientPage, merged: [] }),
  "POST /api/prescriptions": (_, body) =>
    String(body.reason).includes("error")
      ? problem(422, "invalid-input", "Please look again.", [
          { field: "patient.email", message: "This is no email address." },
        ])
      : ok(data.prescriptions[1]),
  "GET /api/prescriptions/:id": (id) => found(data.prescriptions.find((one) => one.id === id)),
  "GET /api/prescriptions/:id/course": (id) => ok(id === "p2" ? { shared: false } : id === "p3" ? { shared: true, sessions: [] } : data.course),
  "POST /api/referrals/search": (_, { tab, text }) => searched(String(tab), typeof text === "string" ? text : ""),
  "GET /api/colleagues": () => items(cases.colleagues),
  "GET /api/tasks": () => items(cases.tasks.filter((task) => !task.done_at)),
  "POST /api/tasks": () => ok({ id: "t9" }),
  "POST /api/tasks/:id/settle": (id, { done }) => {
    for (const task of cases.tasks) if (task.id === id) task.done_at = done ? Date.now() : null;
    return ok();
  },
  "GET /api/caseload-views": () => items(cases.views),
  "POST /api/caseload-views": () => ok(),
  "POST /api/caseload-views/:id/remove": () => ok(),
  "GET /api/referrals/:id/concerns": (id) => ok(id === "r3" ? cases.concerns : { flags: [], incidents: [] }),
  "POST /api/referrals/:id/flags": () => ok(),
  "POST /api/referrals/:id/incidents": () => ok(),
  "POST /api/flags/:id/lift": () => ok(),
  "POST /api/incidents/:id/close": () => ok(),
  "POST /api/referrals/:id/hand-on": (id) => found(cases.referrals.find((one) => one.id === id)),
  "POST /api/referrals/:id/take-back": (id) => found(cases.referrals.find((one) => one.id === id)),
  "GET /api/colleagues/:id/work": () => ok(cases.work),
  "POST /api/colleagues/:id/hand-over": () => ok(cases.work),
  "GET /api/referrals/:id/log": () => items(cases.log),
  "POST /api/referrals/:id/log": () => ok(),
  "POST /api/referrals/:id/assign": (id) => found(cases.referrals.find((one) => one.id === id)),
  "POST /api/referrals/:id/stage": (id) => found(cases.referrals.find((one) => one.id === id)),
  "POST /api/referrals/:id/step": () =>
    problem(409, "changed-since", "Since you opened this page: Put on hold by Lin Linkworker. Look at it again, then decide."),
  "GET /api/referrals/:id": (id) => found(cases.referrals.find((one) => one.id === id)),
  "POST /api/referrals/:id/accept": (id) => decide(id, "accepted"),
  "POST /api/referrals/:id/reject": (id, { reason }) => decide(id, "rejected", String(reason)),
  "POST /api/referrals/:id/groups/search": () => ok({ items: mock.suggestions(), found: 41 }),
  "GET /api/referrals/:id/places": () => ok(mock.places),
  "POST /api/referrals/:id/wishes": (_, body) => ok(Object.assign(mock.places, { wishes: body })),
  "POST /api/referrals/:id/waits": () => ok(mock.places),
  "POST /api/referrals/:id/waits/end": () => ok(Object.assign(mock.places, { waits: [] })),
  "POST /api/offers/:id/decline": () => ok({ ...mock.places, offer: undefined }),
  "POST /api/offers/:id/reopen": () => ok(mock.places),
  "POST /api/memberships/:id/withdraw": () => ok(),
  "GET /api/unmet-demand": () => items(mock.demands),
  "POST /api/directory/search": () => ok({ items: mock.directory(), more: true }),
  "GET /api/groups/:id/line": () => ok(mock.line),
  "POST /api/groups/search": (_, { words }) => {
    const sought = (typeof words === "string" ? words : "").toLowerCase();
    const found = data.groups.filter((one) => one.name.toLowerCase().includes(sought));
    return ok({ items: found, more: sought === "" });
  },
  "POST /api/groups/:id": () =>
    problem(409, "changed-since", "Lin Linkworker has changed this group since. It now has 14 places."),
  "POST /api/groups/:id/confirm": () => ok(data.groups[0]),
  "POST /api/referrals/:id/match": (id) => {
    const referral = cases.referrals.find((one) => one.id === id);
    if (!referral) return found(referral);
    referral.membership = { id: "m9", group_id: "g1", group_name: "Tuesday Hearts" };
    referral.status = "in_progress";
    return ok({ membership: { id: "m9", group_id: "g1", patient_name: referral.patient.full_name } });
  },
  "POST /api/groups": () => ok(data.groups[0]),
  "GET /api/groups/:id": (id) => found(data.groups.find((one) => one.id === id)),
  "POST /api/groups/:id/series": () => ok({}),
  "GET /api/memberships/:id/door-link": () =>
    ok({ url: `http://localhost:8080/d/${data.DOOR_TOKEN}`, generation: 1 }),
  "POST /api/memberships/:id/door-link/reissue": () =>
    ok({ url: `http://localhost:8080/d/${data.DOOR_TOKEN}`, generation: 2 }),
  "GET /api/sessions": () => items(data.sessions),
  "GET /api/sessions/:id": (id) => found(session(id)),
  "POST /api/sessions/:id/prepare": become("preparing"),
  "POST /api/sessions/:id/start": become("started"),
  "POST /api/sessions/:id/close": become("closed"),
  "GET /api/sessions/:id/people": () => ok(data.people),
  "POST /api/sessions/:id/admit": () => ok({}),
  "POST /api/sessions/:id/remove": () => ok({}),
  "POST /api/sessions/:id/readmit": () => ok({}),
  "POST /api/sessions/:id/media-token": () => problem(503, "unavailable", "The mock has no media."),
  "GET /api/sessions/:id/register": () => ok({ ...data.register, state: world.registerState ?? data.register.state }),
  "POST /api/sessions/:id/register/confirm": () => ok({ ...data.register, state: "confirmed", version: 2, confirmed_by: "Fay Facilitator" }),
  "POST /api/door/look": () =>
    world.lookUnknown ? problem(404, "door-link-unknown", "We do not know this link.") : ok(world.look),
  "POST /api/offer/look": () => (world.offer ? ok(world.offer) : problem(404, "door-link-unknown", "We do not know this link.")),
  "POST /api/offer/answer": (_, { answer }) => ok((world.offer = world.offer && { ...world.offer, state: ANSWERED[answer as OfferAnswer] })),
  "POST /api/door/join": () => ok({ next: "/visit" }),
  "GET /api/door/visit": () =>
    world.visitRequired ? problem(401, "door-required", "Please use your link.") : ok(world.visit),
  "POST /api/door/enter": () => visitAs("waiting"),
  "POST /api/door/leave": () => visitAs("left"),
  "POST /api/door/name": (_, { display_name }) => ok((world.visit = { ...world.visit, display_name: String(display_name) })),
  "POST /api/door/consent": () => ok({}),
  "POST /api/door/media-token": () =>
    world.mediaUrl
      ? ok({ url: world.mediaUrl, token: "mock", expires_at: Date.now() + 600_000 })
      : problem(503, "unavailable", "The mock has no media."),
};

function decide(id: string, status: "accepted" | "rejected", reason?: string): Answer {
  const referral = cases.referrals.find((one) => one.id === id);
  if (!referral) return found(referral);
  referral.status = status;
  referral.status_reason = reason ?? null;
  return ok(referral);
}

const TABS: Record<string, string[]> = {
  new: ["requested"],
  active: ["accepted", "in_progress"],
  on_hold: ["on_hold"],
  ended: ["rejected", "completed", "cancelled", "failed"],
};
TABS.open = [...TABS.new!, ...TABS.active!, ...TABS.on_hold!];
TABS.all = [...TABS.open, ...TABS.ended!];

function searched(tab: string, text: string): Answer {
  const rows = world.noReferrals ? [] : cases.caseload;
  const within = (name: string) => rows.filter((row) => TABS[name]?.includes(row.status));
  const shown = within(tab).filter((row) => row.patient_name.toLowerCase().includes(text.toLowerCase()));
  const counts = Object.fromEntries(Object.keys(TABS).map((name) => [name, within(name).length]));
  return ok({ items: shown, counts });
}
