import type { Errors } from "../src/form/form";
import { words } from "../src/strings/staff";

/** Length is what makes a password hard to guess (NIST SP 800-63B). */
const SHORTEST = 12;

/** What is wrong with a password about to be chosen, by its field. */
export const longEnough = (password: string): Errors =>
  Array.from(password).length < SHORTEST ? { password: words.welcome.tooShort } : {};
