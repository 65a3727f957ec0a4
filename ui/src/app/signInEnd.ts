// The list and Home load again when the next sign-in ends: from then on a user is needed.
import { createAlarm } from "../parts/alarm";
import { changes } from "./session";

/** Has the list and Home load again at a time, in UTC milliseconds, which the core returns with their data. */
export const followSignInEnd = createAlarm(() => {
  changes.value += 1;
});
