// Changes of a CONNECT in either tab, which are announced to screen readers.
import type { Environment } from "../bindings/Environment";
import type { SignInWaiting } from "../bindings/SignInWaiting";
import type { Form } from "./model";

/** What a sign-in waits for, or what has changed about that. */
export type SignInEvent = "awaiting_user" | "not_opened" | "wrong_state" | "no_state" | "requesting";

/** The `earlier_*` events are about data that has changed since the request was sent. */
export type ConnectEvent = "started" | SignInEvent | "connected" | "earlier_connected" | "cancelled" | "failed" | "earlier_failed";

/** Returns what happened to what is waited for. */
function signInEvent(was: SignInWaiting | null, is: SignInWaiting | null): SignInEvent | null {
  if (is === null || is === was) return null;
  if (is.kind === "token") return was?.kind === "token" ? null : "requesting";
  if (is.kind === "device") return was?.kind === "device" ? null : "awaiting_user";
  const before = was?.kind === "browser" ? was : null;
  if (is.ignored !== null && is !== before && (before === null || before.is_opened === is.is_opened)) return is.ignored;
  if (is.is_opened === false && before?.is_opened !== false) return "not_opened";
  return before === null ? "awaiting_user" : null;
}

/** Returns what happened to an environment's CONNECT between two states of the form. `null` if an alternative was tried: its result is a live region. */
export function connectEvent(before: Form, now: Form, environment: Environment): ConnectEvent | null {
  const was = before.runs[environment];
  const is = now.runs[environment];
  if (is.state === "running") return was.state === "running" && was.attempt === is.attempt ? signInEvent(was.waiting, is.waiting) : "started";
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
