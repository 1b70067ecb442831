/**
 * Asks again and again until the answer is yes.
 *
 * @template T
 * @param {string | (() => string)} what what is awaited, in words, for the failure
 * @param {() => T | Promise<T>} ask a falsy answer, or a failure, means "not yet"
 * @param {{within?: number, every?: number}} [times] milliseconds
 * @returns {Promise<NonNullable<T>>}
 */
export async function until(what, ask, { within = 10_000, every = 100 } = {}) {
  const deadline = performance.now() + within;
  for (;;) {
    const { answer, failure } = await attempt(ask);
    if (answer) return answer;
    if (performance.now() > deadline) {
      throw new Error(`${typeof what === "string" ? what : what()}: not within ${within} ms`, { cause: failure });
    }
    await pause(every);
  }
}

/** @param {number} milliseconds */
export function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/**
 * @template T
 * @param {() => T | Promise<T>} ask
 * @returns {Promise<{answer?: T, failure?: unknown}>}
 */
async function attempt(ask) {
  try {
    return { answer: await ask() };
  } catch (failure) {
    return { failure };
  }
}
