// What happens to CONNECT, in either tab, for a screen reader to say.
import type { Environment } from "../bindings/Environment";
import type { Form } from "./model";

/** `earlier` ones are about data that was changed in the meantime. */
export type ConnectEvent = "started" | "connected" | "earlier_connected" | "cancelled" | "failed" | "earlier_failed";

/** What became of an environment's CONNECT between two states of the form; `null` if another way was tried, whose result is announced where it is shown. */
export function connectEvent(before: Form, now: Form, environment: Environment): ConnectEvent | null {
  const was = before.runs[environment];
  const is = now.runs[environment];
  if (is.state === "running") return was.state === "running" && was.attempt === is.attempt ? null : "started";
  if (was.state !== "running") return null;
  if (is.state === "refused") return "failed";
  if (is.state === "failed") {
    if (is === was.before) return "cancelled";
    if (is.tried.length > 0) return null;
    return is.late ? "earlier_failed" : "failed";
  }
  const success = now.successes[environment];
  if (success === null || success === before.successes[environment]) return "cancelled";
  return success.late ? "earlier_connected" : "connected";
}
