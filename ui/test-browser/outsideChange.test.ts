// An authorization that was changed outside Keyfob: the notice, the comparison and the decision.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import type { FakeCore } from "./core/fake";
import type { Loss } from "../src/bindings/Loss";
import { vaultThat } from "./core/fake";
import { open, start, stop } from "./harness";
import { edit, focused, seed, type } from "./actions";

beforeAll(start);
afterAll(stop);

const TITLE = "This authorization was changed outside Keyfob";
const MOVED = { fields: { token_url: "https://login.example.org/token" } };
const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
const dialog = (page: Page) => page.getByRole("dialog", { name: TITLE });
const notice = (page: Page) => page.getByRole("alert").getByText(TITLE, { exact: true });
const url = (page: Page) => page.getByRole("textbox", { name: "Token URL", exact: true }).inputValue();

function seeded(core: FakeCore): string {
  seed(core, ["billing-api"]);
  return [...core.saved.keys()][0] ?? "";
}

test("a change is compared row by row, and what Keyfob saved is restored by keyboard alone", async () => {
  const { page, core } = await open((fake) => fake.tamper(seeded(fake), { ...MOVED, secret: true }));
  await edit(page, "billing-api");
  expect(await url(page)).toBe("https://login.example.org/token");
  await button(page, "Compare…").press("Enter");
  const rows = await dialog(page).getByRole("row").allInnerTexts();
  expect(rows.map((row) => row.split(/\s*\t\s*/u))).toEqual([
    ["Field", "Saved by Keyfob", "Stored now"],
    ["Staging · Token URL", "https://login.example.com/oauth2/token", "https://login.example.org/token"],
    ["Staging · Client Secret", "the stored secret", "a different secret"],
  ]);
  await dialog(page).getByText("Restoring deletes every stored secret that isn’t the one Keyfob saved.").waitFor();
  for (const name of ["Cancel", "Accept what is stored now", "Restore what Keyfob saved"]) {
    await page.keyboard.press("Tab");
    if (name === "Cancel") while ((await focused(page)) !== name) await page.keyboard.press("Tab");
    expect(await focused(page)).toBe(name);
  }
  await page.keyboard.press("Enter");
  await page.getByText("Authorization restored", { exact: true }).waitFor();
  expect(core.calls).toContain("restore_sealed");
  expect([await url(page), await notice(page).count(), core.outside.size]).toEqual(["https://login.example.com/oauth2/token", 0, 0]);
  await expect.poll(() => focused(page)).toMatch(/^(Name|Client Secret)/u);
});

test("Cancel and Escape change nothing and return the focus", async () => {
  const { page, core } = await open((fake) => fake.tamper(seeded(fake), MOVED));
  await edit(page, "billing-api");
  for (const leave of [() => dialog(page).getByRole("button", { name: "Cancel" }).click(), () => page.keyboard.press("Escape")]) {
    await button(page, "Compare…").click();
    await dialog(page).waitFor();
    await leave();
    await dialog(page).waitFor({ state: "detached" });
    await expect.poll(() => focused(page)).toBe("Compare…");
  }
  expect([await notice(page).count(), core.calls.filter((call) => /restore|accept/u.test(call))]).toEqual([1, []]);
});

test("a second change isn't accepted unseen, and what is accepted is what was compared", async () => {
  const { page, core } = await open((fake) => fake.tamper(seeded(fake), MOVED));
  await edit(page, "billing-api");
  await button(page, "Compare…").click();
  core.tamper([...core.saved.keys()][0] ?? "", { fields: { token_url: "https://third.example/token" } });
  await button(page, "Accept what is stored now").click();
  await dialog(page).getByText("changed again in the meantime").waitFor();
  await dialog(page).getByRole("cell", { name: "https://third.example/token" }).waitFor();
  await button(page, "Accept what is stored now").click();
  await page.getByText("Change accepted", { exact: true }).waitFor();
  expect(await url(page)).toBe("https://third.example/token");
  await button(page, "CONNECT").click();
  await button(page, "CONNECTED").waitFor();
});

test.each(["CONNECT", "SAVE", "Show Client Secret"])("%s that is refused because of the change shows the notice, and keeps unsaved changes until the user agrees", async (name) => {
  const { page, core } = await open((fake) => {
    seeded(fake);
  });
  await edit(page, "billing-api");
  await type(page, "Client ID", "typed");
  core.tamper([...core.saved.keys()][0] ?? "", MOVED);
  await button(page, name).click();
  await notice(page).waitFor();
  await page.locator("form").getByText("Compare the versions at the top of the form.").waitFor();
  expect(await page.getByRole("textbox", { name: "Client ID" }).inputValue()).toBe("typed");
  await button(page, "Compare…").click();
  await dialog(page).getByText("Either choice discards your unsaved changes in this form.").waitFor();
  await button(page, "Restore what Keyfob saved").click();
  await page.getByText("Authorization restored", { exact: true }).waitFor();
  expect(await page.getByRole("textbox", { name: "Client ID" }).inputValue()).toBe("client-0");
  expect(await page.locator("form").getByText("Compare the versions at the top of the form.").count()).toBe(0);
});

