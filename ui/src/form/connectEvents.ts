// Changes of a CONNECT in either tab, which are announced to screen readers.
import type { Environment } from "../bindings/Environment";
import type { Form } from "./model";

/** The `earlier_*` events are about data that has changed since the request was sent. */
export type ConnectEvent = "started" | "connected" | "earlier_connected" | "cancelled" | "failed" | "earlier_failed";

/** Returns what happened to an environment's CONNECT between two states of the form. `null` if an alternative was tried: its result is a live region. */
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
