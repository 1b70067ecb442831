type Tone = "plain" | "good" | "warn" | "bad" | "live";

/** A short state in words; its colour only repeats them. */
export function Badge({ tone, children }: { tone: Tone; children: string }) {
  return <span class={`badge badge-${tone}`}>{children}</span>;
}
