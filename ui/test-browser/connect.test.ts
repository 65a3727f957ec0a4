// The outcome of CONNECT: its place, its texts and the alternatives.
import type { Locator } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { LANGUAGES } from "../src/texts";
import { connected, refused, timedOut } from "./core/answers";
import { open, start, stop } from "./harness";
import { begin, edit, fillOAuth, focused, announced, seed, type } from "./actions";

beforeAll(start);
afterAll(stop);

const top = async (part: Locator) => (await part.boundingBox())?.y ?? -1;

/** Whether a part is whole inside the window and nothing covers it. */
const isInSight = (part: Locator) =>
  part.evaluate((shown) => {
    const { left, top: from, right, bottom } = shown.getBoundingClientRect();
    const inside = left >= 0 && from >= 0 && right <= innerWidth && bottom <= innerHeight && right > left;
    const corners = [left + 2, right - 2].flatMap((x) => [from + 2, bottom - 2].map((y) => document.elementFromPoint(x, y)));
    return inside && corners.every((found) => found !== null && (shown.contains(found) || found.contains(shown)));
  });

const SIZES = [[1_100, 720], [1_180, 720], [800, 560], [1_600, 1_000]] as const;

test.each(SIZES)("at %i × %i CONNECT, its verdict and SAVE are visible at every scroll position", async (width, height) => {
  const { page, core } = await open(() => undefined, { width, height });
  await begin(page, "OAuth 2");
  await type(page, "Name", "billing-api");
  await fillOAuth(page);
  const buttons = [page.getByRole("button", { name: /^CONNECT(ED)?$/u }), page.getByRole("button", { name: "SAVE" }), page.getByRole("button", { name: "CANCEL", exact: true })];
  for (const [answer, words] of [[refused("no"), "The server rejected the client credentials"], [connected(["read"], ["write"]), "The server granted fewer scopes than requested."]] as const) {
    core.answer = () => answer;
    await buttons[0]?.click();
    const verdict = page.getByText(words);
    await verdict.waitFor();
    for (const top of [0, 10_000]) {
      await page.evaluate((to) => document.querySelector("#main")?.scrollTo(0, to), top);
      for (const part of [verdict, ...buttons]) expect(await isInSight(part), `${words}: ${await part.innerText()}`).toBe(true);
    }
  }
});

test("the details open by themselves only if they need attention, above the bar, and their button remembers the user's choice", async () => {
  const { page, core } = await open();
  await begin(page, "OAuth 2");
  await fillOAuth(page);
  const connect = page.getByRole("button", { name: /^CONNECT(ED)?$/u });
  const details = page.getByRole("button", { name: "Details" });
  expect(await details.count()).toBe(0);
  await connect.click();
  await expect.poll(() => details.getAttribute("aria-expanded")).toBe("false");
  await page.getByText("Bearer").waitFor();
  core.answer = () => refused("no");
  await connect.click();
  await expect.poll(() => details.getAttribute("aria-expanded")).toBe("true");
  const panel = page.getByRole("region", { name: "CONNECT failed" });
  expect(((await panel.boundingBox())?.y ?? 0) < ((await connect.boundingBox())?.y ?? 0)).toBe(true);
  await details.click();
  await panel.waitFor({ state: "hidden" });
  await page.locator(".connect-status").getByText("The server rejected the client credentials").waitFor();
  await type(page, "Name", "billing-api");
  await page.getByRole("button", { name: "SAVE" }).click();
  await page.getByText("Authorization saved", { exact: true }).waitFor();
  expect(await details.getAttribute("aria-expanded")).toBe("false");
});

test("the pane belongs to the selected tab, and says so", async () => {
  const { page, core } = await open(undefined, { width: 1_600, height: 1_000 });
  core.answer = () => refused("no");
  await begin(page, "OAuth 2");
  await fillOAuth(page);
  await page.getByRole("button", { name: "CONNECT", exact: true }).click();
  const staging = page.getByRole("region", { name: "Connection · Staging" });
  await staging.getByRole("region", { name: "CONNECT failed" }).waitFor();
  await page.getByRole("tab", { name: /^Production/u }).click();
  await page.getByRole("region", { name: "Connection · Production" }).getByText("Enter these first").waitFor();
  expect(await page.getByText("The server rejected the client credentials").count()).toBe(0);
});

