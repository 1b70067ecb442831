// Milestone one: a staff page behind a sign-in, served from the web inside the binary.
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { PHONE, Person } from "./harness/browser.mjs";
import { look } from "./harness/look.mjs";
import { Wellmet } from "./harness/wellmet.mjs";
import { fillSignIn, signIn } from "./pages/staff.mjs";
import { expectHeading } from "./pages/words.mjs";

describe("signing in", () => {
  /** @type {Wellmet} */
  let wellmet;
  /** @type {Person} */
  let person;

  before(async () => {
    wellmet = await Wellmet.start("sign-in");
  });

  after(async () => {
    await wellmet?.stop();
  });

  beforeEach(async () => {
    person = await Person.atDesk(wellmet.url);
  });

  afterEach(async () => {
    await person.leave();
    assert.deepEqual(person.complaints, []);
  });

  test("a stranger is asked to sign in, on a page without barriers", async () => {
    await person.visit("/prescriptions");
    await expectHeading(person.page, "Sign in");
    await look(person, "sign-in");
  });

  test("a prescriber signs in and sees their prescriptions", async () => {
    await signIn(person, await wellmet.signIn("prescriber"));
    await expectHeading(person.page, "Prescriptions");
    await look(person, "prescriptions-empty");
  });

  test("a sign-in outlives a reload and ends with signing out", async () => {
    await signIn(person, await wellmet.signIn("prescriber"));
    await person.page.reload();
    await expectHeading(person.page, "Prescriptions");
    await person.page.getByRole("button", { name: "Sign out" }).click();
    await expectHeading(person.page, "Sign in");
    await person.visit("/prescriptions");
    await expectHeading(person.page, "Sign in");
  });

  test("a wrong password is refused kindly, and what was typed stays", async () => {
    const { email } = await wellmet.signIn("prescriber");
    await person.visit("/sign-in");
    await fillSignIn(person, { email, password: "not the password" });
    const refusal = person.page.getByRole("alert");
    await refusal.waitFor();
    assert.match(await refusal.innerText(), /email or the password is not right/);
    assert.equal(await person.page.getByLabel("Email", { exact: true }).inputValue(), email);
    await look(person, "sign-in-refused");
  });

  test("an address nobody knows is refused in the same words", async () => {
    await person.visit("/sign-in");
    await fillSignIn(person, { email: "nobody@example.org", password: "not the password" });
    const refusal = person.page.getByRole("alert");
    await refusal.waitFor();
    assert.match(await refusal.innerText(), /email or the password is not right/);
  });

  test("an administrator reads who works here and what was done, on pages without barriers", async () => {
    await signIn(person, await wellmet.signIn("administrator"));
    await person.visit("/staff");
    await expectHeading(person.page, "Staff");
    await person.page.getByRole("main").getByRole("listitem").first().waitFor();
    await look(person, "staff");
    await person.visit("/audit");
    await expectHeading(person.page, "Audit");
    await person.page.getByRole("main").getByRole("listitem").first().waitFor();
    await look(person, "audit");
  });

  test("an administrator closes the account of who leaves, and opens it again", async () => {
    const { page } = person;
    await signIn(person, await wellmet.signIn("administrator"));
    await person.visit("/staff");
    await page.getByRole("button", { name: /^Hand work over/ }).first().click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("heading", { name: /^Work of/ }).waitFor();
    await look(person, "staff-hand-over");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: /^Close account/ }).first().click();
    await dialog.getByRole("button", { name: "Close account" }).click();
    await page.getByText(/^The account of .* is closed\.$/).waitFor();
    await page.getByText("Account closed", { exact: true }).waitFor();
    await look(person, "staff-closed");
    await page.getByRole("button", { name: /^Open account again/ }).click();
    await page.getByText(/can sign in again\.$/).waitFor();
    await page.getByText("Account closed", { exact: true }).waitFor({ state: "hidden" });
  });

  test("on a phone the places stand behind one button, for hand and keyboard", async () => {
    const { page } = person;
    await signIn(person, await wellmet.signIn("administrator"));
    await page.setViewportSize(PHONE);
    const menu = page.getByRole("button", { name: "Menu", expanded: false });
    const places = page.getByRole("navigation", { name: "Main" });
    assert.equal(await places.isVisible(), false);
    await menu.press("Enter");
    await places.getByRole("link", { name: "Partners" }).focus();
    await page.keyboard.press("Escape");
    await places.waitFor({ state: "hidden" });
    assert.ok(await menu.evaluate((button) => button === document.activeElement), "the button has the focus again");
    await menu.click();
    await look(person, "menu");
    await places.getByRole("link", { name: "Partners" }).click();
    await expectHeading(page, "Partners");
    await places.waitFor({ state: "hidden" });
    await menu.click();
    await page.goBack();
    await expectHeading(page, "Staff");
    await places.waitFor({ state: "hidden" });
  });

  test("what belongs to another role is neither offered nor shown", async () => {
    await signIn(person, await wellmet.signIn("prescriber"));
    const places = person.page.getByRole("navigation").getByRole("link");
    assert.deepEqual(await places.allInnerTexts(), ["Prescriptions"]);
    await person.visit("/today");
    await person.page.getByRole("alert").waitFor();
    assert.equal(await person.page.getByRole("main").getByRole("link").count(), 0);
  });
});
