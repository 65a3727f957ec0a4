// When the form asks for its tokens again.
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import type { TokenStatuses } from "../bindings/TokenStatuses";
import { saved } from "./fixtures";
import { NO_TOKENS, createTokens, nextExpiry } from "./tokens";
import { signal } from "@preact/signals";

const answers = vi.hoisted(() => ({ next: [] as unknown[], count: 0 }));
vi.mock("../ipc", () => ({
  core: {
    tokenStatus: () => {
      answers.count += 1;
      const next = answers.next.length > 1 ? answers.next.shift() : answers.next[0];
      return next === null ? Promise.reject(new Error("busy")) : Promise.resolve(next);
    },
  },
  asFailure: (error: unknown) => error,
}));

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
  answers.count = 0;
});
afterEach(() => vi.useRealTimers());

const signIn = { user: null, at_ms: 1, has_refresh_token: true, refresh_expires_at_ms: null, has_id_token: false, was_interrupted: false, needed: null } as const;
const token = { token_type: "Bearer", scopes: [], missing_scopes: [], expires_at_ms: 0, left_ms: 0, life_ms: 0, life_source: "expires_in", failure: null } as const;
const until = (access: number | null, refresh: number | null): TokenStatuses => ({
  ...NO_TOKENS,
  of: { staging: access === null ? null : { ...token, scopes: [], missing_scopes: [], expires_at_ms: access }, production: null },
  sign_ins: { staging: { ...signIn, refresh_expires_at_ms: refresh }, production: null },
});

test("the next expiry is the first one to come, of a token or a refresh token", () => {
  expect(nextExpiry(NO_TOKENS, 5)).toBe(null);
  expect(nextExpiry(until(10, 20), 5)).toBe(10);
  expect(nextExpiry(until(10, 20), 10)).toBe(20);
  expect(nextExpiry(until(10, null), 10)).toBe(null);
  expect(nextExpiry(until(null, 20), 5)).toBe(20);
});

test("what is known about tokens is loaded again when one expires, and not after the form is closed", async () => {
  answers.next = [until(1_060_000, 1_600_000), until(1_060_000, 1_600_000), { ...until(null, null), sign_ins: { staging: { ...signIn, needed: "expired" }, production: null } }];
  const form = saved();
  const tokens = createTokens(signal({ ...form, baseline: { ...form.baseline, id: "1" } }));
  await vi.advanceTimersByTimeAsync(59_999);
  expect(answers.count).toBe(1);
  await vi.advanceTimersByTimeAsync(1);
  expect([answers.count, tokens.signIn("staging")?.needed]).toEqual([2, null]);
  await vi.advanceTimersByTimeAsync(540_000);
  expect([answers.count, tokens.signIn("staging")?.needed]).toEqual([3, "expired"]);
  answers.next = [until(Date.now() + 10_000, null)];
  await tokens.load();
  tokens.stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(answers.count).toBe(4);
});

test("if loading fails, what was known of the same authorization stays, and it is tried again until it succeeds", async () => {
  const needed = { ...NO_TOKENS, sign_ins: { staging: { ...signIn, needed: "expired" }, production: null } };
  answers.next = [until(null, 1_060_000), null, null, needed];
  const form = signal({ ...saved(), baseline: { ...saved().baseline, id: "1" } });
  const tokens = createTokens(form);
  await vi.advanceTimersByTimeAsync(60_000);
  expect([answers.count, tokens.signIn("staging")?.refresh_expires_at_ms]).toEqual([2, 1_060_000]);
  await vi.advanceTimersByTimeAsync(30_000);
  expect([answers.count, tokens.signIn("staging")?.needed]).toEqual([3, null]);
  await vi.advanceTimersByTimeAsync(30_000);
  expect([answers.count, tokens.signIn("staging")?.needed]).toEqual([4, "expired"]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(answers.count).toBe(4);
  // Those of another authorization aren't shown for it.
  answers.next = [null];
  form.value = { ...form.peek(), baseline: { ...form.peek().baseline, id: "2" } };
  await vi.advanceTimersByTimeAsync(0);
  expect(tokens.statuses.value).toBe(NO_TOKENS);
  tokens.stop();
});