test("an unreadable version can't be restored, and an older revision is reported as such", async () => {
  for (const [how, words, described] of [
    [{ unreadable: true }, "What Keyfob saved can’t be read", "outside-unreadable"],
    [{}, "Only the revision number was set back", null],
  ] as const) {
    const { page } = await open((fake) => fake.tamper(seeded(fake), how));
    await edit(page, "billing-api");
    await button(page, "Compare…").click();
    await dialog(page).getByText(words).waitFor();
    const restore = button(page, "Restore what Keyfob saved");
    expect([await restore.isDisabled(), await restore.getAttribute("aria-describedby")]).toEqual([described !== null, described]);
    await page.context().close();
  }
});

test("a change that a locked vault can't detect is shown once it is unlocked", async () => {
  const { page } = await open((fake) => {
    fake.tamper(seeded(fake), MOVED);
    fake.vault = vaultThat({ home: "passphrase", state: "locked" });
  });
  await edit(page, "billing-api");
  expect(await notice(page).count()).toBe(0);
  await type(page, "Passphrase", "correct horse battery");
  await button(page, "Unlock").click();
  await notice(page).waitFor();
});

test("the time a secret was last shown is beside it, and too many at once are refused with a reason", async () => {
  const { page, core } = await open((fake) => {
    seeded(fake);
    for (const { authorization } of fake.saved.values()) authorization.last_revealed_at_ms = { staging: Date.UTC(2026, 10, 23, 14, 5), production: null };
  });
  await edit(page, "billing-api");
  await page.getByText(/^A secret was last shown on Nov 23, 2026, 2:05/u).waitFor();
  await page.getByRole("tab", { name: /^Production/u }).click();
  expect(await page.getByText("A secret was last shown").count()).toBe(0);
  core.fails.set("reveal", "too_many_reveals");
  await button(page, "Show Client Secret").click();
  await page.getByRole("tabpanel").getByText("Secrets of too many authorizations were shown within a minute.").waitFor();
});

test("settings that a damaged database lost are restored from the sealed copy, and what was typed is kept", async () => {
  const { page, core } = await open((fake) => {
    const id = seeded(fake);
    const saved = fake.saved.get(id);
    const losses: Loss[] = [{ part: "environment", id, name: "billing-api", environment: "production" }];
    if (saved !== undefined) saved.authorization.losses = losses;
    fake.tamper(id, { fields: { token_url: "", client_id: "", scopes: [], client_secret: { kind: "blank" } }, losses });
  });
  await edit(page, "billing-api");
  // The form opens where something is missing.
  expect(await page.getByRole("tab", { name: /^Production/u }).getAttribute("aria-selected")).toBe("true");
  await page.getByText("Part of this authorization couldn’t be recovered", { exact: true }).waitFor();
  await page.getByText("Production: its settings and secrets", { exact: true }).waitFor();
  expect([await notice(page).count(), await page.getByText(/another program|outside Keyfob/iu).count()]).toEqual([0, 0]);
  await page.getByRole("tab", { name: /^Staging/u }).click();
  await type(page, "Client ID", "typed id");
  await page.getByRole("textbox", { name: "Client Secret" }).fill("typed secret");
  await type(page, "Description", "typed text");
  await button(page, "Compare…").click();
  const comparison = page.getByRole("dialog", { name: "Part of this authorization couldn’t be recovered" });
  await comparison.getByText("What you have typed is kept.").waitFor();
  expect(await comparison.getByText(/another program|discards/iu).count()).toBe(0);
  await page.keyboard.press("Escape");
  await button(page, "Restore the settings from the sealed copy").click();
  await page.getByText("Authorization restored", { exact: true }).waitFor();
  const values = (...names: string[]) => Promise.all(names.map((name) => page.getByRole("textbox", { name, exact: true }).inputValue()));
  expect(await values("Token URL", "Client ID", "Client Secret", "Description")).toEqual(["https://login.example.com/oauth2/token", "typed id", "typed secret", "typed text"]);
  await button(page, "SAVE").click();
  await page.getByText("Nothing to save").waitFor();
  expect([...core.saved.values()][0]?.secrets.get("staging/client_secret")).toBe("typed secret");
});
