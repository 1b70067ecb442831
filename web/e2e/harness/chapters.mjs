import { test } from "node:test";

/**
 * The chapters of a story, each a test. Later chapters build on earlier ones, so once one failed
 * the rest are skipped instead of failing one by one, each after its own long wait.
 *
 * @returns {(name: string, tell: () => Promise<void>) => void}
 */
export function chapters() {
  /** @type {string | undefined} */
  let broken;
  return (name, tell) => {
    test(name, async (t) => {
      if (broken) return t.skip(`needs "${broken}"`);
      try {
        await tell();
      } catch (failure) {
        broken = name;
        throw failure;
      }
    });
  };
}
