// A link worker's morning: from a new referral on the caseload to a contact written down, a task
// done and undone, a rest, and a page that had grown old. Part of it by keyboard alone.
import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import { Person } from "./harness/browser.mjs";
import { chapters } from "./harness/chapters.mjs";
import { look } from "./harness/look.mjs";
import { Wellmet } from "./harness/wellmet.mjs";
import * as staff from "./pages/staff.mjs";
import { expectHeading } from "./pages/words.mjs";

const CLEO = { fullName: "Cleo Winterbottom", email: "cleo.winterbottom@example.org", mayShare: true };
const REASON = "Moved here in March and knows nobody yet.";

describe("a link worker's caseload", () => {
  const chapter = chapters();
  /** @type {Wellmet} */
  let wellmet;
  /** @type {Person} */
  let linkWorker;
  /** @type {string} */
  let referral;

  before(async () => {
    wellmet = await Wellmet.start("caseload");
    const prescriber = await Person.atDesk(wellmet.url);
    await staff.signIn(prescriber, await wellmet.signIn("prescriber"));
    await staff.prescribe(prescriber, { ...CLEO, reason: REASON });
    await prescriber.leave();
    linkWorker = await Person.atDesk(wellmet.url);
    await staff.signIn(linkWorker, await wellmet.signIn("link_worker"));
  });

  after(async () => {
    await linkWorker?.leave();
    await wellmet?.stop();
    assert.deepEqual(linkWorker?.complaints, []);
  });

  chapter("somebody new is found by name and opened, with the keyboard alone", async () => {
    const { page } = linkWorker;
    await linkWorker.visit("/referrals");
    await page.getByRole("link", { name: CLEO.fullName }).waitFor();
    await look(linkWorker, "caseload");
    await page.getByLabel("Find by name").focus();
    await page.keyboard.type("winter");
    await page.keyboard.press("Enter");
    await page.getByText("1 referral shown").waitFor();
    await page.getByRole("link", { name: CLEO.fullName }).focus();
    await page.keyboard.press("Enter");
    await expectHeading(page, CLEO.fullName);
    referral = new URL(page.url()).pathname;
    assert.doesNotMatch(page.url(), /winter/i, "no name in an address");
    await page.getByText(/answers for Cleo Winterbottom until somebody accepts/).waitFor();
  });

  chapter("who accepts answers, and writes the first call down", async () => {
    const { page } = linkWorker;
    await page.getByRole("button", { name: "Accept" }).click();
    await page.getByText(`You answer for ${CLEO.fullName}.`).waitFor();
    await page.getByRole("button", { name: "Save contact" }).click();
    await page.getByText("Please choose what came of it.").waitFor();
    await page.getByLabel("How", { exact: true }).selectOption("Phone");
    await page.getByRole("radio", { name: "Reached" }).check();
    await page.locator("#log-text").fill("Would like to meet people who garden.");
    await page.getByLabel("Next contact on").fill("2031-01-15");
    await page.getByRole("button", { name: "Save contact" }).click();
    await page.getByText("Phone: Reached").waitFor();
    await page.getByText("Contacted", { exact: true }).waitFor();
    await look(linkWorker, "referral-worked-on");
  });

  chapter("what she says about her own data is written down, and taken back", async () => {
    const { page } = linkWorker;
    await page.getByRole("button", { name: "Stop sharing attendance" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "No, the prescriber sees no attendance" }).click();
    await page.getByText("Attendance is not shared with the prescriber.").waitFor();
    await page.getByRole("button", { name: "Share attendance" }).click();
    await look(linkWorker, "referral-asking-again");
    await page.getByRole("dialog").getByRole("button", { name: "Yes, the prescriber may see attendance" }).click();
    await page.getByText("Attendance is shared with the prescriber.").waitFor();
  });

  chapter("a task is written down, done and undone", async () => {
    const { page } = linkWorker;
    await page.getByText("Add a task").click();
    await page.getByLabel("What has to be done?").fill("Ask the allotment society");
    await page.getByRole("button", { name: "Add task" }).click();
    await page.getByRole("button", { name: /^Done/ }).click();
    await page.getByRole("status").getByText("Done: Ask the allotment society").waitFor();
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByRole("button", { name: /^Done/ }).waitFor();
  });

  chapter("an old page is told what has changed, and what was typed stays", async () => {
    const { page } = linkWorker;
    await page.getByRole("button", { name: "Put on hold" }).click();
    const reason = page.getByLabel("Reason");
    await reason.fill("In hospital until spring.");
    await heldElsewhere(page, referral);
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Put on hold" }).click();
    await dialog.getByText(/Since you opened this page: Put on hold by/).waitFor();
    assert.equal(await reason.inputValue(), "In hospital until spring.");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Go on" }).click();
    await dialog.getByRole("button", { name: "Go on" }).click();
    await page.getByRole("button", { name: "Put on hold" }).waitFor();
  });

  chapter("a concern is raised, and stands on the caseload", async () => {
    const { page } = linkWorker;
    await page.getByText("Raise a flag").click();
    await page.locator("#flag-text").fill("Falls easily; ask about steps.");
    await page.getByRole("button", { name: "Raise flag" }).click();
    await page.getByText("Falls easily; ask about steps.").waitFor();
    await linkWorker.visit("/referrals");
    await page.getByText("1 flag").waitFor();
    await page.getByText("Ask the allotment society", { exact: true }).waitFor();
  });

  chapter("what is over has a letter for the prescriber", async () => {
    const { page } = linkWorker;
    await linkWorker.visit(referral);
    await page.getByRole("button", { name: "Complete" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("textbox").fill("She gardens with her neighbours now.");
    await dialog.getByRole("button", { name: "Complete" }).click();
    const letter = page.getByRole("link", { name: /^Letter for the prescriber \(PDF\)/ });
    await letter.waitFor();
    const { status, kind } = await page.evaluate(async (address) => {
      const answer = await fetch(address);
      return { status: answer.status, kind: answer.headers.get("content-type") };
    }, (await letter.getAttribute("href")) ?? "");
    assert.deepEqual({ status, kind }, { status: 200, kind: "application/pdf" });
    await look(linkWorker, "referral-completed");
  });

  chapter("the administrator reads in words who did all this", async () => {
    const administrator = await Person.atDesk(wellmet.url);
    await staff.signIn(administrator, await wellmet.signIn("administrator"));
    await administrator.visit("/audit");
    const { page } = administrator;
    await page.getByText("Moved a referral on").first().waitFor();
    await page.getByText("Raised a flag").waitFor();
    const acts = await page.getByRole("list", { name: "Audit" }).locator(".row-title").allInnerTexts();
    assert.deepEqual(acts.filter((act) => /^\w+\.\w+$/.test(act)), []);
    await administrator.leave();
  });
});

/**
 * A colleague's act from another window, told with the newest version.
 *
 * @param {import("playwright-core").Page} page
 * @param {string} path of the referral's page
 */
async function heldElsewhere(page, path) {
  const held = await page.evaluate(async (address) => {
    const body = JSON.stringify({ step: "hold", reason: "On holiday" });
    const headers = { "content-type": "application/json" };
    return (await fetch(`${address}/step`, { method: "POST", headers, body })).status;
  }, `/api${path}`);
  assert.equal(held, 200);
}
