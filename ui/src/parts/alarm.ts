// Something to be done at a certain time, such as when a token expires.

/** The longest a timer runs: it stops while the computer sleeps, and the clock may be set. */
const LOOKS_MS = 30_000;

/** Returns when to try again what failed, in UTC milliseconds. */
export const soonAgain = (): number => Date.now() + 30_000;

/** Creates an alarm that rings once at the time it is set to, in UTC milliseconds; `null` switches it off. */
export function createAlarm(ring: () => void): (at: number | null) => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const set = (at: number | null) => {
    clearTimeout(timer);
    if (at === null) return;
    const look = () => {
      if (Date.now() >= at) ring();
      else set(at);
    };
    timer = setTimeout(look, Math.min(Math.max(at - Date.now(), 0), LOOKS_MS));
  };
  return set;
}
