import { post, get } from "./request";
import type { ConsentGiven, Look, MediaToken, OfferAnswer, OfferLook, Visit } from "./types";

export interface JoinAsk {
  token: string;
  display_name: string;
  party: 1 | 2;
}

/** The patient's requests. The token travels in bodies only, never in a URL we fetch. */
export const door = {
  look: (token: string) => post<Look>("/api/door/look", { token }),
  join: (ask: JoinAsk) => post<{ next: string }>("/api/door/join", ask),
  visit: () => get<Visit>("/api/door/visit"),
  rename: (display_name: string) => post<Visit>("/api/door/name", { display_name }),
  enter: () => post<Visit>("/api/door/enter"),
  leave: () => post<Visit>("/api/door/leave"),
  consent: (consent: ConsentGiven) => post<unknown>("/api/door/consent", consent),
  mediaToken: () => post<MediaToken>("/api/door/media-token"),
};

/** What stands behind the `#` of an offer's link. */
export interface OfferLink {
  offer: string;
  token: string;
}

/** A patient answers an offer; the token travels in bodies only. */
export const offer = {
  look: (link: OfferLink) => post<OfferLook>("/api/offer/look", link),
  answer: (link: OfferLink, version: number, answer: OfferAnswer) =>
    post<OfferLook>("/api/offer/answer", { ...link, version, answer }),
};
