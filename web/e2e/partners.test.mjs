// Two organisations begin to work together: an administrator hands a link to somebody whose
// organisation is new here, who joins by it; a patient who had said no to being passed on is asked again
// and handed on; the partnership is ended one way.
import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import { Person } from "./harness/browser.mjs";
import { chapters } from "./harness/chapters.mjs";
import { look } from "./harness/look.mjs";
import { Wellmet } from "./harness/wellmet.mjs";
import * as staff from "./pages/staff.mjs";
import { expectHeading } from "./pages/words.mjs";

const CHOIR = "Harbour Choir Example";
const NED = { fullName: "Ned Nightingale-Sample", email: "ned.sample@example.org", reason: "Used to sing." };

describe("working with a partner", () => {
  const chapter = chapters();
  /** @type {Wellmet} */
  let wellmet;
  /** @type {Person} */
  let administrator;
  /** @type {Person} */
  let singer;
  let link = "";

  before(async () => {
    wellmet = await Wellmet.start("partners");
    administrator = await Person.atDesk(wellmet.url);
    await staff.signIn(administrator, await wellmet.signIn("administrator"));
    singer = await Person.onPhone(wellmet.url);
  });

  after(async () => {
    await administrator?.leave();
    await singer?.leave();
    await wellmet?.stop();
    assert.deepEqual([...administrator.complaints, ...singer.complaints], []);
  });

  chapter("an administrator makes an invitation; what is missing is said beside the field", async () => {
    const { page } = administrator;
    await administrator.visit("/partners");
    await page.getByLabel("The organisation’s name").fill(CHOIR);
    await page.getByRole("button", { name: "Make invitation" }).click();
    await page.getByText("Choose who refers patients to whom").waitFor();
    await page.getByLabel("We refer patients to them").check();
    await page.getByRole("button", { name: "Make invitation" }).click();
    await page.getByText(`The invitation of ${CHOIR} is ready.`).waitFor();
    link = await page.getByLabel("Invitation link").inputValue();
    await page.getByText("The link works until").waitFor();
    await look(administrator, "partners");
  });

  chapter("who is new here reads what they are asked, joins, and is signed in", async () => {
    const { page } = singer;
    const { pathname, hash } = new URL(link);
    await singer.visit(`${pathname}${hash}`);
    await page.getByText(`invites ${CHOIR} to work together`).waitFor();
    await page.getByText("My organisation is new here").click();
    await look(singer, "partner-invitation");
    await page.getByLabel("Your name").fill("Sol Soprano");
    await page.getByLabel("Your email").fill("sol.soprano@example.org");
    await page.getByLabel("New password").fill("sing it out loud");
    await page.getByRole("checkbox", { name: /^Answer the referrals/ }).check();
    await page.getByRole("button", { name: "Join and accept" }).click();
    await page.getByText("Done. You now work together").waitFor();
    await page.getByRole("link", { name: "See your partners" }).click();
    await expectHeading(page, "Partners");
    await page.getByText(/They refer patients to you/).waitFor();
  });

  chapter("who had said no is not handed on before they were asked again", async () => {
    const prescriber = await Person.atDesk(wellmet.url);
    await staff.signIn(prescriber, await wellmet.signIn("prescriber"));
    await staff.prescribe(prescriber, { ...NED, mayShare: true, mayPassOn: false });
    await prescriber.leave();
    const linkWorker = await Person.atDesk(wellmet.url);
    await staff.signIn(linkWorker, await wellmet.signIn("link_worker"));
    const { page } = linkWorker;
    await linkWorker.visit("/referrals");
    await page.getByRole("link", { name: NED.fullName }).click();
    await page.getByRole("button", { name: "Accept" }).click();
    await page.getByText(`${NED.fullName} said no to being passed on when`).waitFor();
    await page.getByText("Choose a partner and hand on").click();
    await page.getByRole("combobox", { name: "Partner" }).selectOption({ label: CHOIR });
    await page.getByLabel("What should the partner know?").fill("Sings tenor.");
    await page.getByRole("button", { name: "Hand on", exact: true }).click();
    await page.getByText("Ask the patient first.").waitFor();
    assert.equal(await page.getByLabel("What should the partner know?").inputValue(), "Sings tenor.");
    await look(linkWorker, "hand-on-refused");
    await page.getByRole("checkbox", { name: /^I said that they had said no/ }).check();
    await page.getByRole("button", { name: "Hand on", exact: true }).click();
    await page.getByRole("heading", { name: `Handed on to ${CHOIR}` }).waitFor();
    await linkWorker.leave();
    assert.deepEqual(linkWorker.complaints, []);
  });

  chapter("the partner reads what they should know, and takes him on", async () => {
    const { page } = singer;
    await singer.visit("/referrals");
    await page.getByRole("link", { name: NED.fullName }).click();
    await page.getByText("Sings tenor.").first().waitFor();
    await page.getByRole("button", { name: "Accept" }).click();
    await page.getByText(`You answer for ${NED.fullName}.`).waitFor();
    await look(singer, "referral-of-a-partner");
  });

  chapter("the partnership is ended, after saying what that means", async () => {
    const { page } = administrator;
    await administrator.visit("/partners");
    await page.getByRole("button", { name: `referring to ${CHOIR}` }).click();
    await page.getByText("What you referred before stays with them").waitFor();
    await page.getByRole("button", { name: "End it" }).click();
    await page.getByRole("heading", { name: CHOIR, exact: true }).waitFor({ state: "detached" });
  });
});
