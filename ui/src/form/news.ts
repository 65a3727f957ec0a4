// What happens to CONNECT, in either tab, for those who do not see it happen.
import type { Environment } from "../bindings/Environment";
import type { Form } from "./model";

export type News = "started" | "connected" | "cancelled" | "failed";

/** What became of an environment's CONNECT between two states of the form; nothing where another way was tried, which tells itself. */
export function newsOf(before: Form, now: Form, environment: Environment): News | null {
  const was = before.runs[environment];
  const is = now.runs[environment];
  if (is.state === "running") return was.state === "running" && was.attempt === is.attempt ? null : "started";
  if (was.state !== "running") return null;
  if (is.state === "refused") return "failed";
  if (is.state === "failed") {
    if (is === was.before) return "cancelled";
    return is.tried.length === 0 ? "failed" : null;
  }
  return now.proofs[environment] === before.proofs[environment] ? "cancelled" : "connected";
}
