import { expect, test, vi } from "vitest";
import { answered } from "../src/api/reply";
import type { doorLinks } from "../src/api/staff";
import { DoorLinkHolder } from "./door-link";

const link = (url: string) => Promise.resolve(answered({ url, generation: 1, expires_at: null }));

function holder(clip: (text: string) => Promise<void>) {
  const one = vi.fn(() => link("https://example.org/d/one"));
  const api: typeof doorLinks = { one, reissue: () => link("https://example.org/d/two") };
  return { held: new DoorLinkHolder("m", api, clip), one };
}

test("one press reads the link and copies it", async () => {
  const clip = vi.fn(() => Promise.resolve());
  const { held } = holder(clip);
  await held.copy();
  expect(clip).toHaveBeenCalledExactlyOnceWith("https://example.org/d/one");
  expect(held.copied.value).toBe("yes");
});

test("a link is read when first copied and not again, because reading is audited", async () => {
  const { held, one } = holder(() => Promise.resolve());
  expect(one).not.toHaveBeenCalled();
  await held.copy();
  await held.copy();
  expect(one).toHaveBeenCalledExactlyOnceWith("m");
});

test("a browser that forbids copying leaves the link to be copied by hand", async () => {
  const { held } = holder(() => Promise.reject(new Error("no")));
  await held.copy();
  expect(held.copied.value).toBe("refused");
  expect(held.url.value).toBe("https://example.org/d/one");
});

test("a new link takes the place of the old one", async () => {
  const { held } = holder(() => Promise.resolve());
  await held.copy();
  expect(await held.reissue()).toBeUndefined();
  expect(held.url.value).toBe("https://example.org/d/two");
});
