// Toasts: how long they stay, and that a repeated one isn't shown twice.
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { announce, announcement, dismiss, toast, toasts } from "./toasts";

const texts = () => toasts.peek().map(({ text }) => text);

beforeEach(() => {
  vi.useFakeTimers();
  announcement.value = "";
});
afterEach(() => {
  vi.runAllTimers();
  vi.useRealTimers();
});

test("a repeated toast is shown once, is announced again, and stays for its full time", async () => {
  toast("Saved");
  vi.advanceTimersByTime(3_000);
  toast("Saved");
  await Promise.resolve();
  expect([texts(), announcement.peek()]).toEqual([["Saved"], "Saved"]);
  vi.advanceTimersByTime(3_000);
  expect(texts()).toEqual(["Saved"]);
  vi.advanceTimersByTime(1_000);
  expect(texts()).toEqual([]);
});

test("different toasts are shown together, and a failure stays until it is dismissed", () => {
  toast("Copied");
  toast("Saved");
  toast("Couldn’t copy", "bad");
  expect(texts()).toEqual(["Copied", "Saved", "Couldn’t copy"]);
  vi.advanceTimersByTime(600_000);
  expect(texts()).toEqual(["Couldn’t copy"]);
  for (const { id } of toasts.peek()) dismiss(id);
  expect(texts()).toEqual([]);
});

test("an announcement is removed once it has been read, and the next one gets its full time", async () => {
  announce("Not saved");
  await Promise.resolve();
  vi.advanceTimersByTime(9_000);
  announce("Saved");
  await Promise.resolve();
  vi.advanceTimersByTime(9_000);
  expect(announcement.peek()).toBe("Saved");
  vi.advanceTimersByTime(1_000);
  expect(announcement.peek()).toBe("");
});
