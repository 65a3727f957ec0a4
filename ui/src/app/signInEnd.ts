// The list and Home load again when the next sign-in ends: from then on a user is needed.
import type { Failure } from "../bindings/Failure";
import { createAlarm, soonAgain } from "../parts/alarm";
import { changes } from "./session";

const setAlarm = createAlarm(() => {
  changes.value += 1;
});

/** Has the list and Home load again at a time, in UTC milliseconds, which the core returns with their data; soon if loading them failed. */
export function followSignInEnd(endsAt: number | null, failure: Failure | null): void {
  setAlarm(failure === null ? endsAt : soonAgain());
}
