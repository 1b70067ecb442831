/**
 * What a patient does at the door, in the waiting room and in the room.
 *
 * @typedef {import("../harness/browser.mjs").Person} Person
 */

/**
 * @param {Person} person
 * @param {string} link
 */
export async function openDoor(person, link) {
  await person.visit(link);
  await joinButton(person).waitFor();
}

/** @param {Person} person */
export function joinButton({ page }) {
  return page.getByRole("button", { name: "Join", exact: true });
}

/** @param {Person} person */
export function nameField({ page }) {
  return page.getByLabel("Name the group sees");
}

/** @param {Person} person */
export async function join(person) {
  await joinButton(person).click();
  await person.page.waitForURL("**/visit");
}

/** @param {Person} person */
export function inWaitingRoom({ page }) {
  return page.getByRole("heading", { level: 1, name: /^You are in the waiting room/ }).waitFor();
}

/** @param {Person} person */
export async function useCameraAndMicrophone({ page }) {
  await page.getByRole("button", { name: "Turn on camera and microphone" }).click();
}

/**
 * Waits until the page holds the room and is connected to it.
 *
 * @param {Person} person
 * @param {{within?: number}} [times]
 */
export function inRoom({ page }, { within = 20_000 } = {}) {
  return page.locator('[data-testid="room"][data-state="connected"]').waitFor({ timeout: within });
}

/**
 * Presses a switch of the room's controls.
 *
 * @param {Person} person
 * @param {"Turn camera on" | "Turn camera off" | "Turn microphone on" | "Turn microphone off"} name
 */
export async function press({ page }, name) {
  await page.getByRole("group", { name: "Your controls" }).getByRole("button", { name }).click();
}

/** @param {Person} person */
export async function leaveRoom({ page }) {
  await page.getByRole("button", { name: "Leave", exact: true }).click();
  await page.getByRole("heading", { name: "You have left the session" }).waitFor();
}

/** @param {Person} person */
export async function comeBack({ page }) {
  await page.getByRole("button", { name: "Come back" }).click();
}
