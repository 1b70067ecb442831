import { browserFeed, useLive } from "../src/live/browser";
import type { Resource } from "../src/live/resource";

/** The staff pages' one stream of hints. */
const live = browserFeed("/api/live", ["changed"]);

export function useTopics<T>(shown: Resource<T>, ...topics: string[]): void {
  useLive(live, shown, (topic) => topics.includes(topic));
}
