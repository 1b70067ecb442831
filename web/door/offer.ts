import { signal } from "@preact/signals";
import type { OfferLink, offer } from "../src/api/door";
import type { Failure } from "../src/api/reply";
import type { OfferAnswer, OfferLook } from "../src/api/types";
import { resource, type Resource } from "../src/live/resource";

export type OfferApi = typeof offer;

/** `#offer.token`, or nothing when a part is missing. */
export function offerLinkOf(hash: string): OfferLink | undefined {
  const [id, token, ...rest] = hash.replace(/^#/, "").split(".");
  return id && token && rest.length === 0 ? { offer: id, token } : undefined;
}

/** A patient before an offer: what it says, and what they answer. */
export class Offered {
  readonly look: Resource<OfferLook>;
  readonly answering = signal(false);
  readonly failure = signal<Failure | undefined>(undefined);

  constructor(
    private readonly link: OfferLink,
    private readonly api: OfferApi,
  ) {
    this.look = resource(() => api.look(link));
  }

  /** Answers what the page shows; where that is old, the page shows how things stand instead. */
  async answer(said: OfferAnswer): Promise<void> {
    const seen = this.look.value.value;
    if (!seen || this.answering.value) return;
    this.answering.value = true;
    const reply = await this.api.answer(this.link, seen.version, said);
    this.answering.value = false;
    this.failure.value = reply.ok ? undefined : reply.failure;
    if (reply.ok) this.look.take(reply.value);
    else await this.look.refresh();
  }
}
