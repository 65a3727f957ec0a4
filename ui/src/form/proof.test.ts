import { expect, test } from "vitest";

import type { ConnectFailure } from "../bindings/ConnectFailure";
import type { Connection } from "../bindings/Connection";
import { fieldsOf } from "./fields";
import { type Failed, put, savedAs, typed } from "./model";
import { newsOf } from "./news";
import { disproved } from "./proof";
import { proved, tabState } from "./state";
import { check, filled, saved, unused } from "./testing";

const connection = {} as Connection;
const failed = (fields = filled()): Failed => ({ state: "failed", fields, failure: {} as ConnectFailure, late: false, tried: [] });

test.each(["oauth", "http", "token"] as const)("after a failure of what was validated at the stage %s, nothing says that it works", (stage) => {
  const form = put(saved(), "proofs", "staging", { fields: filled(), connection, late: false });
  expect(proved(form, "staging")).toBe("now");
  const after = disproved(form, "staging", filled(), stage);
  expect([proved(after, "staging"), tabState(after, "staging")]).toEqual([null, "saved"]);
});

test.each(["input", "network", "tls"] as const)("a failure at the stage %s takes nothing back", (stage) => {
  const form = put(saved(), "proofs", "staging", { fields: filled(), connection, late: false });
  expect(disproved(form, "staging", filled(), stage)).toBe(form);
  expect([proved(form, "staging"), tabState(form, "staging")]).toEqual(["now", "validated"]);
});

test("a failure of other data takes nothing back", () => {
  const form = put(saved(), "proofs", "staging", { fields: filled(), connection, late: false });
  expect(disproved(form, "staging", filled({ client_id: "other" }), "oauth")).toBe(form);
});

test("a typed secret that failed takes back what the equal stored one had proved", () => {
  const fields = filled({ client_secret: { kind: "typed", text: "right" } });
  const form = put(saved(), "matches", "staging", { client_secret: "right" });
  expect(proved(disproved(form, "staging", fields, "oauth"), "staging")).toBe(null);
});

test("a failure stays with its data when that is saved, without the typed secret", () => {
  const fields = filled({ client_secret: { kind: "typed", text: "s3cret" } });
  const form = put(typed(saved(), "staging", fields), "runs", "staging", failed(fields));
  const authorization = { ...unused(), draft: { ...form.baseline, revision: 2, etag: "2" }, updated_at_ms: 2 };
  const after = savedAs(form, form.draft, authorization, check("complete", "not_configured"));
  expect(after.runs.staging).toEqual(failed(filled()));
  expect(fieldsOf(after.draft, "staging")).toEqual(filled());
});

test("each turn of a CONNECT is news, once", () => {
  const idle = saved();
  const running = put(idle, "runs", "staging", { state: "running", attempt: 1, fields: filled(), before: null });
  const connected = put(put(running, "proofs", "staging", { fields: filled(), connection, late: false }), "runs", "staging", { state: "idle" });
  expect(newsOf(idle, running, "staging")).toBe("started");
  expect(newsOf(running, { ...running }, "staging")).toBe(null);
  expect(newsOf(running, connected, "staging")).toBe("connected");
  expect(newsOf(running, idle, "staging")).toBe("cancelled");
  expect(newsOf(running, put(running, "runs", "staging", failed()), "staging")).toBe("failed");
  expect(newsOf(idle, idle, "staging")).toBe(null);
  const late = put(put(running, "proofs", "staging", { fields: filled(), connection, late: true }), "runs", "staging", { state: "idle" });
  expect(newsOf(running, late, "staging")).toBe("earlier_connected");
  expect(newsOf(running, put(running, "runs", "staging", { ...failed(), late: true }), "staging")).toBe("earlier_failed");
});

test("another way of sending that was cancelled is told as such, and one that was tried tells itself", () => {
  const before = failed();
  const running = put(saved(), "runs", "staging", { state: "running", attempt: 1, fields: filled(), before });
  expect(newsOf(running, put(running, "runs", "staging", before), "staging")).toBe("cancelled");
  const tried = { ...before, tried: [{ alternative: { client_authentication: "client_secret_post", basic_encoding: "raw" }, outcome: { worked: false, code: "x" } } as const] };
  expect(newsOf(running, put(running, "runs", "staging", tried), "staging")).toBe(null);
});
