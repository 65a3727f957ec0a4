// Backups: what happens to them when the key is replaced, and those that the current key doesn't open.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { vaultThat } from "./core/fake";
import { open, start, stop } from "./harness";
import { BACKUPS, focused } from "./actions";

beforeAll(start);
afterAll(stop);

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
  expect(core.backups.some((backup) => backup.is_current)).toBe(false);
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
  expect(await page.locator(".old-backups li").allInnerTexts()).toEqual(["2026-11-20.db", "2026-11-22.db"]);
  await button(page, "Delete these backups…").click();
  await page.getByText("1 backup in /home/ana/.local/share/keyfob/backups", { exact: true }).waitFor();
  expect(await button(page, "Delete these backups…").count()).toBe(0);
  core.backups = [...core.backups, { path: "/home/ana/.local/share/keyfob/backups/2026-11-25.db", is_current: true, is_readable: true }];
  await button(page, "Back up now").click();
  await page.getByText("2 backups in /home/ana/.local/share/keyfob/backups", { exact: true }).waitFor();
});

test("no backup is offered for deletion while the vault isn't unlocked, because its record may be the wrong one", async () => {
  const { page } = await open((fake) => {
    fake.vault = vaultThat({ home: "keyring", state: "changed" });
    fake.backups = BACKUPS.map(({ path }) => ({ path, is_current: false, is_readable: true }));
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
