import { expect, test } from "vitest";
import { failed, type Reply } from "../src/api/reply";
import type { OfferAnswer, OfferLook } from "../src/api/types";
import { Offered, offerLinkOf } from "./offer";

const LINK = { offer: "o1", token: "t1" };
const OPEN: OfferLook = {
  greeting_name: "Rosa",
  organisation_name: "Oakfield Neighbours",
  group_name: "Walkers",
  topic: "Walking",
  language: "en",
  state: "open",
  expires_at: 9,
  version: 4,
};

test("a link has two parts, and nothing else is one", () => {
  expect(offerLinkOf("#o1.t1")).toEqual(LINK);
  for (const hash of ["", "#", "#o1", "#o1.", "#.t1", "#o1.t1.x"]) expect(offerLinkOf(hash)).toBeUndefined();
});

test("an answer says which version was seen, and the page shows what came of it", async () => {
  const said: [number, OfferAnswer][] = [];
  const offered = new Offered(LINK, {
    look: () => Promise.resolve<Reply<OfferLook>>({ ok: true, value: OPEN }),
    answer: (_link, version, answer) => {
      said.push([version, answer]);
      return Promise.resolve({ ok: true, value: { ...OPEN, state: "accepted", version: 5 } });
    },
  });
  await offered.answer("accept");
  expect(said, "nothing is answered that was not seen").toEqual([]);
  await offered.look.refresh();
  await offered.answer("accept");
  expect(said).toEqual([[4, "accept"]]);
  expect(offered.look.value.value?.state).toBe("accepted");
});

test("what has changed meanwhile is shown as it stands, with the reason", async () => {
  let state: OfferLook["state"] = "open";
  const offered = new Offered(LINK, {
    look: () => Promise.resolve<Reply<OfferLook>>({ ok: true, value: { ...OPEN, state } }),
    answer: () => {
      state = "over";
      return Promise.resolve(failed({ kind: "offline" }));
    },
  });
  await offered.look.refresh();
  await offered.answer("decline");
  expect(offered.look.value.value?.state).toBe("over");
  expect(offered.failure.value).toEqual({ kind: "offline" });
});
