import { once } from "node:events";
import PostalMime from "postal-mime";
import { SMTPServer } from "smtp-server";
import { until } from "./until.mjs";

/**
 * @typedef {object} Mail
 * @property {string} from
 * @property {string[]} to the envelope's recipients
 * @property {string} subject
 * @property {string} text
 * @property {number} arrivedAt milliseconds, of `Date.now()`
 */

/** A real SMTP server on the loopback interface that keeps what it is handed. */
export class Mailbox {
  /** @type {Mail[]} */
  mails = [];
  #server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS", "AUTH"],
    onData: (stream, session, done) => {
      this.#keep(stream, session).then(() => done(), done);
    },
  });
  #port = 0;

  static async open() {
    const mailbox = new Mailbox();
    const listener = mailbox.#server.listen(0, "127.0.0.1");
    await once(listener, "listening");
    mailbox.#port = /** @type {import("node:net").AddressInfo} */ (listener.address()).port;
    return mailbox;
  }

  get url() {
    return `smtp://127.0.0.1:${this.#port}`;
  }

  /** @param {string} address */
  to(address) {
    return this.mails.filter((mail) => mail.to.includes(address));
  }

  /**
   * Waits for a mail to `address` that `fits`.
   *
   * @param {string} address
   * @param {(mail: Mail) => boolean} fits
   * @param {{within?: number}} [times]
   */
  next(address, fits = () => true, times = {}) {
    return until(`a mail to ${address}`, () => this.to(address).find(fits), times);
  }

  close() {
    return new Promise((resolve) => this.#server.close(() => resolve(undefined)));
  }

  /**
   * @param {import("node:stream").Readable} stream
   * @param {import("smtp-server").SMTPServerSession} session
   */
  async #keep(stream, session) {
    const raw = Buffer.concat(await stream.toArray());
    const { from, subject = "", text = "" } = await PostalMime.parse(raw);
    this.mails.push({
      from: from?.address ?? "",
      to: session.envelope.rcptTo.map((recipient) => recipient.address),
      subject,
      text,
      arrivedAt: Date.now(),
    });
  }
}
