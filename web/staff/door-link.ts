import { signal } from "@preact/signals";
import type { doorLinks } from "../src/api/staff";
import type { Failure } from "../src/api/reply";

type Clip = (text: string) => Promise<void>;

/** One membership's door link: read only when asked for, because reading it is audited. */
export class DoorLinkHolder {
  readonly url = signal<string | undefined>(undefined);
  readonly copied = signal<"yes" | "refused" | undefined>(undefined);
  readonly failure = signal<Failure | undefined>(undefined);

  constructor(
    private readonly membership: string,
    private readonly api: typeof doorLinks,
    private readonly clip: Clip,
  ) {}

  async copy(): Promise<void> {
    this.copied.value = undefined;
    const url = this.url.value ?? (await this.read());
    if (url === undefined) return;
    try {
      await this.clip(url);
      this.copied.value = "yes";
    } catch {
      // The link then stands on the page, to be copied by hand.
      this.copied.value = "refused";
    }
  }

  /** A new link; the old one stops working. */
  async reissue(): Promise<Failure | undefined> {
    const reply = await this.api.reissue(this.membership);
    if (!reply.ok) return reply.failure;
    this.url.value = reply.value.url;
    this.copied.value = undefined;
    return undefined;
  }

  private async read(): Promise<string | undefined> {
    const reply = await this.api.one(this.membership);
    this.failure.value = reply.ok ? undefined : reply.failure;
    if (reply.ok) this.url.value = reply.value.url;
    return this.url.value;
  }
}
