import { computed, signal } from "@preact/signals";
import type { Ending } from "../call/course";
import type { door } from "../src/api/door";
import { slugOf, type Failure, type Reply } from "../src/api/reply";
import type { Visit } from "../src/api/types";
import { consentOf } from "../src/consent/consent";
import type { Watcher } from "../src/live/feed";
import { resource, type Resource } from "../src/live/resource";
import { nameProblem, type NameProblem } from "./arrival";

/** The door lets people in an hour early; beyond two, a Join was for another session. */
const JOIN_IS_FRESH_MS = 2 * 3_600_000;

/** Before knocking again at a room that turned us away. */
const KNOCK_AGAIN_MS = 4_000;

export type StayApi = Pick<
  typeof door,
  "visit" | "enter" | "leave" | "rename" | "consent" | "mediaToken"
>;

/** The one screen to show. `no-visit`: this device has no door session (any more). */
export type Screen =
  | { kind: "loading" }
  | { kind: "no-visit" }
  | { kind: "replaced" }
  | { kind: Exclude<Visit["state"], "replaced">; visit: Visit };

/** No cookie, or its link was revoked meanwhile. */
const NO_VISIT = new Set(["door-required", "door-link-unknown"]);

/** A patient behind the door: waiting, in the call, or gone, as the server says. */
export class Stay {
  readonly visit: Resource<Visit>;
  /** A newer tab took over. This tab's own knowledge: both tabs have the same cookie. */
  readonly replaced = signal(false);
  readonly failure = signal<Failure | undefined>(undefined);
  readonly busy = signal(false);
  /** Counts calls on this page: each is a new connection to the room. */
  readonly calls = signal(0);
  readonly screen = computed<Screen>(() => this.present());
  /** Hears the live hints; the page gives it to its feed. */
  readonly watcher: Watcher;

  constructor(
    private readonly api: StayApi,
    private readonly later: (ms: number, run: () => void) => void,
  ) {
    this.visit = resource(() => api.visit());
    this.watcher = {
      wants: (event) => this.hint(event),
      refetch: () => void this.visit.refresh(),
    };
  }

  readonly mediaToken = () => this.api.mediaToken();

  /**
   * Brings somebody who pressed Join early into the waiting room once it opens. Only a fresh
   * Join counts: a tab restored days later must not say that its owner is here.
   */
  async followUp(joinedAt: number | undefined, now: number): Promise<void> {
    const visit = this.visit.value.value;
    const fresh = joinedAt !== undefined && now - joinedAt < JOIN_IS_FRESH_MS;
    if (fresh && visit?.state === "early" && visit.may_enter) await this.enter();
  }

  /** From left, early or replaced: back without another wait where admission is stored. */
  async enter(): Promise<void> {
    if (await this.change(() => this.api.enter())) this.replaced.value = false;
  }

  async leave(): Promise<void> {
    await this.change(() => this.api.leave());
  }

  /** Answers with what is wrong with the name, or undefined once it is saved. */
  async rename(name: string): Promise<NameProblem | "failed" | undefined> {
    const problem = nameProblem(name.trim());
    if (problem) return problem;
    return (await this.change(() => this.api.rename(name.trim()))) ? undefined : "failed";
  }

  async consent(share: boolean): Promise<Failure | undefined> {
    const reply = await this.api.consent(consentOf(share));
    if (!reply.ok) return reply.failure;
    await this.visit.refresh();
    return undefined;
  }

  /** The call ended by itself or by its Leave button. The server knows what that means. */
  async callEnded(why: Ending): Promise<void> {
    if (why === "replaced") this.replaced.value = true;
    else if (why === "left") await this.leave();
    else await this.askAgain();
  }

  /**
   * The room turned us away, but only the visit says what that means. Where it still says
   * admitted (a room that restarted, a question that got no answer), we knock again.
   */
  private async askAgain(): Promise<void> {
    await this.visit.refresh();
    if (this.screen.value.kind !== "admitted") return;
    this.later(KNOCK_AGAIN_MS, () => {
      if (this.screen.value.kind === "admitted") this.calls.value += 1;
    });
  }

  private hint(event: string): boolean {
    if (event === "replaced") this.replaced.value = true;
    return event !== "replaced" && !this.replaced.value;
  }

  private async change(ask: () => Promise<Reply<Visit>>): Promise<boolean> {
    if (this.busy.value) return false;
    this.busy.value = true;
    const reply = await ask();
    this.busy.value = false;
    this.failure.value = reply.ok ? undefined : reply.failure;
    if (reply.ok) this.visit.take(reply.value);
    return reply.ok;
  }

  private present(): Screen {
    if (this.replaced.value) return { kind: "replaced" };
    const failure = this.visit.failure.value;
    if (failure && NO_VISIT.has(slugOf(failure) ?? "")) return { kind: "no-visit" };
    const visit = this.visit.value.value;
    if (!visit) return { kind: "loading" };
    return visit.state === "replaced" ? { kind: "replaced" } : { kind: visit.state, visit };
  }
}
