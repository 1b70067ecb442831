import { accessSync, constants } from "node:fs";
import puppeteer from "puppeteer-core";
import { countPeerConnections } from "./media.mjs";

/** Where Debian and others install it; `FIREFOX_BIN` names another. */
const PLACES = ["/usr/bin/firefox-esr", "/usr/bin/firefox"];

/** A camera and a microphone made by Firefox itself, granted without asking; a page may play at once. */
const PREFERENCES = {
  "media.navigator.streams.fake": true,
  "media.navigator.permission.disabled": true,
  "media.autoplay.default": 0,
  "media.autoplay.blocking_policy": 0,
};

/** One person at a Firefox of their own; to a test what `Person` is, who sits at a Chromium. */
export class FirefoxPerson {
  #browser;
  #tab;

  /**
   * @param {import("puppeteer-core").Browser} browser
   * @param {import("puppeteer-core").Page} tab
   * @param {string} url the server's public URL
   */
  constructor(browser, tab, url) {
    this.#browser = browser;
    this.#tab = tab;
    this.url = url;
    /** @type {import("./someone.js").Page} whose `evaluate` is Puppeteer's, in plainer types */
    this.page = /** @type {any} */ (tab);
    /** @type {string[]} what went wrong in the page */
    this.complaints = [];
    tab.on("pageerror", (error) => {
      this.complaints.push(`exception: ${error instanceof Error ? error.message : String(error)}`);
    });
  }

  /** @param {string} url */
  static async open(url) {
    const path = firefoxPath();
    if (!path) throw new Error("no Firefox found: install it, or name it in FIREFOX_BIN");
    const browser = await puppeteer.launch({
      browser: "firefox",
      executablePath: path,
      extraPrefsFirefox: PREFERENCES,
    });
    const tab = await browser.newPage();
    await tab.evaluateOnNewDocument(countPeerConnections);
    return new FirefoxPerson(browser, tab, url);
  }

  /** @param {string} path */
  visit(path) {
    return this.#tab.goto(new URL(path, this.url).href);
  }

  leave() {
    return this.#browser.close();
  }
}

export function firefoxPath() {
  return process.env.FIREFOX_BIN ?? PLACES.find(isExecutable);
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
