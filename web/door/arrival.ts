import { signal } from "@preact/signals";
import type { door } from "../src/api/door";
import { slugOf, type Failure } from "../src/api/reply";
import type { Look } from "../src/api/types";
import { consentOf } from "../src/consent/consent";
import { resource, type Resource } from "../src/live/resource";

export type DoorApi = Pick<typeof door, "look" | "join" | "consent">;

/** A name longer than this does not fit a tile; the server says the same. */
export const NAME_LIMIT = 40;

export type NameProblem = "missing" | "too-long";

/** A patient before the door: what the link says, what they changed, and the one Join. */
export class Arrival {
  readonly look: Resource<Look>;
  /** Undefined until the person types: then the prefilled name stands. */
  readonly typedName = signal<string | undefined>(undefined);
  readonly party = signal<1 | 2>(1);
  /** A changed answer about sharing attendance, saved once the door knows the person. */
  readonly consent = signal<boolean | undefined>(undefined);
  readonly joining = signal(false);
  readonly failure = signal<Failure | undefined>(undefined);
  readonly nameProblem = signal<NameProblem | undefined>(undefined);

  constructor(
    private readonly token: string,
    private readonly api: DoorApi,
    /** Goes on to the next page, having pressed Join. */
    private readonly go: (path: string) => void,
  ) {
    this.look = resource(() => api.look(token));
  }

  name(): string {
    return this.typedName.value ?? this.look.value.value?.display_name ?? "";
  }

  shared(): boolean {
    return this.consent.value ?? this.look.value.value?.share_attendance ?? false;
  }

  /** Whether there is a session to press Join for. */
  joinable(): boolean {
    const state = this.look.value.value?.sessions.state;
    return state === "open" || state === "started" || state === "early";
  }

  /**
   * A changed answer about sharing. The server takes it only from a known device: with a session
   * to join it waits for Join; without one the door is opened just for it, which joins nothing.
   */
  async answer(share: boolean): Promise<Failure | undefined> {
    this.consent.value = share;
    if (this.joinable()) return undefined;
    const reply = await this.api.join({
      token: this.token,
      display_name: this.name().trim(),
      party: 1,
    });
    if (!reply.ok) return reply.failure;
    await this.saveConsent(reply.value.next);
    return this.failure.value;
  }

  typeName(name: string): void {
    this.typedName.value = name;
    this.nameProblem.value = undefined;
  }

  async join(): Promise<void> {
    if (this.joining.value) return;
    const display_name = this.name().trim();
    this.nameProblem.value = nameProblem(display_name);
    if (this.nameProblem.value) return;
    this.joining.value = true;
    this.failure.value = undefined;
    const ask = { token: this.token, display_name, party: this.party.value };
    const reply = await this.api.join(ask);
    const next = reply.ok ? await this.saveConsent(reply.value.next) : undefined;
    if (!reply.ok) this.failure.value = reply.failure;
    if (next) this.go(next);
    else this.joining.value = false;
  }

  /** Where to go next, or undefined when the changed answer could not be saved. */
  private async saveConsent(next: string): Promise<string | undefined> {
    if (this.consent.value === undefined) return next;
    const reply = await this.api.consent(consentOf(this.consent.value));
    this.failure.value = reply.ok ? undefined : reply.failure;
    return reply.ok ? next : undefined;
  }
}

export function nameProblem(name: string): NameProblem | undefined {
  if (name === "") return "missing";
  return Array.from(name).length > NAME_LIMIT ? "too-long" : undefined;
}

/** Unknown, expired and revoked links look the same. */
export const isUnknownLink = (failure: Failure | undefined): boolean =>
  failure !== undefined && slugOf(failure) === "door-link-unknown";

/** The token of `/d/{token}`, or undefined when the address is cut off. */
export function tokenOf(path: string): string | undefined {
  return /^\/d\/([a-z2-7]{26})\/?$/i.exec(path)?.[1]?.toLowerCase();
}
