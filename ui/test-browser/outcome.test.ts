// What CONNECT brings is in sight without scrolling, and stays in its place while other ways are tried.
import type { Locator } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { connected, refused } from "./core/answers";
import { open, start, stop } from "./harness";
import { begin, fillOAuth, focused } from "./person";

beforeAll(start);
afterAll(stop);

const top = async (part: Locator) => (await part.boundingBox())?.y ?? -1;

/** How much of a part stands between the window's upper edge and the bar that saves. */
const inSight = (part: Locator) =>
  part.evaluate((shown) => {
    const { top: from, bottom: to } = shown.getBoundingClientRect();
    const bar = document.querySelector(".save-bar")?.getBoundingClientRect().top ?? innerHeight;
    return Math.min(to, bar) - Math.max(from, 0) >= Math.min(to - from, bar) - 1;
  });

test.each([[1_100, 720], [800, 560]])("at %i × %i the outcome of CONNECT comes into sight", async (width, height) => {
  const { page, core } = await open(() => undefined, { width, height });
  await begin(page, "OAuth 2");
  await fillOAuth(page);
  for (const [answer, part] of [[refused("no"), ".failure"], [connected(["read"], ["write"]), ".connected-details"]] as const) {
    core.answer = () => answer;
    await page.getByRole("button", { name: "CONNECT", exact: true }).click();
    await page.locator(part).waitFor();
    await expect.poll(() => inSight(page.locator(part))).toBe(true);
  }
});

test("the failure stays where it is while another way is tried", async () => {
  let answer: (outcome: ReturnType<typeof connected>) => void = () => undefined;
  const { page, core } = await open((fake) => {
    fake.answer = () => refused("no");
  });
  await begin(page, "OAuth 2");
  await fillOAuth(page);
  await page.getByRole("button", { name: "CONNECT", exact: true }).click();
  const panel = page.getByRole("region", { name: "CONNECT failed" });
  await panel.waitFor();
  await page.waitForTimeout(800);
  const at = await top(panel);
  core.answer = () =>
    new Promise((answered) => {
      answer = answered;
    });
  await page.getByRole("button", { name: "Try sending in the body" }).click();
  await page.getByRole("button", { name: "Cancel connecting" }).waitFor();
  expect(await page.getByRole("button", { name: "Try raw encoding" }).isDisabled()).toBe(true);
  await expect.poll(() => focused(page)).toBe("Cancel connecting");
  expect(Math.abs((await top(panel)) - at)).toBeLessThan(2);
  answer(connected([]));
  await page.getByRole("button", { name: "Keep this setting" }).waitFor();
  await page.waitForTimeout(600);
  expect(Math.abs((await top(panel)) - at)).toBeLessThan(40);
  await expect.poll(() => focused(page)).toBe("Keep this setting");
});

test("the address that a redirect points to is taken over on the person's word, and asked only by CONNECT", async () => {
  const target = "https://new.example.com/token";
  const { page, core } = await open((fake) => {
    fake.answer = () => refused("moved", { stage: "http", code: "redirect_refused", http_status: 302, redirect_target: target, hint: "use_redirect_target", alternatives: [] });
  });
  await begin(page, "OAuth 2");
  await fillOAuth(page);
  await page.getByRole("button", { name: "CONNECT", exact: true }).click();
  await page.getByRole("button", { name: "Use this address" }).click();
  expect(await page.getByRole("textbox", { name: "Token URL" }).inputValue()).toBe(target);
  await expect.poll(() => focused(page)).toMatch(/^Token URL/u);
  expect(core.calls.filter((call) => call === "connect").length).toBe(1);
});
