/** What a test asks of a page, whichever browser it is in and whatever drives it. */
export interface Page {
  evaluate<R, Arg = void>(ask: (arg: Arg) => R | Promise<R>, arg?: Arg): Promise<R>;
  addScriptTag(script: { path: string }): Promise<unknown>;
}

/** A person at a browser of any kind: `Person` at a Chromium, `FirefoxPerson` at a Firefox. */
export interface Someone {
  page: Page;
  visit(path: string): Promise<unknown>;
}
