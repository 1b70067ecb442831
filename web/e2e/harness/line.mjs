/**
 * A page's signalling connection, which can be cut: media goes on, for it takes another way.
 */
export class Line {
  #cut = false;
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

  /** Ends what is open and lets nothing new through until `mend`. */
  async cut() {
    this.#cut = true;
    await Promise.all(this.#ends.splice(0).map((end) => end.close()));
  }

  mend() {
    this.#cut = false;
  }

  /** @param {import("playwright-core").WebSocketRoute} socket */
  #open(socket) {
    if (this.#cut) return void socket.close();
    this.#ends.push(socket, socket.connectToServer());
  }
}
