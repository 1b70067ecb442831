// A link worker's matching: from what a patient wishes for, over a group that was missing, to a
// place that is offered, taken, left and given back. With the keyboard where hands would be.
import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import { Person } from "./harness/browser.mjs";
import { chapters } from "./harness/chapters.mjs";
import { look } from "./harness/look.mjs";
import { Wellmet } from "./harness/wellmet.mjs";
import * as staff from "./pages/staff.mjs";
import { expectHeading } from "./pages/words.mjs";

const CORA = "Cora Lindqvist-Sample";
const GROUP = "Corazones";

describe("a patient is matched to a group that was missing", () => {
  const chapter = chapters();
  /** @type {Wellmet} */
  let wellmet;
  /** @type {Person} */
  let linkWorker;

  before(async () => {
    wellmet = await Wellmet.start("matching");
    linkWorker = await Person.atDesk(wellmet.url);
    const prescriber = await Person.atDesk(wellmet.url);
    await staff.signIn(prescriber, await wellmet.signIn("prescriber"));
    const order = { email: "cora@example.org", reason: "Would like company.", mayShare: true };
    await staff.prescribe(prescriber, { fullName: CORA, ...order });
    await prescriber.leave();
    await staff.signIn(linkWorker, await wellmet.signIn("link_worker"));
  });

  after(async () => {
    await linkWorker?.leave();
    await wellmet?.stop();
  });

  chapter("what she wishes for decides the order of the groups, and each says why", async () => {
    const { page } = linkWorker;
    await openReferral();
    await page.getByRole("button", { name: "Accept" }).click();
    await page.getByLabel("Topic", { exact: true }).fill("heart");
    await page.getByLabel("Language", { exact: true }).selectOption({ label: "Spanish" });
    await page.getByRole("checkbox", { name: "Evening" }).focus();
    await page.keyboard.press("Space");
    await page.getByRole("button", { name: "Save wishes" }).press("Enter");
    await page.getByText("The wishes are saved.").waitFor();
    await page.getByText("It is not held in Spanish.").waitFor();
    await look(linkWorker, "matching");
  });

  chapter("the group that is missing is started in one step, and she is offered a place", async () => {
    const { page } = linkWorker;
    const demand = "1 person wants an evening heart group in Spanish.";
    await linkWorker.visit("/unmet-demand");
    await page.getByText(demand).waitFor();
    await look(linkWorker, "unmet-demand");
    await page.getByRole("button", { name: `Start this group: ${demand}` }).press("Enter");
    await expectHeading(page, "New group");
    await page.getByLabel("Name", { exact: true }).fill(GROUP);
    await page.getByRole("group", { name: "Facilitators" }).getByRole("checkbox").first().check();
    await page.getByLabel("First day").fill(nextWeek());
    await look(linkWorker, "group-new");
    await page.getByRole("button", { name: "Create group and sessions" }).press("Enter");
    await expectHeading(page, GROUP);
    await page.getByText("1 person is offered a place.").waitFor();
    await page.getByRole("list", { name: "Waiting for a place" }).getByText(CORA).waitFor();
    await look(linkWorker, "group-offers");
  });

  chapter("a decline is taken back with Undo, and then she answers by her own link", async () => {
    const { page } = linkWorker;
    await openReferral();
    await page.getByRole("button", { name: "They do not want it" }).press("Enter");
    await page.getByText(`The place in ${GROUP} was given back.`).waitFor();
    await page.getByRole("button", { name: "Undo" }).press("Enter");
    await page.getByRole("button", { name: "They want it" }).waitFor();
    await page.getByRole("button", { name: "Let them answer by a link" }).press("Enter");
    const link = new URL(await page.getByLabel("Link to the offer").inputValue());
    await answersByLink(`${link.pathname}${link.hash}`);
    await page.getByText(`${CORA} is in ${GROUP}.`).waitFor();
  });

  chapter("she leaves without a reason, and the way back is one press", async () => {
    const { page } = linkWorker;
    await page.getByRole("button", { name: `Leave the group: ${CORA}` }).press("Enter");
    const dialog = page.getByRole("dialog");
    await dialog.getByText("nobody has to say why").waitFor();
    await dialog.getByRole("button", { name: "Leave the group" }).press("Enter");
    const back = page.getByRole("button", { name: `Give the place back: ${GROUP}` });
    await back.waitFor();
    await look(linkWorker, "matching-left");
    await back.press("Enter");
    await page.getByText(`${CORA} is in ${GROUP}.`).waitFor();
  });

  chapter("her facilitator raises a concern about her, and reads it", async () => {
    const facilitator = await Person.atDesk(wellmet.url);
    const { page } = facilitator;
    await staff.signIn(facilitator, await wellmet.signIn("facilitator"));
    await facilitator.visit("/groups");
    await page.getByRole("link", { name: GROUP }).click();
    await page.getByRole("link", { name: /^Risks and safeguarding/ }).press("Enter");
    await expectHeading(page, CORA);
    await page.getByText("Raise a flag").click();
    await page.locator("#flag-text").fill("Tires soon; ask for a break.");
    await page.getByRole("button", { name: "Raise flag" }).press("Enter");
    await page.getByText("Tires soon; ask for a break.").waitFor();
    await look(facilitator, "member-concerns");
    await facilitator.leave();
    assert.deepEqual(facilitator.complaints, []);
  });

  chapter("the group is shared with partners on purpose, and found in the directory", async () => {
    const { page } = linkWorker;
    await linkWorker.visit("/directory");
    await page.getByLabel("Name or topic").fill("coraz");
    await page.getByLabel("Name or topic").press("Enter");
    await page.getByText("1 group.").waitFor();
    await page.getByRole("link", { name: GROUP }).press("Enter");
    await page.getByRole("button", { name: "Share with partners" }).press("Enter");
    await page.getByText("Partner organisations see this group").waitFor();
    await page.getByRole("button", { name: "Change details" }).press("Enter");
    await page.getByLabel("Also spoken", { exact: true }).first().selectOption({ label: "Polish" });
    await page.getByRole("button", { name: "Remove Polish" }).waitFor();
    await look(linkWorker, "group-edit");
    await enlargeElsewhere(page);
    await page.getByRole("button", { name: "Save details" }).press("Enter");
    // Told once what a colleague did meanwhile, with everything still filled in; then it is meant.
    await page.getByRole("alert").waitFor();
    await page.getByRole("button", { name: "Save details" }).press("Enter");
    await page.getByText("The details are saved.").waitFor();
    await page.getByText(/, Polish$/).waitFor();
    await linkWorker.visit("/directory");
    await page.getByText("Shared with partners").waitFor();
    await look(linkWorker, "directory");
    await linkWorker.visit("/groups");
    await page.getByLabel("Name or topic").fill("coraz");
    await page.getByLabel("Name or topic").press("Enter");
    await page.getByRole("link", { name: GROUP }).waitFor();
    await look(linkWorker, "groups");
  });

  /** @param {string} path of the offer's page */
  async function answersByLink(path) {
    const cora = await Person.onPhone(wellmet.url);
    await cora.visit(path);
    await cora.page.getByText(`keeps a place for you in the group ${GROUP}`).waitFor();
    await look(cora, "offer");
    await cora.page.getByRole("button", { name: "No, thank you" }).press("Enter");
    await cora.page.getByRole("button", { name: "I would like it after all" }).press("Enter");
    await cora.page.getByRole("button", { name: "Yes, I would like it" }).press("Enter");
    await cora.page.getByText(`The place in ${GROUP} is yours.`).waitFor();
    await look(cora, "offer-accepted");
    await cora.leave();
    assert.deepEqual(cora.complaints, []);
  }

  async function openReferral() {
    await linkWorker.visit("/referrals");
    await linkWorker.page.getByRole("link", { name: CORA }).click();
    await expectHeading(linkWorker.page, CORA);
  }
});

/** A day a week from now, as `2026-12-01`. */
function nextWeek() {
  return new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10);
}

/**
 * Gives a group one more place, as a colleague would on another computer.
 *
 * @param {import("playwright-core").Page} page shows the group
 */
async function enlargeElsewhere(page) {
  const status = await page.evaluate(async () => {
    const group = `/api${location.pathname}`;
    const { version, name, topic, language, capacity, takes_waiting, suits } = await (await fetch(group)).json();
    const body = JSON.stringify({ version, name, topic, language, capacity: capacity + 1, takes_waiting, suits });
    return (await fetch(group, { method: "POST", headers: { "content-type": "application/json" }, body })).status;
  });
  assert.equal(status, 200);
}
