// Backups: what happens to them when the key is replaced, and those that the current key doesn't open.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import type { Backup } from "../src/bindings/Backup";
import { vaultThat } from "./core/fake";
import { open, start, stop } from "./harness";
import { BACKUPS, focused, seed } from "./actions";

beforeAll(start);
afterAll(stop);

const [newest] = BACKUPS as [Backup, ...Backup[]];
const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
const radio = (page: Page, name: string | RegExp) => page.getByRole("radio", { name });

test("each change of the key asks what to do with the backups, and passes the choice on", async () => {
  const { page, core } = await open((fake) => {
    fake.vault = vaultThat({ home: "passphrase", has_recovery_key: true });
    fake.backups = BACKUPS;
  });
  await button(page, "Settings").click();
  await button(page, "Change passphrase").click();
  expect(await radio(page, "Re-encrypt them with the new key").isChecked()).toBe(true);
  await page.getByText("Your current recovery key stops working. Make a new one afterwards.").waitFor();
  await page.getByRole("textbox", { name: "Current passphrase" }).fill("correct horse battery");
  for (const name of ["New passphrase", "Repeat passphrase"]) await page.getByRole("textbox", { name, exact: true }).fill("new and long enough");
  await page.keyboard.press("Tab");
  await expect.poll(() => focused(page)).toContain("Re-encrypt them");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await button(page, "Change").click();
  await page.getByText("Done", { exact: true }).waitFor();
  await page.getByText("3 backups don’t open with the current key.").waitFor();
  expect(core.backups.some((backup) => backup.key === "current")).toBe(false);
});

test("without backups, the key is replaced and a recovery key made without a dialog in the page", async () => {
  const { page, core } = await open();
  await button(page, "Settings").click();
  await button(page, "Replace the key").click();
  await page.getByText("Done", { exact: true }).waitFor();
  await button(page, "Make recovery key").click();
  await page.getByRole("dialog", { name: "Your recovery key" }).waitFor();
  expect(core.calls).toEqual(expect.arrayContaining(["rotate_key", "make_recovery_key"]));
  await button(page, "I’ve saved it").click();
  await expect.poll(() => focused(page)).toBe("Make a new recovery key");
});

test("a recovery key is made after the choice, and the focus returns", async () => {
  const { page, core } = await open((fake) => {
    fake.backups = BACKUPS;
  });
  await button(page, "Settings").click();
  await button(page, "Make recovery key").click();
  await radio(page, "Delete them").check();
  await button(page, "Continue").click();
  await page.getByRole("dialog", { name: "Your recovery key" }).waitFor();
  await button(page, "I’ve saved it").click();
  await expect.poll(() => focused(page)).toBe("Make a new recovery key");
  expect(core.backups).toHaveLength(2);
});

test("declining in the system's dialog shows no message and changes nothing", async () => {
  const { page, core } = await open((fake) => {
    fake.vault = vaultThat({ home: "passphrase" });
    fake.backups = BACKUPS;
    for (const command of ["move_to_keyring", "rotate_key", "make_recovery_key", "delete_old_backups"]) fake.fails.set(command, "cancelled");
  });
  await button(page, "Settings").click();
  await button(page, "Delete these backups…").click();
  await expect.poll(() => core.calls).toContain("delete_old_backups");
  for (const [name, confirm] of [["Replace the key", "Continue"], ["Make recovery key", "Continue"], ["Move to the keyring", "Move"]] as const) {
    await button(page, name).click();
    const dialog = page.getByRole("dialog", { name });
    if (confirm === "Move") await dialog.getByRole("textbox", { name: "Passphrase" }).fill("x");
    await button(page, confirm).click();
    await page.waitForTimeout(150);
    expect([await dialog.count(), await page.getByRole("alert").count(), await page.locator(".toast").count()]).toEqual([1, 0, 0]);
    await button(page, "Cancel").click();
  }
  expect([core.backups.length, core.vault.home]).toEqual([3, "passphrase"]);
});

test("backups that the current key doesn't open are listed and deleted, and a new backup is counted", async () => {
  const { page, core } = await open((fake) => {
    fake.backups = BACKUPS;
  });
  await button(page, "Settings").click();
  await page.getByText("3 backups in /home/ana/.local/share/keyfob/backups", { exact: true }).waitFor();
  await page.getByText("2 backups don’t open with the current key.").waitFor();
  expect(await page.locator(".old-backups li").allInnerTexts()).toEqual(["2026-11-22.db", "2026-11-20.db"]);
  await button(page, "Delete these backups…").click();
  await page.getByText("1 backup in /home/ana/.local/share/keyfob/backups", { exact: true }).waitFor();
  expect(await button(page, "Delete these backups…").count()).toBe(0);
  core.backups = [{ ...newest, path: "/home/ana/.local/share/keyfob/backups/2026-11-25.db" }, ...core.backups];
  await button(page, "Back up now").click();
  await page.getByText("2 backups in /home/ana/.local/share/keyfob/backups", { exact: true }).waitFor();
});

test("no backup is offered for deletion while the vault isn't unlocked, because its record may be the wrong one", async () => {
  const { page } = await open((fake) => {
    fake.vault = vaultThat({ home: "keyring", state: "changed" });
    fake.backups = BACKUPS.map((backup) => ({ ...backup, key: "old_in_keyring" }));
  });
  await button(page, "Settings").click();
  await page.getByText("3 backups in").waitFor();
  expect(await button(page, "Delete these backups…").count()).toBe(0);
});

