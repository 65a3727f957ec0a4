// Text from users and servers is never run as code, and a stored secret is in the page only while its eye is open.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { refused } from "./core/answers";
import { open, start, stop } from "./harness";
import { begin, fillOAuth, seed, type } from "./actions";

const PAYLOADS = readFileSync(fileURLToPath(new URL("../../tests/payloads/script-injection.txt", import.meta.url)), "utf8").trimEnd().split("\n");

beforeAll(start);
afterAll(stop);

const solid = (text: string) => text.replaceAll(/\s+/gu, "");
const ran = (page: Page) => page.evaluate(() => (window as unknown as { __ran?: number }).__ran ?? null);
const everything = (page: Page) =>
  page.evaluate(() => [document.documentElement.outerHTML, ...[...document.querySelectorAll("input")].map((input) => input.value)].join("\n"));

test("200 payloads in names and descriptions are shown as text in the list, and none runs", async () => {
  const { page } = await open((core) => {
    for (const payload of PAYLOADS) core.save({ ...core.blank("api-key"), name: payload, description: payload });
  });
  await page.getByRole("button", { name: "Authorizations", exact: true }).first().click();
  let shown = "";
  for (let first = 1; first <= PAYLOADS.length; first += 25) {
    if (first > 1) await page.getByRole("button", { name: "Next page" }).click();
    await page.getByText(`${first}–${first + 24} of 200`).waitFor();
    shown += solid(await page.innerText("main"));
  }
  expect(PAYLOADS).toHaveLength(200);
  expect(PAYLOADS.filter((payload) => !shown.includes(solid(payload)))).toEqual([]);
  expect(await ran(page)).toBe(null);
});

test("200 payloads in a server's message are shown as text in the failure panel, and none runs", async () => {
  let next = 0;
  const { page } = await open((core) => {
    core.answer = () => {
      const payload = PAYLOADS[next] ?? "";
      next += 1;
      return refused(payload, { code: payload, error_uri: payload, redirect_target: payload });
    };
  });
  await begin(page, "OAuth 2");
  await fillOAuth(page);
  const unreadable: string[] = [];
  for (const payload of PAYLOADS) {
    await page.getByRole("button", { name: "CONNECT", exact: true }).click();
    await page.waitForFunction((wanted) => document.querySelector(".quote")?.textContent?.includes(wanted), payload);
    if (!solid(await page.getByRole("alert").innerText()).includes(solid(payload))) unreadable.push(payload);
  }
  expect(unreadable).toEqual([]);
  expect(await ran(page)).toBe(null);
  expect(await page.locator("main a, main img, main iframe, main script").count()).toBe(0);
});

test("no stored secret is in the page before the eye is pressed, nor after it closed", async () => {
  const { page, core } = await open((fake) => seed(fake, ["billing-api"]));
  await page.getByRole("button", { name: "Authorizations", exact: true }).first().click();
  await page.getByRole("button", { name: "Edit billing-api" }).click();
  await page.getByRole("button", { name: "CONNECTED" }).waitFor();
  const absent = async () => expect(await everything(page)).not.toContain("canary-0");
  const secret = page.getByRole("textbox", { name: "Client Secret" });
  const leave: (() => Promise<unknown>)[] = [
    () => page.getByRole("button", { name: "Hide Client Secret" }).click(),
    () => page.evaluate(() => window.dispatchEvent(new Event("blur"))),
    () => page.getByRole("tab", { name: /^Production/u }).click(),
  ];
  await absent();
  expect(core.calls).not.toContain("reveal");
  for (const close of leave) {
    await page.getByRole("tab", { name: /^Staging/u }).click();
    await page.getByRole("button", { name: "Show Client Secret" }).click();
    await expect.poll(() => secret.inputValue()).toBe("canary-0");
    await close();
    await expect.poll(() => everything(page)).not.toContain("canary-0");
  }
});

test("the eye closes after 30 seconds, and the number of dots is the same for every secret", async () => {
  const { page } = await open((core) => seed(core, ["billing-api"]));
  await page.clock.install();
  await page.getByRole("button", { name: "Authorizations", exact: true }).first().click();
  await page.getByRole("button", { name: "Edit billing-api" }).click();
  const secret = page.getByRole("textbox", { name: "Client Secret" });
  expect(await secret.getAttribute("placeholder")).toBe("•".repeat(10));
  await page.getByRole("button", { name: "Show Client Secret" }).click();
  await expect.poll(() => secret.inputValue()).toBe("canary-0");
  await page.clock.runFor(29_000);
  expect(await secret.inputValue()).toBe("canary-0");
  await page.clock.runFor(1_100);
  expect(await everything(page)).not.toContain("canary-0");
});

test("typing into a shown secret replaces the whole value, and Undo restores the stored one", async () => {
  const { page } = await open((core) => seed(core, ["billing-api"]));
  await page.getByRole("button", { name: "Authorizations", exact: true }).first().click();
  await page.getByRole("button", { name: "Edit billing-api" }).click();
  const secret = page.getByRole("textbox", { name: "Client Secret" });
  await page.getByRole("button", { name: "Show Client Secret" }).click();
  await expect.poll(() => secret.inputValue()).toBe("canary-0");
  await secret.press("End");
  await secret.pressSequentially("new");
  expect(await secret.inputValue()).toBe("new");
  await page.getByRole("button", { name: "Undo the change to Client Secret" }).click();
  await page.getByRole("button", { name: "CONNECTED" }).waitFor();
  expect(await secret.inputValue()).toBe("");
  await type(page, "Client Secret", "x");
  await type(page, "Client Secret", "");
  await page.getByRole("button", { name: "CONNECTED" }).waitFor();
});
