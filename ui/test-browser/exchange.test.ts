// Request and response: only names and lengths of what may be secret, and the raw response on request.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { RAW, connected, exchange, refused } from "./core/answers";
import { open, start, stop } from "./harness";
import { begin, connectWithDetails, fillOAuth, announced, type } from "./actions";

const CANARY = "raw-canary-7Lm2Zt";
const BODY = `{"access_token":"${CANARY}","note":"<img src=x onerror=window.__ran=1>"}`;

beforeAll(start);
afterAll(stop);

const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click();
const html = (page: Page) => page.evaluate(() => document.documentElement.outerHTML);

/** CONNECTED, with request and response shown. */
async function connect(page: Page): Promise<void> {
  await begin(page, "OAuth 2");
  await fillOAuth(page);
  await page.getByRole("textbox", { name: "Scopes" }).pressSequentially("read admin ");
  await connectWithDetails(page);
  await press(page, "Show request and response");
}

test("the tree shows names, harmless values and lengths, but no hidden value", async () => {
  const { page, core, complaints } = await open((fake) => {
    fake.raw.set(RAW, BODY);
  });
  await connect(page);
  const lines = await page.getByRole("region", { name: "Response body" }).locator("li").allInnerTexts();
  const own = lines.map((line) => line.split("\n")[0]);
  for (const line of ["object, 5 members", "access_token: string, 1,843 characters", "token_type: Bearer", "roles: array, 2 items"]) expect(own).toContain(line);
  const depth = (name: string) => page.locator(".tree").getByText(name, { exact: true }).evaluate((found) => found.getBoundingClientRect().left);
  expect(await depth("roles")).toBeGreaterThan(await depth("account"));
  const muted = (text: string) => page.locator(".exchange").getByText(text, { exact: true }).evaluate((found) => getComputedStyle(found).color);
  expect(await muted("string, 1,843 characters")).toBe(await muted("(214 characters)"));
  expect(await muted("Bearer")).not.toBe(await muted("(214 characters)"));
  expect(await html(page)).not.toContain(CANARY);
  expect(core.calls).not.toContain("raw_response");
  expect(complaints).toEqual([]);
});

test("any other body is described in one line", async () => {
  const { page } = await open((fake) => {
    fake.answer = () => refused("no", { exchange: exchange(null, 502) });
  });
  await connect(page);
  await page.getByText("HTML page, 2,130 bytes").waitFor();
  expect(await page.getByRole("button", { name: "Show raw response" }).count()).toBe(0);
});

test("a warning that the user can't act on is a note in the exchange", async () => {
  const { page } = await open((fake) => {
    fake.answer = () => connected(["read", "admin"], ["admin"]);
  });
  await connect(page);
  expect(await page.locator(".warnings").innerText()).toBe("The server granted fewer scopes than requested.");
  expect(await page.locator(".exchange-notes").innerText()).toContain("Cache-Control: no-store");
});

test.each([[800, 560, "200%"], [1_180, 720, "100%"]] as const)("at %i × %i with text at %s, nothing of the exchange is cut", async (width, height, font) => {
  const { page } = await open(undefined, { width, height });
  await page.evaluate((size) => document.documentElement.style.setProperty("font-size", size), font);
  await page.evaluate(() => window.dispatchEvent(new Event("resize")));
  await begin(page, "OAuth 2");
  await fillOAuth(page);
  await page.getByRole("button", { name: "CONNECT", exact: true }).click();
  await page.getByRole("button", { name: "CONNECTED" }).waitFor();
  const details = page.getByRole("button", { name: "Details" });
  if (await details.isVisible()) await details.click();
  await press(page, "Show request and response");
  const cut = await page.locator(".connection-details").evaluate((frame) => {
    const edge = frame.getBoundingClientRect().right - Number.parseFloat(getComputedStyle(frame).paddingRight);
    const wider = [...frame.querySelectorAll(".times *, .exchange p, .exchange button, .exchange dd")].filter((part) => part.getBoundingClientRect().right > edge + 1);
    return [frame.scrollWidth - frame.clientWidth, ...wider.map((part) => part.outerHTML.slice(0, 80))];
  });
  expect(cut).toEqual([0]);
});

const HIDES: [string, (page: Page) => Promise<unknown>][] = [
  ["the second press", (page) => press(page, "Hide raw response")],
  ["the window losing the focus", (page) => page.evaluate(() => window.dispatchEvent(new Event("blur")))],
  ["leaving the tab", (page) => page.getByRole("tab", { name: /^Production/u }).click()],
  ["closing the exchange", (page) => press(page, "Hide request and response")],
  ["a change of the data", (page) => type(page, "Client ID", "other")],
  [
    "leaving the screen",
    async (page) => {
      await press(page, "CANCEL");
      await press(page, "Leave");
    },
  ],
];

test.each(HIDES)("the raw response is plain text, and hidden again after %s", async (_, hide) => {
  const { page } = await open((fake) => {
    fake.raw.set(RAW, BODY);
  });
  await connect(page);
  await press(page, "Show raw response");
  await expect.poll(() => page.getByRole("region", { name: "Raw response" }).innerText()).toBe(BODY);
  expect(await page.evaluate(() => (window as unknown as { __ran?: number }).__ran ?? null)).toBe(null);
  await hide(page);
  await expect.poll(() => html(page)).not.toContain(CANARY);
});

test("the raw response is hidden again after 30 seconds", async () => {
  const { page } = await open((fake) => {
    fake.raw.set(RAW, BODY);
  });
  await page.clock.install();
  await connect(page);
  await press(page, "Show raw response");
  await page.getByRole("region", { name: "Raw response" }).waitFor();
  await page.clock.runFor(29_000);
  expect(await html(page)).toContain(CANARY);
  await page.clock.runFor(1_100);
  expect(await html(page)).not.toContain(CANARY);
});

test("a raw response that arrives after the window lost the focus is not shown", async () => {
  let come: (value: unknown) => void = () => undefined;
  const { page } = await open((fake) => {
    fake.raw.set(RAW, BODY);
    fake.opening = new Promise((resolve) => {
      come = resolve;
    });
  });
  await connect(page);
  await press(page, "Show raw response");
  await page.evaluate(() => Object.defineProperty(document, "hasFocus", { value: () => false }));
  come(null);
  await page.waitForTimeout(200);
  expect(await html(page)).not.toContain(CANARY);
});

test("a raw response that is gone says so", async () => {
  const { page } = await open();
  await connect(page);
  await press(page, "Show raw response");
  const gone = "The raw response is no longer available. Connect again to get a new one.";
  await page.locator(".raw").getByText(gone).waitFor();
  await expect.poll(() => announced(page)).toBe(gone);
});

test("the raw response is never part of what is copied for support", async () => {
  const { page } = await open((fake) => {
    fake.raw.set(RAW, BODY);
  });
  await page.evaluate(() => {
    const copied: string[] = [];
    Object.defineProperty(navigator, "clipboard", { value: { writeText: (text: string) => Promise.resolve(void copied.push(text)) } });
    (window as unknown as { __copied: string[] }).__copied = copied;
  });
  await connect(page);
  await press(page, "Show raw response");
  await page.getByRole("region", { name: "Raw response" }).waitFor();
  await press(page, "Copy for support");
  await press(page, "Copy as curl");
  const copied = await page.evaluate(() => (window as unknown as { __copied: string[] }).__copied);
  expect(copied).toHaveLength(2);
  expect(copied.join("\n")).not.toContain(CANARY);
});