test("a vault whose record is missing or changed offers a new key, and its notice is dismissed for good", async () => {
  for (const [state, title] of [["lost", "The vault record is missing or can’t be read"], ["changed", "The vault record was changed outside Keyfob"]] as const) {
    const { page, core } = await open((fake) => {
      fake.vault = vaultThat({ home: state === "lost" ? null : "keyring", state, notice: "record_restored" });
    });
    await page.getByText(title, { exact: true }).waitFor();
    await button(page, "Dismiss").click();
    await page.getByText("The vault settings were changed outside Keyfob").waitFor({ state: "detached" });
    expect(core.calls).toContain("dismiss_vault_notice");
    await button(page, "Start over with a new key").click();
    await button(page, "New key in the keyring").click();
    await page.getByText(title, { exact: true }).waitFor({ state: "detached" });
    await page.context().close();
  }
});

const row = (page: Page, text: string) => page.getByRole("region", { name: "Backups" }).getByRole("row").filter({ hasText: text });
const restore = (page: Page, text: string) => row(page, text).getByRole("button", { name: /^Restore… / });

test("each backup shows when and why it was made, its size and authorizations, and why it can't be restored", async () => {
  const { page } = await open((fake) => {
    fake.backups = [
      { ...newest, made_at_ms: Date.now() - 3_700_000, reason: "restore", authorizations: 1_024, size_bytes: 1_230_000 },
      { ...newest, path: "/b/2.db", made_at_ms: Date.now() - 90_000_000, reason: "migration", key: "old_under_passphrase" },
      { ...newest, path: "/b/3.db", made_at_ms: Date.now() - 2 * 90_000_000, state: "empty", authorizations: 0 },
      { ...newest, path: "/b/4.db", made_at_ms: Date.now() - 4 * 90_000_000, state: "newer", authorizations: null, key: "unknown" },
      { ...newest, path: "/b/keyfob-odd.db", made_at_ms: null, reason: null, state: "damaged", authorizations: null, key: "unknown" },
    ];
  });
  await button(page, "Settings").click();
  const first = row(page, "1 hour ago");
  for (const text of ["Before another backup was restored", "1,024", "1.23 MB"]) await first.getByText(text, { exact: true }).waitFor();
  expect(await first.locator("time").getAttribute("data-tip")).toMatch(/ (AM|PM)\n2026-11-24\.db$/);
  await row(page, "1 day ago").getByText("Opens with an earlier passphrase").waitFor();
  for (const [text, why] of [["2 days ago", "It has no authorizations."], ["4 days ago", "A newer version of Keyfob made it."], ["keyfob-odd.db", "It is damaged"]] as const) {
    await row(page, text).getByText(why).first().waitFor();
    expect(await restore(page, text).getAttribute("aria-disabled")).toBe("true");
    expect(await restore(page, text).getAttribute("data-tip")).toContain(why);
    expect(await row(page, text).getByText("isn’t known").count()).toBe(0);
  }
  expect(await restore(page, "1 hour ago").getAttribute("aria-disabled")).toBeNull();
});

test("a restored backup is what the window shows, and an answer of no changes nothing", async () => {
  const { page, core } = await open((fake) => {
    seed(fake, ["Billing"]);
    fake.backups = BACKUPS;
    fake.fails.set("restore_backup", "cancelled");
    fake.restored = () => {
      fake.saved.clear();
      seed(fake, ["Shipping"]);
      fake.vault = vaultThat({ home: "passphrase", state: "locked" });
    };
  });
  await button(page, "Settings").click();
  await restore(page, "Made with an earlier key").first().click();
  await expect.poll(() => core.calls).toContain("restore_backup");
  expect([await page.getByRole("alert").count(), await page.locator(".toast").count(), core.saved.size]).toEqual([0, 0, 1]);
  core.fails.set("restore_backup", "backup_changed");
  await restore(page, "Made with an earlier key").first().click();
  await page.getByRole("alert").getByText("The backup was changed after you were asked about it").waitFor();
  core.fails.delete("restore_backup");
  await restore(page, "Made with an earlier key").first().click();
  await page.getByText("Backup restored", { exact: true }).waitFor();
  await page.getByText("The vault is locked", { exact: true }).waitFor();
  expect(await page.getByRole("alert").count()).toBe(0);
  expect(await focused(page)).toBe("Passphrase");
  await button(page, "Authorizations").click();
  await page.getByRole("row").filter({ hasText: "Shipping" }).waitFor();
  expect(await page.getByText("Billing", { exact: true }).count()).toBe(0);
});

test("without backups the list says so, and while the database is gone none can be restored", async () => {
  const { page, core } = await open((fake) => {
    fake.database = "gone";
  });
  await button(page, "Settings").click();
  await page.getByText("There are no backups yet.").waitFor();
  core.backups = BACKUPS;
  await button(page, "Back up now").click();
  await page.getByText("3 backups in").waitFor();
  const all = await page.getByRole("button", { name: /^Restore… / }).evaluateAll((buttons) => buttons.map((one) => one.getAttribute("data-tip")));
  expect(all).toEqual(BACKUPS.map(() => "The database file is gone. Write a new file first."));
});
