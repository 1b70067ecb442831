// A prescriber's day at the keyboard: somebody known is prescribed for in three actions, a newcomer is
// noticed to be no newcomer, two cards become one and two again, an order is found, changed and taken up.
import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import { Person } from "./harness/browser.mjs";
import { chapters } from "./harness/chapters.mjs";
import { look } from "./harness/look.mjs";
import { pause } from "./harness/until.mjs";
import { Wellmet } from "./harness/wellmet.mjs";
import * as staff from "./pages/staff.mjs";
import { expectHeading } from "./pages/words.mjs";

const ADA = { fullName: "Ada Fernsby", email: "ada.fernsby@example.org", mayShare: true };
const REASON = "Lives alone, has not left the house much since the spring.";

describe("a prescriber at the keyboard", () => {
  const chapter = chapters();
  /** @type {Wellmet} */
  let wellmet;
  /** @type {Person} */
  let prescriber;

  before(async () => {
    wellmet = await Wellmet.start("prescriber");
    prescriber = await Person.atDesk(wellmet.url);
    await staff.signIn(prescriber, await wellmet.signIn("prescriber"));
  });

  after(async () => {
    await prescriber?.leave();
    await wellmet?.stop();
  });

  chapter("a newcomer is entered once, with every question asked", async () => {
    await prescriber.visit("/prescribe");
    await look(prescriber, "prescribe-search");
    await staff.prescribe(prescriber, { ...ADA, reason: REASON });
  });

  chapter("for somebody known, three actions prescribe, by the keyboard alone", async () => {
    const { page } = prescriber;
    await prescriber.visit("/prescribe");
    const field = page.getByRole("combobox", { name: "Find a patient" });
    await field.and(page.locator(":focus")).waitFor();
    // One: who. What is typed and its Enter choose the patient.
    await page.keyboard.type("fernsby");
    await page.keyboard.press("Enter");
    // Two: how much. The number of last time is chosen and has the focus; an arrow takes the next.
    const dose = page.getByRole("radio", { name: "6 weekly sessions" });
    await dose.and(page.locator(":focus")).waitFor();
    await page.keyboard.press("ArrowDown");
    assert.ok(await page.getByRole("radio", { name: "8 weekly sessions" }).isChecked());
    await look(prescriber, "prescribe-known");
    await page.getByRole("radio", { name: "8 weekly sessions" }).focus();
    // Three: send.
    await page.keyboard.press("Enter");
    await page.getByText(/^Sent\. /).waitFor();
    await expectHeading(page, "Prescriptions");
  });

  chapter("who types somebody on the register is told so, and need not go on", async () => {
    const { page } = prescriber;
    await prescriber.visit("/prescribe");
    await page.getByRole("button", { name: "New patient" }).click();
    await page.getByLabel("Full name", { exact: true }).fill("Ada B Fernsby");
    await page.getByLabel("Email", { exact: true }).fill(ADA.email.toUpperCase());
    await page.getByText("Same email address.").waitFor();
    await look(prescriber, "prescribe-alike");
    await page.getByRole("button", { name: `Use the card of ${ADA.fullName}` }).click();
    await page.getByRole("heading", { name: `For ${ADA.fullName}` }).waitFor();
  });

  chapter("errors stand beside their fields, and nothing typed is lost", async () => {
    const { page } = prescriber;
    await prescriber.visit("/prescribe");
    await page.getByRole("button", { name: "New patient" }).click();
    await page.getByLabel("Full name", { exact: true }).fill("Cleo Example");
    await page.getByLabel("Date of birth").fill("2019-05-05");
    await page.getByRole("textbox", { name: "Reason" }).fill("Lonely");
    await page.getByRole("button", { name: "Send prescription" }).click();
    await page.getByText("Ask the parent or guardian first.").waitFor();
    await look(prescriber, "prescribe-errors");
    assert.equal(await page.getByLabel("Full name", { exact: true }).inputValue(), "Cleo Example");
    assert.equal(await page.getByRole("textbox", { name: "Reason" }).inputValue(), "Lonely");
  });

  chapter("what was prescribed last is the start, however late it is told", async () => {
    const { page } = prescriber;
    await page.route("**/api/prescribing", async (asked) => {
      await pause(1_000);
      await asked.continue();
    });
    await prescriber.visit("/prescribe");
    await page.getByRole("button", { name: "New patient" }).click();
    await page.getByRole("radio", { name: "6 weekly sessions" }).and(page.locator(":checked")).waitFor();
    await page.getByRole("radio", { name: "8 weekly sessions" }).and(page.locator(":checked")).waitFor();
    await page.unroute("**/api/prescribing");
  });

  chapter("two cards of one person become one, and two again", async () => {
    const { page } = prescriber;
    await staff.prescribe(prescriber, { ...ADA, fullName: "Ada B Fernsby", reason: REASON });
    await prescriber.visit("/prescriptions");
    await page.getByRole("link", { name: "Ada B Fernsby" }).click();
    await page.getByRole("link", { name: "The patient’s card" }).click();
    await expectHeading(page, "Ada B Fernsby");
    await page.getByRole("button", { name: /^Merge the card of Ada Fernsby/ }).click();
    await page.getByRole("button", { name: "Merge", exact: true }).click();
    await page.getByText(/^Merged with the card of Ada Fernsby/).waitFor();
    const prescribed = page.getByRole("region", { name: "Prescribed so far" }).getByRole("listitem");
    await prescribed.nth(2).waitFor();
    await look(prescriber, "patient-merged");
    await page.getByRole("button", { name: "Undo the merge" }).click();
    await page.getByText("They are two cards again.").waitFor();
    assert.equal(await prescribed.count(), 1);
  });

  chapter("an order is found again, and changed with the receiver told", async () => {
    const { page } = prescriber;
    await prescriber.visit("/prescriptions");
    const search = page.getByRole("searchbox", { name: "Patient" });
    await search.fill("nobody");
    await page.getByText("None of your prescriptions fits.").waitFor();
    await search.fill("fernsby ada");
    await page.getByRole("combobox", { name: "Order" }).selectOption("Oldest first");
    const rows = page.getByRole("list", { name: "Prescriptions" }).getByRole("listitem");
    await rows.nth(2).getByRole("link", { name: "Ada B Fernsby" }).waitFor();
    assert.equal(await rows.count(), 3);
    await look(prescriber, "prescriptions-narrowed");
    await page.getByRole("link", { name: "Ada B Fernsby" }).click();
    await page.getByRole("button", { name: "Change this prescription" }).click();
    await page.getByRole("radio", { name: "12 weekly sessions" }).check();
    await page.getByRole("radio", { name: "Urgent" }).check();
    await look(prescriber, "prescription-change");
    await page.getByRole("button", { name: "Save the change" }).click();
    await page.getByText("You changed the dose from 8 to 12 sessions and how soon from routine to urgent.").waitFor();
  });

  chapter("a yes is taken back, with words for what that does", async () => {
    const { page } = prescriber;
    await page.getByRole("button", { name: "Stop passing the reason on" }).click();
    await page.getByText(/disappear from the referral at once/).waitFor();
    await page.getByRole("button", { name: "No, the reason stays here" }).click();
    await page.getByRole("button", { name: "Pass the reason on" }).waitFor();
    await look(prescriber, "prescription-consents");
  });

  chapter("an order is taken back, with words for what that does", async () => {
    const { page } = prescriber;
    await page.getByRole("button", { name: "Cancel this prescription" }).click();
    const dialog = page.getByRole("dialog", { name: "Cancel this prescription" });
    await dialog.getByText(/has not decided on it yet\. They are told/).waitFor();
    await dialog.getByRole("button", { name: "Cancel this prescription" }).click();
    await dialog.getByRole("textbox", { name: "Reason" }).fill("Moves abroad in January.");
    await look(prescriber, "prescription-cancel");
    await dialog.getByRole("button", { name: "Cancel this prescription" }).click();
    await page.getByText("You cancelled it.").waitFor();
    assert.equal(await page.getByRole("button", { name: "Change this prescription" }).count(), 0);
  });

  chapter("no page threw, broke its policy or asked another server", () => {
    assert.deepEqual(prescriber.complaints, []);
    return Promise.resolve();
  });
});
