import { signal } from "@preact/signals";
import type { Ending } from "../call/course";
import type { Failure, Reply } from "../src/api/reply";
import type { sessions } from "../src/api/staff";
import type { People, SessionRow } from "../src/api/types";
import { resource, type Resource } from "../src/live/resource";

/** One session in its facilitator's hands: the room, the people, the beginning and the end. */
export class Hosting {
  readonly session: Resource<SessionRow>;
  readonly people: Resource<People>;
  /** Whether this page holds the call. */
  readonly inRoom = signal(false);
  /** How the last call on this page ended, to be said in words. */
  readonly ending = signal<Ending | undefined>(undefined);
  readonly failure = signal<Failure | undefined>(undefined);
  readonly busy = signal(false);

  constructor(
    private readonly id: string,
    private readonly api: typeof sessions,
  ) {
    this.session = resource(() => api.one(id));
    this.people = resource(() => api.people(id));
  }

  readonly mediaToken = () => this.api.mediaToken(this.id);

  /** Opens the room once for all facilitators, then enters it. */
  async openRoom(): Promise<void> {
    if (await this.move(() => this.api.prepare(this.id))) this.enterRoom();
  }

  enterRoom(): void {
    this.ending.value = undefined;
    this.inRoom.value = true;
  }

  async start(): Promise<void> {
    await this.move(() => this.api.start(this.id));
  }

  async close(): Promise<Failure | undefined> {
    await this.move(() => this.api.close(this.id));
    if (!this.failure.value) this.inRoom.value = false;
    return this.failure.value;
  }

  callEnded(why: Ending): void {
    this.ending.value = why;
    this.inRoom.value = false;
    void this.session.refresh();
  }

  admit = (door: string) => this.withPeople(() => this.api.admit(this.id, [door]));
  admitAll = () => this.withPeople(() => this.api.admitAll(this.id));
  readmit = (door: string) => this.withPeople(() => this.api.readmit(this.id, door));
  remove = (door: string, reason: string) =>
    this.withPeople(() => this.api.remove(this.id, door, reason));

  private async withPeople(ask: () => Promise<Reply<unknown>>): Promise<Failure | undefined> {
    const reply = await ask();
    this.failure.value = reply.ok ? undefined : reply.failure;
    await this.people.refresh();
    return this.failure.value;
  }

  private async move(ask: () => Promise<Reply<SessionRow>>): Promise<boolean> {
    if (this.busy.value) return false;
    this.busy.value = true;
    const reply = await ask();
    this.busy.value = false;
    this.failure.value = reply.ok ? undefined : reply.failure;
    if (reply.ok) this.session.take(reply.value);
    else await this.session.refresh();
    return reply.ok;
  }
}
