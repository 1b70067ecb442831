import type { ConsentGiven } from "../api/types";
import { shared } from "../strings/words";

/** The version of the question as it stands in the catalogue; raise it when its meaning changes. */
export const CONSENT_TEXT_VERSION = "2026-11";

/** The version of what a link worker reads to a patient before handing them on. */
export const HAND_ON_TEXT_VERSION = "hand-on-2026-11";

export const consentOf = (share_attendance: boolean): ConsentGiven => ({
  share_attendance,
  text_version: CONSENT_TEXT_VERSION,
  language: shared.language,
});
