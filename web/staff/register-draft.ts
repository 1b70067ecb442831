import { computed, signal } from "@preact/signals";
import type { sessions } from "../src/api/staff";
import { slugOf, type Failure } from "../src/api/reply";
import type { Register, RegisterChange, Verdict } from "../src/api/types";
import { resource, type Resource } from "../src/live/resource";

/** Verdicts a person may give. `unknown` is only ever proposed: a person knows better or leaves it. */
export const GIVABLE: Verdict[] = [
  "attended",
  "partial",
  "brief",
  "tried",
  "no_show",
  "cancelled_by_patient",
  "cancelled_by_provider",
];

/** A register with the facilitator's changes beside it, until both are confirmed as one version. */
export class RegisterDraft {
  readonly register: Resource<Register>;
  readonly changes = signal<RegisterChange[]>([]);
  readonly failure = signal<Failure | undefined>(undefined);
  /** Someone else was faster: the lines below are theirs now, the changes still ours. */
  readonly overtaken = signal(false);
  readonly justConfirmed = signal(false);
  readonly busy = signal(false);
  readonly canConfirm = computed(() => {
    const shown = this.register.value.value;
    if (!shown || shown.state === "open" || shown.rows.length === 0) return false;
    const unchecked = shown.state === "proposed" || !shown.confirmed_by;
    return unchecked || this.changes.value.length > 0;
  });

  constructor(
    private readonly id: string,
    private readonly api: Pick<typeof sessions, "register" | "confirm">,
  ) {
    this.register = resource(() => api.register(id));
  }

  changeOf(membership: string): RegisterChange | undefined {
    return this.changes.value.find((change) => change.membership_id === membership);
  }

  change(change: RegisterChange): void {
    this.changes.value = [...this.without(change.membership_id), change];
    this.justConfirmed.value = false;
  }

  undo(membership: string): void {
    this.changes.value = this.without(membership);
  }

  async confirm(): Promise<void> {
    const shown = this.register.value.value;
    if (!shown || !this.canConfirm.value || this.busy.value) return;
    this.busy.value = true;
    const reply = await this.api.confirm(this.id, shown.version, this.changes.value);
    this.busy.value = false;
    this.failure.value = reply.ok ? undefined : reply.failure;
    this.overtaken.value = !reply.ok && slugOf(reply.failure) === "register-changed";
    this.justConfirmed.value = reply.ok;
    if (reply.ok) {
      this.changes.value = [];
      this.register.take(reply.value);
    } else await this.register.refresh();
  }

  private without(membership: string): RegisterChange[] {
    return this.changes.value.filter((change) => change.membership_id !== membership);
  }
}
