import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import type { Failure, Reply } from "../../src/api/reply";
import { memberships, offers, referrals } from "../../src/api/staff";
import type { OfferLine, ReferralDetail, ReferralPlaces, Waiting } from "../../src/api/types";
import { resource } from "../../src/live/resource";
import { words } from "../../src/strings/staff";
import { useUndoable } from "../../src/ui/Undo";
import { useTopics } from "../live";
import { groupSearch } from "./group-search";

const text = words.matching;

/** The places of one patient and the groups that fit, with what can be done about them. */
export function usePlaces(referral: ReferralDetail, done: () => void) {
  const { id } = referral;
  const { list, ...search } = useMemo(() => groupSearch((sought) => referrals.groups(id, sought)), [id]);
  const places = useMemo(() => resource(() => referrals.places(id)), [id]);
  const failure = useSignal<Failure | undefined>(undefined);
  const busy = useSignal(false);
  const last = useUndoable();
  useTopics(list, "groups", "referrals", "sessions");
  useTopics(places, "groups", "referrals");

  const settle = async <T>(asked: () => Promise<Reply<T>>): Promise<Reply<T> | undefined> => {
    if (busy.value) return undefined;
    busy.value = true;
    const reply = await asked();
    busy.value = false;
    failure.value = reply.ok ? undefined : reply.failure;
    if (!reply.ok) void places.refresh();
    void list.refresh();
    return reply;
  };
  const change = async (asked: () => Promise<Reply<ReferralPlaces>>): Promise<boolean> => {
    const reply = await settle(asked);
    if (reply?.ok) places.take(reply.value);
    return reply?.ok ?? false;
  };
  const place = async (asked: () => Promise<Reply<unknown>>) => {
    const reply = await settle(asked);
    if (reply?.ok) done();
  };
  const undoable = async (what: string, act: () => Promise<Reply<ReferralPlaces>>, back: typeof act) => {
    if (await change(act)) last.value = { what, undo: async () => void (await change(back)) };
  };

  const acts = {
    match: (group: string) => void place(() => referrals.match(id, group)),
    offer: (group: string) => void change(() => referrals.offer(id, group)),
    wait: (group: string) => void change(() => referrals.wait(id, group)),
    accept: (offer: OfferLine) => void place(() => offers.accept(offer.id, offer.version)),
    comeBack: (membership: string) => void place(() => memberships.comeBack(membership)),
    decline: (offer: OfferLine) =>
      void undoable(
        text.declined(offer.group_name),
        () => offers.decline(offer.id, offer.version),
        () => offers.reopen(offer.id, offer.version + 1),
      ),
    waitNoLonger: (waiting: Waiting) =>
      void undoable(
        text.waitsNoLonger(referral.patient.full_name, waiting.group_name),
        () => referrals.waitNoLonger(id, waiting.group_id),
        () => referrals.wait(id, waiting.group_id),
      ),
  };
  return { list, search, places, failure, last, acts };
}
