import { accessSync, constants } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { countPeerConnections } from "./media.mjs";

/** The sizes every page is looked at. */
export const PHONE = { width: 390, height: 844 };
export const DESKTOP = { width: 1440, height: 900 };

/** Where Debian and others install it; `CHROMIUM_BIN` names another. */
const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Reach the server from the one default address, as behind most routers; announce no other. */
const ONE_ADDRESS = "--webrtc-ip-handling-policy=default_public_interface_only";

/** Starts Chromium in the network that is named to it. */
const INSIDE = fileURLToPath(new URL("inside-network", import.meta.url));

/**
 * A Chromium with a fake camera and microphone that are granted without asking. Its speaker stays
 * on: a muted browser decodes no audio, and its `totalAudioEnergy` would stay at 0.
 *
 * @param {string[]} flags that say, above all, which addresses it may use
 * @param {string} [home] the network it stands in; none: the test's own
 */
function openBrowser(flags, home) {
  const root = process.getuid?.() === 0;
  return chromium.launch({
    ...(home === undefined ? { executablePath: chromiumPath() } : browserInside(home)),
    args: [
      "--use-fake-device-for-media-stream=fps=30",
      "--use-fake-ui-for-media-stream",
      "--autoplay-policy=no-user-gesture-required",
      ...flags,
      ...(root ? ["--no-sandbox"] : []),
    ],
    ignoreDefaultArgs: ["--mute-audio"],
  });
}

/**
 * One person: a browser of their own with one page. Nobody shares a browser process, since those who
 * share one share its fake camera, which now and then gives no frames once two of them have closed
 * and reopened it at the same moment.
 */
export class Person {
  /**
   * @param {import("playwright-core").Page} page
   * @param {string} url the server's public URL
   */
  constructor(page, url) {
    this.page = page;
    this.url = url;
    /** @type {string[]} what went wrong in the page: exceptions, refused policies, foreign requests */
    this.complaints = [];
    this.#listen();
  }

  /** @param {string} url */
  static onPhone(url) {
    return Person.#open(url, {
      viewport: PHONE,
      deviceScaleFactor: 2,
      isMobile: true,
      hasTouch: true,
    });
  }

  /**
   * @param {string} url
   * @param {string[]} [flags] that say which addresses the browser may use
   */
  static atDesk(url, flags) {
    return Person.#open(url, { viewport: DESKTOP }, flags);
  }

  /**
   * At the far end of a cable. The page itself comes by way of the test: only what it then says to
   * the server goes over the cable.
   *
   * @param {import("./network.mjs").Cable} cable
   * @param {string} url
   * @param {string} [voice] a WAV file that their microphone hears over and over
   */
  static async behind({ home }, url, voice) {
    const flags = voice ? [ONE_ADDRESS, `--use-file-for-fake-audio-capture=${voice}`] : undefined;
    const person = await Person.#open(url, { viewport: DESKTOP }, flags, home);
    // Chromium lets no page speak to an address like the server's here unless its person agrees.
    await person.page.context().grantPermissions(["local-network-access"]);
    await person.page.route(`${url}/**`, async (route) => {
      const page = await fetch(route.request().url());
      await route.fulfill({
        status: page.status,
        contentType: page.headers.get("content-type") ?? "text/plain",
        body: Buffer.from(await page.arrayBuffer()),
      });
    });
    return person;
  }

  /** @param {string} path */
  async visit(path) {
    return this.page.goto(new URL(path, this.url).href);
  }

  /** A second tab beside the first: the same person with the same cookies. */
  async anotherTab() {
    return new Person(await this.page.context().newPage(), this.url);
  }

  /** Closes the browser, other tabs too. */
  async leave() {
    await this.page.context().browser()?.close();
  }

  /**
   * @param {string} url
   * @param {import("playwright-core").BrowserContextOptions} options
   * @param {string[]} [flags]
   * @param {string} [home]
   */
  static async #open(url, options, flags = [ONE_ADDRESS], home) {
    const browser = await openBrowser(flags, home);
    const context = await browser.newContext({
      locale: "en-GB",
      timezoneId: "Europe/London",
      ...options,
    });
    await context.addInitScript(countPeerConnections);
    return new Person(await context.newPage(), url);
  }

  #listen() {
    const origin = new URL(this.url).origin;
    this.page.on("pageerror", (error) => this.complaints.push(`exception: ${error.message}`));
    this.page.on("console", (message) => {
      if (message.text().includes("Content Security Policy")) this.complaints.push(message.text());
    });
    this.page.on("request", (request) => {
      const from = new URL(request.url());
      const own = from.origin === origin || ["data:", "blob:"].includes(from.protocol);
      if (!own) this.complaints.push(`a request left for ${from.origin}`);
    });
  }
}

/** @param {string} home */
function browserInside(home) {
  return {
    executablePath: INSIDE,
    env: { ...process.env, INSIDE_NETWORK: home, INSIDE_PROGRAM: chromiumPath() },
  };
}

function chromiumPath() {
  const named = process.env.CHROMIUM_BIN;
  const path = named ?? PLACES.find(isExecutable);
  if (!path) throw new Error("no Chromium found: install it, or name it in CHROMIUM_BIN");
  return path;
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