test("the failure stays visible while an alternative is tried", async () => {
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
  await page.getByRole("button", { name: "Try the request body" }).click();
  await page.getByRole("button", { name: "Cancel connecting" }).waitFor();
  expect(await page.getByRole("button", { name: "Try without encoding" }).isDisabled()).toBe(true);
  await expect.poll(() => focused(page)).toBe("Cancel connecting");
  expect(Math.abs((await top(panel)) - at)).toBeLessThan(2);
  answer(connected([]));
  await page.getByRole("button", { name: "Keep this setting" }).waitFor();
  await page.waitForTimeout(600);
  expect(Math.abs((await top(panel)) - at)).toBeLessThan(40);
  await expect.poll(() => focused(page)).toBe("Keep this setting");
});

test("the target of a redirect is used only if the user says so, and contacted only by CONNECT", async () => {
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

test.each([
  ["https://new.example.com/token?(3 characters)", 0],
  ["https://new.example.com/token", 1],
])("the redirect to %s has %i button that takes it over", async (target, buttons) => {
  const { page } = await open((fake) => {
    fake.answer = () => refused("moved", { stage: "http", code: "redirect_refused", title: "redirect_refused", redirect_target: target, hint: "check_redirect", alternatives: [] });
  });
  await begin(page, "OAuth 2");
  await fillOAuth(page);
  await page.getByRole("button", { name: "CONNECT", exact: true }).click();
  await page.getByText(target).waitFor();
  expect(await page.getByRole("button", { name: "Use this address" }).count()).toBe(buttons);
});

test.each(LANGUAGES)("title, details, message and hint are sentences in the user's language (%s)", async (language) => {
  const { page, texts } = await open(
    (fake) => {
      fake.answer = () =>
        refused("Nope.", {
          title: "not_json",
          code: "not_json",
          stage: "token",
          details: [{ kind: "expected_json", found: "html", media_type: "text/html", bytes: 21_300 }, { kind: "token_elsewhere", path: "data.token" }],
          hint: "check_token_url",
        });
    },
    { language },
  );
  await begin(page, "OAuth 2", texts);
  await fillOAuth(page);
  await page.getByRole("button", { name: texts.connect.connect, exact: true }).click();
  const alert = page.getByRole("alert");
  await alert.waitFor();
  const text = await alert.innerText();
  const { connect, messages } = texts;
  for (const part of [messages.titles.not_json, messages.values["kind.html"], connect.serverMessage, "Nope.", connect.next, messages.hints.check_token_url]) expect(text).toContain(part);
  expect(text).toMatch(/\(text\/html, 21[.,]300 bytes\)/u);
  expect(await alert.locator("code").allInnerTexts()).toEqual(["data.token", "access_token"]);
});

test("after invalid_client, unusual characters in ID and secret are pointed out, with a button for typed values", async () => {
  const note = { environment: null, index: null, code: "space", position: "end" } as const;
  const { page } = await open((fake) => {
    seed(fake, ["billing-api"]);
    fake.answer = () => refused("no", { notes: [{ field: "client_id", ...note }, { field: "client_secret", ...note }] });
  });
  await edit(page, "billing-api");
  await type(page, "Client ID", "client-0 ");
  await page.getByRole("button", { name: "CONNECT", exact: true }).click();
  const panel = page.getByRole("region", { name: "CONNECT failed" });
  await panel.getByText("Client Secret: Ends with a space.").waitFor();
  await panel.getByText("Client ID: Ends with a space.").waitFor();
  const alert = panel.getByRole("alert");
  expect(await alert.innerText()).not.toContain("Ends with a space");
  const [reason, notes, next] = await Promise.all([".failure-reason", ".failure-notes", ".failure-next"].map((part) => panel.locator(part).boundingBox()));
  const bottom = (box: typeof reason) => (box?.y ?? 0) + (box?.height ?? 0);
  expect((notes?.y ?? 0) - bottom(reason)).toBeCloseTo((next?.y ?? 0) - bottom(notes));
  // The secret is stored, so there is nothing in the page to change.
  expect(await panel.getByRole("button", { name: /^Remove these characters/u }).count()).toBe(1);
  await panel.getByRole("button", { name: "Remove these characters from Client ID" }).click();
  await expect.poll(() => page.getByRole("textbox", { name: "Client ID" }).inputValue()).toBe("client-0");
  await expect.poll(() => focused(page)).toMatch(/^Client ID/u);
  await panel.waitFor({ state: "detached" });
});

test("an outage leaves the validation, and both are shown", async () => {
  const { page, core } = await open((fake) => seed(fake, ["billing-api"]));
  core.answer = () => timedOut();
  await edit(page, "billing-api");
  for (let attempt = 0; attempt < 2; attempt += 1) {
    await page.getByRole("button", { name: "CONNECTED" }).click();
    await page.getByRole("region", { name: "CONNECT failed" }).waitFor();
    await expect.poll(() => page.locator(".connect-status").innerText()).toMatch(/Validated Nov 23, 2026.*Last attempt failed/su);
    expect(await page.getByRole("tab", { name: /^Staging/u }).innerText()).toContain("validated");
  }
  core.answer = () => connected([]);
  await page.getByRole("button", { name: "CONNECTED" }).click();
  await page.getByText("Bearer").first().waitFor();
  expect(await page.getByText("Last attempt failed").count()).toBe(0);
  core.answer = () => refused("no");
  await page.getByRole("button", { name: "CONNECTED" }).click();
  await page.getByRole("button", { name: "CONNECT", exact: true }).waitFor();
  expect(await page.getByText("Validated").count()).toBe(0);
});

test("the last attempt is shown beside Validated until there is a newer one", async () => {
  const { page, core } = await open((fake) => {
    seed(fake, ["billing-api"]);
    const [saved] = [...fake.saved.values()];
    if (saved !== undefined) saved.authorization.last_attempts.staging = { at_ms: Date.now() - 185_000, stage: "network", code: "timeout", total_ms: 30_000 };
  });
  await edit(page, "billing-api");
  await expect.poll(() => page.locator(".connect-status").innerText()).toMatch(/Validated .*Last attempt failed 3 minutes ago: timeout/su);
  // Scrolling hides a tooltip.
  await page.locator(".connect-status time").scrollIntoViewIfNeeded();
  await page.waitForTimeout(200);
  await page.locator(".connect-status time").hover();
  await expect.poll(() => page.getByRole("tooltip").innerText()).toMatch(/20\d\d, \d/u);
  await type(page, "Client ID", "other");
  await page.getByText("Last attempt failed").waitFor({ state: "detached" });
  await type(page, "Client ID", "client-0");
  await page.getByText("Last attempt failed").waitFor();
  core.answer = () => connected([]);
  await page.getByRole("button", { name: "CONNECTED" }).click();
  await page.getByText("Bearer").first().waitFor();
  expect(await page.getByText("Last attempt failed").count()).toBe(0);
});

test("a success with data that has changed since is shown and announced", async () => {
  let answer: (outcome: ReturnType<typeof connected>) => void = () => undefined;
  const { page } = await open((core) => {
    core.answer = () =>
      new Promise((answered) => {
        answer = answered;
      });
  });
  await begin(page, "OAuth 2");
  await fillOAuth(page);
  const words = "Connected with the earlier data. Connect again to check the changes.";
  await page.getByRole("button", { name: "CONNECT", exact: true }).click();
  await page.getByRole("button", { name: "Cancel connecting" }).waitFor();
  await type(page, "Client ID", "typed meanwhile");
  answer(connected([]));
  await expect.poll(() => page.locator(".connect-status").innerText()).toBe(words);
  await expect.poll(() => announced(page)).toBe(words);
  await type(page, "Client ID", "billing-service");
  await page.getByRole("button", { name: "CONNECTED" }).waitFor();
  expect(await page.locator(".connect-status").innerText()).not.toContain(words);
});

test("CONNECT names the fields to fill in or correct first", async () => {
  const { page } = await open();
  await begin(page, "OAuth 2");
  const words = page.locator(".connect-status");
  await expect.poll(() => words.innerText()).toBe("Enter these first: Token URL, Client ID, Client Secret");
  await type(page, "Token URL", "login.example.com");
  await type(page, "Client Secret", "s");
  await expect.poll(() => words.innerText()).toMatch(/^Enter the Client ID first\s+Correct the Token URL first$/u);
});

test("what the panel says of a declined question isn't said again by SAVE", async () => {
  const { page, core } = await open((fake) => seed(fake, ["billing-api"]));
  for (const command of ["connect", "save"]) core.fails.set(command, "way_changed");
  await edit(page, "billing-api");
  await type(page, "Client ID", "another");
  await page.getByRole("button", { name: "CONNECT", exact: true }).click();
  const details = page.locator("#connection-details");
  await details.getByRole("alert").waitFor();
  const words = await details.getByRole("alert").innerText();
  await page.getByRole("button", { name: "SAVE" }).click();
  const bar = page.locator(".save-status.is-wrong");
  await bar.waitFor();
  expect((await bar.innerText()).trim()).toBe("Not saved.");
  expect(await page.getByText(words, { exact: true }).count()).toBe(1);
  // Without the panel the bar says it.
  await type(page, "Client ID", "third");
  await page.getByRole("button", { name: "SAVE" }).click();
  await expect.poll(() => bar.innerText()).toContain(words);
});
