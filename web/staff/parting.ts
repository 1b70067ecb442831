import { signal } from "@preact/signals";

/** What the last page wants said on the next one ("Sent."), shown once. */
export const said = signal<string | undefined>(undefined);
