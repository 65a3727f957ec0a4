// Questions asked after each change: one at a time, only the newest waits, and answers come in the order of the changes.

/** Asks `ask` with the newest argument; `onAnswer` hears only answers to it or to what was newest when it was asked. */
export function latest<A, R>(ask: (argument: A) => Promise<R>, onAnswer: (answer: R, argument: A) => void) {
  let running: Promise<void> | null = null;
  let waiting: { argument: A } | null = null;

  async function run(): Promise<void> {
    while (waiting !== null) {
      const { argument } = waiting;
      waiting = null;
      try {
        // One after the other on purpose: a late answer must never overtake a newer one.
        onAnswer(await ask(argument), argument);
      } catch {
        // The core onAnswer no answer; the next change asks anew, and a save tells what is wrong.
      }
    }
    running = null;
  }

  return {
    /** Asks about the newest state. */
    about(argument: A): void {
      waiting = { argument };
      running ??= run();
    },
    /** Ends when nothing is asked any more. */
    settled: async (): Promise<void> => {
      await running;
    },
  };
}
