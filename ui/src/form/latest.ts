// Runs one request at a time for a value that keeps changing: only the newest value waits, and responses arrive in order.

/** Calls `ask` with the newest argument, one call at a time, and `onAnswer` with each result. */
export function latest<A, R>(ask: (argument: A) => Promise<R>, onAnswer: (answer: R, argument: A) => void) {
  let running: Promise<void> | null = null;
  let waiting: { argument: A } | null = null;

  async function run(): Promise<void> {
    while (waiting !== null) {
      const { argument } = waiting;
      waiting = null;
      try {
        // In sequence on purpose: a late response must not overwrite a newer one.
        onAnswer(await ask(argument), argument);
      } catch {
        // The next change asks again, and a save reports what is wrong.
      }
    }
    running = null;
  }

  return {
    /** Asks about a new value. */
    about(argument: A): void {
      waiting = { argument };
      running ??= run();
    },
    /** Resolves once nothing is pending. */
    settled: async (): Promise<void> => {
      await running;
    },
  };
}
