/**
 * A page's signalling connection, which can be cut: media goes on, for it takes another way.
 */
export class Line {
  #mended = Promise.resolve();
  #mend = () => {};
  /** @type {import("playwright-core").WebSocketRoute[]} both ends of what is open */
  #ends = [];

  /**
   * @param {import("playwright-core").Page} page before it goes anywhere
   */
  static async of(page) {
    const line = new Line();
    await page.routeWebSocket(/\/rtc/, (socket) => line.#open(socket));
    return line;
  }

  /** Ends what is open; whoever tries anew waits until `mend`. */
  async cut() {
    this.#mended = new Promise((mended) => (this.#mend = () => mended(undefined)));
    await Promise.all(this.#ends.splice(0).map((end) => end.close()));
  }

  mend() {
    this.#mend();
  }

  /** @param {import("playwright-core").WebSocketRoute} socket */
  async #open(socket) {
    await this.#mended;
    this.#ends.push(socket, socket.connectToServer());
  }
}
