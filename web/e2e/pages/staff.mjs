import { until } from "../harness/until.mjs";
import { expectHeading } from "./words.mjs";

/**
 * What staff do on their pages, in their own words: found by role and label, as a screen reader
 * finds it. Each function ends when the page has answered.
 *
 * @typedef {import("../harness/browser.mjs").Person} Person
 */

/**
 * @param {Person} person
 * @param {{email: string, password: string}} signIn
 */
export async function signIn(person, { email, password }) {
  await person.visit("/sign-in");
  await fillSignIn(person, { email, password });
  // On a narrow page it stands in the menu.
  await person.page.getByRole("button", { name: "Sign out", includeHidden: true }).waitFor({ state: "attached" });
}

/**
 * @param {Person} person
 * @param {{email: string, password: string}} signIn
 */
export async function fillSignIn({ page }, { email, password }) {
  await page.getByLabel("Email", { exact: true }).fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/**
 * @typedef {object} Order
 * @property {string} fullName
 * @property {string} email
 * @property {string} reason
 * @property {boolean} mayShare what the patient answered
 * @property {boolean} [mayPassOn] whether a partner may get the card; yes when left out
 */

/**
 * Fills the one form and sends it: the dose of 6 weekly sessions and the partner stand there already.
 *
 * @param {Person} person
 * @param {Order} order
 */
export async function prescribe(person, { fullName, email, reason, mayShare, mayPassOn = true }) {
  const { page } = person;
  await person.visit("/prescribe");
  await page.getByRole("button", { name: "New patient" }).click();
  await page.getByLabel("Full name", { exact: true }).fill(fullName);
  await page.getByLabel("Email", { exact: true }).fill(email);
  await page.getByRole("textbox", { name: "Reason" }).fill(reason);
  const partner = page.getByRole("combobox", { name: "Partner" });
  await until("the usual plan is chosen", async () => (await partner.inputValue()) !== "");
  const answer = mayShare ? /^Yes, attendance may be shared/ : /^No, attendance is not shared/;
  await page.getByRole("radio", { name: answer }).check();
  const passOn = mayPassOn ? /^Yes, a partner/ : /^No, only the link worker/;
  for (const name of [/^Yes, the reason/, passOn, /^Yes, messages/]) {
    await page.getByRole("radio", { name }).check();
  }
  await page.getByRole("button", { name: "Send prescription" }).click();
  await page.getByText(/^Sent\. /).waitFor();
}

/**
 * @typedef {object} Plan
 * @property {string} name
 * @property {string} topic
 * @property {string} facilitator
 * @property {string} date YYYY-MM-DD
 * @property {string} time HH:MM
 * @property {string} zone
 */

/**
 * @param {Person} person
 * @param {Plan} plan
 */
export async function createGroup(person, { name, topic, facilitator, date, time, zone }) {
  const { page } = person;
  await person.visit("/groups");
  await page.getByRole("link", { name: "New group" }).click();
  await expectHeading(page, "New group");
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByLabel("Topic").fill(topic);
  await page.getByRole("checkbox", { name: facilitator }).check();
  await page.getByLabel("First day").fill(date);
  await page.getByLabel("Time", { exact: true }).fill(time);
  await page.getByLabel("Time zone").fill(zone);
  await page.getByRole("button", { name: "Create group and sessions" }).click();
  await expectHeading(page, name);
}

/**
 * Accepts a patient's referral and matches it. @returns the door link, as it was copied
 *
 * @param {Person} person
 * @param {string} patient
 * @param {string} group
 */
export async function acceptAndMatch(person, patient, group) {
  const { page } = person;
  await person.visit("/referrals");
  await page.getByRole("link", { name: patient }).click();
  await expectHeading(page, patient);
  await page.getByRole("button", { name: "Accept" }).click();
  await page.getByRole("button", { name: `Match to ${group}` }).click();
  await page.getByText(`${patient} is in ${group}.`).waitFor();
  return copyDoorLink(person);
}

/** @param {Person} person */
async function copyDoorLink({ page }) {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.getByRole("button", { name: "Copy door link" }).click();
  await page.getByText("Copied.").waitFor();
  return page.evaluate(() => navigator.clipboard.readText());
}

/**
 * Goes to today's session of a group and opens its room, which also enters it.
 *
 * @param {Person} person
 * @param {string} group
 */
export async function openRoom(person, group) {
  const { page } = person;
  await person.visit("/today");
  // The link to next week's session begins alike, further down.
  await page.getByRole("link", { name: `Look at session: ${group}` }).first().click();
  await expectHeading(page, group);
  await page.getByRole("button", { name: "Open room" }).click();
  await page.getByRole("button", { name: "Start session" }).waitFor();
}

/** @param {Person} person */
export async function startSession({ page }) {
  await page.getByRole("button", { name: "Start session" }).click();
  await page.getByRole("button", { name: "Close session" }).waitFor();
}

/** @param {Person} person */
export async function enterRoom({ page }) {
  await page.getByRole("button", { name: "Enter room" }).click();
}

/**
 * Waits until exactly these people stand under one of the session's headings.
 *
 * @param {Person} person
 * @param {"Waiting" | "Here" | "Missing" | "Left"} heading
 * @param {string[]} fullNames in any order
 */
export function standUnder({ page }, heading, fullNames) {
  const people = page.getByRole("list", { name: heading, exact: true }).getByRole("listitem");
  const wanted = [...fullNames].sort().join();
  return until(`${heading}: ${wanted || "nobody"}`, async () => {
    const names = await people.locator("strong").allInnerTexts();
    return names.sort().join() === wanted;
  });
}

/**
 * @param {Person} person
 * @param {string} fullName
 */
export async function admit({ page }, fullName) {
  await page.getByRole("button", { name: `Let in ${fullName}`, exact: true }).click();
}

/** @param {Person} person */
export async function closeSession({ page }) {
  await page.getByRole("button", { name: "Close session" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Close for everyone" }).click();
}

/** @param {Person} person */
export async function confirmRegister({ page }) {
  await page.getByRole("button", { name: /^Confirm register/ }).click();
  await page.getByText("The register is confirmed.").waitFor();
}
