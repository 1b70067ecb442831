const plural = new Intl.PluralRules("en");

/** The form for a number, its `#` replaced by the number. */
export function counted(n: number, one: string, other: string): string {
  return (plural.select(n) === "one" ? one : other).replace("#", String(n));
}
