/** Refetch regardless of hints: lose every hint and a page is late, not wrong. */
export const REFETCH_MS = 15_000;

/** What a feed needs of the browser, so that its rules can be tested without one. */
export interface FeedSource {
  close(): void;
  readonly closed: boolean;
}
export interface FeedWorld {
  /** Opens the event stream. Events carry a name and the raw data. */
  open(hear: (event: string, data: string) => void): FeedSource;
  every(ms: number, tick: () => void): () => void;
  /** The page became visible or the network came back. */
  awake(tick: () => void): () => void;
}

export interface Watcher {
  /** Called with the hint's event name and topic ("" when it has none); true means refetch. */
  wants(event: string, topic: string): boolean;
  refetch(): void;
}

export interface Feed {
  watch(watcher: Watcher): () => void;
  /** Stops hearing and ticking for good, as when a newer tab took over. */
  close(): void;
}

/** One stream per page, opened with the first watcher and closed with the last. */
export function feed(world: FeedWorld): Feed {
  const watchers = new Set<Watcher>();
  let source: FeedSource | undefined;
  let stops: (() => void)[] = [];

  const hear = (event: string, data: string) => {
    const topic = topicOf(data);
    for (const watcher of [...watchers]) if (watcher.wants(event, topic)) watcher.refetch();
  };
  const tick = () => {
    // A stream refused by the server (signed out, restarting) does not reopen by itself.
    if (source?.closed) source = world.open(hear);
    for (const watcher of [...watchers]) watcher.refetch();
  };
  const open = () => {
    source = world.open(hear);
    stops = [world.every(REFETCH_MS, tick), world.awake(tick)];
  };
  const close = () => {
    for (const stop of stops) stop();
    stops = [];
    source?.close();
    source = undefined;
  };

  return {
    close,
    watch(watcher) {
      watchers.add(watcher);
      if (!source) open();
      return () => {
        watchers.delete(watcher);
        if (watchers.size === 0) close();
      };
    },
  };
}

/** The topic of a hint's JSON data, or "". A hint we cannot read is still a hint. */
export function topicOf(data: string): string {
  try {
    const parsed = JSON.parse(data) as { topic?: unknown };
    return typeof parsed.topic === "string" ? parsed.topic : "";
  } catch {
    return "";
  }
}
