import { expect, test } from "vitest";

import type { ConnectFailure } from "../bindings/ConnectFailure";
import type { Connection } from "../bindings/Connection";
import { fieldsOf } from "./fields";
import { type Failed, put, savedAs, withFormFields } from "./model";
import { connectEvent } from "./connectEvents";
import { invalidated } from "./invalidation";
import { validation, tabState } from "./state";
import { check, data, filled, saved, unused } from "./fixtures";

const connection = {} as Connection;
const failed = (fields = filled()): Failed => ({ ...data(), state: "failed", fields, failure: {} as ConnectFailure, late: false, tried: [] });

test.each(["oauth", "http", "token"] as const)("a failure of validated data at the stage %s ends the validation", (stage) => {
  const form = put(saved(), "successes", "staging", { ...data(), connection, late: false });
  expect(validation(form, "staging")).toBe("now");
  const after = invalidated(form, "staging", data(), stage);
  expect([validation(after, "staging"), tabState(after, "staging")]).toEqual([null, "saved"]);
});

test.each(["input", "network", "tls"] as const)("a failure at the stage %s leaves the validation", (stage) => {
  const form = put(saved(), "successes", "staging", { ...data(), connection, late: false });
  expect(invalidated(form, "staging", data(), stage)).toBe(form);
  expect([validation(form, "staging"), tabState(form, "staging")]).toEqual(["now", "validated"]);
});

test("a failure of other data leaves the validation", () => {
  const form = put(saved(), "successes", "staging", { ...data(), connection, late: false });
  expect(invalidated(form, "staging", data({ client_id: "other" }), "oauth")).toBe(form);
});

test("a typed secret that failed ends the validation of the equal stored one", () => {
  const fields = filled({ client_secret: { kind: "typed", text: "right" } });
  const form = put(saved(), "matches", "staging", { client_secret: "right" });
  expect(validation(invalidated(form, "staging", { ...data(), fields }, "oauth"), "staging")).toBe(null);
});

test("a failure stays with its data when that is saved, without the typed secret", () => {
  const fields = filled({ client_secret: { kind: "typed", text: "s3cret" } });
  const form = put(withFormFields(saved(), "staging", fields), "runs", "staging", failed(fields));
  const authorization = { ...unused(), draft: { ...form.baseline, revision: 2, etag: "2" }, updated_at_ms: 2 };
  const after = savedAs(form, form.draft, authorization, check("complete", "not_configured"));
  expect(after.runs.staging).toEqual(failed(filled()));
  expect(fieldsOf(after.draft, "staging")).toEqual(filled());
});

test("each change of a CONNECT is one event", () => {
  const idle = saved();
  const running = put(idle, "runs", "staging", { state: "running", waiting: null, attempt: 1, startedAt: 0, ...data(), before: null });
  const connected = put(put(running, "successes", "staging", { ...data(), connection, late: false }), "runs", "staging", { state: "idle" });
  expect(connectEvent(idle, running, "staging")).toBe("started");
  expect(connectEvent(running, { ...running }, "staging")).toBe(null);
  expect(connectEvent(running, connected, "staging")).toBe("connected");
  expect(connectEvent(running, idle, "staging")).toBe("cancelled");
  expect(connectEvent(running, put(running, "runs", "staging", failed()), "staging")).toBe("failed");
  expect(connectEvent(idle, idle, "staging")).toBe(null);
  const late = put(put(running, "successes", "staging", { ...data(), connection, late: true }), "runs", "staging", { state: "idle" });
  expect(connectEvent(running, late, "staging")).toBe("earlier_connected");
  expect(connectEvent(running, put(running, "runs", "staging", { ...failed(), late: true }), "staging")).toBe("earlier_failed");
});

test("a cancelled alternative is an event, and one that was tried isn't", () => {
  const before = failed();
  const running = put(saved(), "runs", "staging", { state: "running", waiting: null, attempt: 1, startedAt: 0, ...data(), before });
  expect(connectEvent(running, put(running, "runs", "staging", before), "staging")).toBe("cancelled");
  const tried = { ...before, tried: [{ alternative: { client_authentication: "client_secret_post", basic_encoding: "raw" }, outcome: { worked: false, code: "x" } } as const] };
  expect(connectEvent(running, put(running, "runs", "staging", tried), "staging")).toBe(null);
});
