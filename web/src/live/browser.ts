import { useEffect } from "preact/hooks";
import { feed, REFETCH_MS, type Feed, type FeedWorld } from "./feed";
import type { Resource } from "./resource";

/** The browser behind a feed: `EventSource`, the clock, and the page coming back to life. */
export function browserWorld(url: string, events: string[]): FeedWorld {
  return {
    open(hear) {
      const stream = new EventSource(url);
      for (const event of events) {
        stream.addEventListener(event, (message: MessageEvent<string>) => hear(event, message.data));
      }
      return {
        close: () => stream.close(),
        get closed() {
          return stream.readyState === EventSource.CLOSED;
        },
      };
    },
    every(ms, tick) {
      const timer = setInterval(() => !document.hidden && tick(), ms);
      return () => clearInterval(timer);
    },
    awake(tick) {
      const shown = () => !document.hidden && tick();
      document.addEventListener("visibilitychange", shown);
      addEventListener("online", tick);
      return () => {
        document.removeEventListener("visibilitychange", shown);
        removeEventListener("online", tick);
      };
    },
  };
}

export const browserFeed = (url: string, events: string[]): Feed => feed(browserWorld(url, events));

/** Keeps a resource fresh while a component is shown: now, on its topics, and every 15 s. */
export function useLive<T>(live: Feed, shown: Resource<T>, wants: (topic: string) => boolean): void {
  useEffect(() => {
    void shown.refresh();
    return live.watch({
      wants: (_event, topic) => topic === "" || wants(topic),
      refetch: () => void shown.refresh(),
    });
    // A resource's topics never change during its life.
  }, [live, shown]);
}

/** Keeps a resource fresh without hints, for pages that have no stream yet. */
export function usePolling<T>(shown: Resource<T>): void {
  useEffect(() => {
    void shown.refresh();
    const world = browserWorld("", []);
    const tick = () => void shown.refresh();
    const stops = [world.every(REFETCH_MS, tick), world.awake(tick)];
    return () => stops.forEach((stop) => stop());
  }, [shown]);
}
