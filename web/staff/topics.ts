/**
 * What a field of topics may be completed to. In a list with commas the last word is the one that
 * is being typed; those before it stay, and are not offered again.
 */
export function completions(typed: string, known: string[]): string[] {
  const parts = typed.split(",").map((part) => part.trim());
  const before = parts.slice(0, -1).filter(Boolean);
  const last = parts.at(-1)?.toLowerCase() ?? "";
  return known
    .filter((topic) => topic.startsWith(last) && !before.includes(topic))
    .map((topic) => [...before, topic].join(", "));
}
