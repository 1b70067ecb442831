import type { Errors } from "../src/form/form";
import { words } from "../src/strings/staff";

/** Errors for the named fields that are empty. */
export function filled<V extends object>(values: V, ...names: (keyof V & string)[]): Errors {
  const errors: Errors = {};
  for (const name of names) {
    const value: unknown = values[name];
    if (value === undefined || (typeof value === "string" && value.trim() === "")) {
      errors[name] = words.required;
    }
  }
  return errors;
}

/** An error when the typed text is no whole number from `least` to `most`. */
export function wholeNumber(text: string, least: number, most: number, message: string): string | undefined {
  const value = Number(text);
  return /^\d+$/.test(text.trim()) && value >= least && value <= most ? undefined : message;
}
