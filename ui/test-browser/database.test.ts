// A database file that is gone while the window is open, and the report about one that was damaged or missing at the start.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import type { Loss } from "../src/bindings/Loss";
import type { Recovery } from "../src/bindings/Recovery";
import { LANGUAGES, catalogues } from "../src/texts";
import type { FakeCore } from "./core/fake";
import { type Opened, open, start, stop } from "./harness";
import { edit, focused, seed, type } from "./actions";

beforeAll(start);
afterAll(stop);

const MISSING: Recovery = { set_aside: "", recovered: 0, lost: [], all_losses_known: true, is_missing: true, is_from_copy: false, was_missing: false, newest_backup: "/data/backups/2026-11-24.db" };
const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
const gone = (page: Page) => page.getByText("Nothing can be saved: the database file is gone", { exact: true });
const description = (page: Page) => page.getByRole("textbox", { name: "Description" }).inputValue();

async function typed(): Promise<{ page: Page; core: FakeCore; emit: Opened["emit"] }> {
  const opened = await open((core) => seed(core, ["billing-api"]));
  await edit(opened.page, "billing-api");
  await type(opened.page, "Description", "typed");
  opened.core.database = "gone";
  await opened.emit({ kind: "database", value: "gone" });
  await gone(opened.page).waitFor();
  return opened;
}

test("SAVE is refused while the database is gone, keeps what was typed, and works after a new file was written", async () => {
  const { page } = await typed();
  await button(page, "SAVE").click();
  await page.getByText("Not saved. The database file was deleted").waitFor();
  // The notice is at the top of the form, which is longer than the window.
  expect(await gone(page).evaluate((notice) => notice.getBoundingClientRect().top)).toBeGreaterThanOrEqual(0);
  expect(await description(page)).toBe("typed");
  await button(page, "Write a new file").click();
  await page.getByText("New database file written", { exact: true }).waitFor();
  expect(await gone(page).count()).toBe(0);
  expect(await page.getByText("Not saved").count()).toBe(0);
  // The focus returns to where the user was.
  await expect.poll(() => focused(page)).toBe("SAVE");
  await button(page, "SAVE").click();
  await page.getByText("Nothing to save").waitFor();
  expect(await description(page)).toBe("typed");
});

test("without saving, a notice stays until a new file is written", async () => {
  const { page, core } = await typed();
  await button(page, "Go on without saving").click();
  const notice = page.getByText("Nothing is saved", { exact: true });
  await notice.waitFor();
  expect(core.database).toBe("not_saving");
  expect(await button(page, "Go on without saving").count()).toBe(0);
  await button(page, "SAVE").click();
  await page.getByText("Not saved. Keyfob is running without its database file").waitFor();
  await page.getByRole("navigation").getByRole("button", { name: "Settings", exact: true }).click();
  await button(page, "Leave").click();
  await notice.waitFor();
  await button(page, "Write a new file").click();
  await notice.waitFor({ state: "detached" });
});

test("closing the window while the database is gone asks first, and writing a new file closes it", async () => {
  const { page, core, emit } = await open((fake) => {
    fake.database = "not_saving";
    seed(fake, ["billing-api"]);
  });
  const dialog = page.getByRole("alertdialog", { name: "Close Keyfob without saving its data?" });
  const answer = (name: string) => dialog.getByRole("button", { name, exact: true }).click();
  await emit({ kind: "close_requested" });
  await dialog.waitFor();
  expect(core.closed).toBe(false);
  await answer("Cancel");
  await dialog.waitFor({ state: "detached" });
  expect(core.closed).toBe(false);
  await emit({ kind: "close_requested" });
  core.fails.set("rewrite_missing_database", "busy");
  await answer("Write a new file");
  await dialog.getByText("Another program is using the database").waitFor();
  core.fails.clear();
  await answer("Write a new file");
  await expect.poll(() => core.closed).toBe(true);
  expect(core.database).toBe("in_place");
});

test("closing the window while the database is gone loses the data only if the user says so", async () => {
  const { page, core, emit } = await typed();
  await emit({ kind: "close_requested" });
  await page.getByText("You also have unsaved changes in the form.").waitFor();
  await button(page, "Close and lose the data").click();
  await expect.poll(() => core.closed).toBe(true);
  expect(core.calls).not.toContain("rewrite_missing_database");
});

test("a database that is put back while the window asks leaves only unsaved changes to ask about", async () => {
  const { page, emit } = await typed();
  await emit({ kind: "close_requested" });
  await page.getByText("Close Keyfob without saving its data?").waitFor();
  await emit({ kind: "database", value: "in_place" });
  await page.getByText("Leave without saving?").waitFor();
  expect(await page.getByText("Close Keyfob without saving its data?").count()).toBe(0);
});

test("a new file that can't be written leaves the choice, with the reason", async () => {
  const { page, core } = await typed();
  core.fails.set("rewrite_missing_database", "busy");
  await button(page, "Write a new file").click();
  await page.getByText("Another program is using the database").waitFor();
  expect(await gone(page).count()).toBe(1);
});

test("a page that is loaded again still says that the database is gone, and a file that is put back ends it", async () => {
  const { page, emit } = await open((core) => {
    core.database = "gone";
  });
  await gone(page).waitFor();
  await emit({ kind: "database", value: "in_place" });
  await expect.poll(() => gone(page).count()).toBe(0);
});

test.each(LANGUAGES)("the page speaks the system's language as the core knows it (%s)", async (language) => {
  const { page } = await open((core) => {
    core.preferences = { ...core.preferences, language: "system" };
    core.systemLanguage = language;
  });
  await expect.poll(() => page.getByRole("heading").first().innerText()).toBe(catalogues[language].home.title);
  expect(await page.evaluate(() => document.documentElement.lang)).toBe(language);
});

test("the report about a damaged database stays until it is dismissed, and dismissing it tells the core", async () => {
  const { page, core } = await open((fake) => {
    fake.report = { backup: null, recovery: { ...MISSING, is_missing: false, newest_backup: null, set_aside: "/data/damaged/keyfob.db", recovered: 41 } };
  });
  const report = page.getByText("The database was damaged. 41 authorizations were recovered.");
  await report.waitFor();
  core.fails.set("dismiss_recovery", "busy");
  await button(page, "Dismiss").click();
  await page.getByText("Another program is using the database").waitFor();
  await report.waitFor();
  core.fails.clear();
  await button(page, "Dismiss").click();
  await report.waitFor({ state: "detached" });
  expect(core.report.recovery).toBe(null);
});

test("the report says that a copy took the place of a missing database, and that the file was missing before damage", async () => {
  const { page } = await open((fake) => {
    fake.report = { backup: null, recovery: { ...MISSING, is_from_copy: true, recovered: 2, newest_backup: null } };
  });
  await page.getByText("2 authorizations were recovered from a copy that Keyfob had written before it was stopped.").waitFor();
  expect(await page.getByText("There is no backup").count()).toBe(0);

  const { page: other } = await open((fake) => {
    fake.report = { backup: null, recovery: { ...MISSING, is_missing: false, was_missing: true, newest_backup: null, set_aside: "/data/damaged/keyfob.db", recovered: 1 } };
  });
  await other.getByText("The database was damaged. 1 authorization was recovered.").waitFor();
  await other.getByText("Before that, the database file was missing").waitFor();
});

test("a backup that can't be restored is called damaged", async () => {
  const { page, core } = await open((fake) => {
    fake.report = { backup: null, recovery: MISSING };
  });
  core.fails.set("restore_newest_backup", "backup_unusable");
  await button(page, "Restore the newest backup…").click();
  await page.getByText("The backup is damaged or was made by a newer version of Keyfob").waitFor();
  expect(await page.getByText("Backup restored", { exact: true }).count()).toBe(0);
});

test("the newest backup is restored if the database was missing, unless the user declines or there are authorizations", async () => {
  const { page, core } = await open((fake) => {
    fake.report = { backup: null, recovery: MISSING };
    fake.restored = () => seed(fake, ["billing-api"]);
  });
  await page.getByText("The newest backup is at /data/backups/2026-11-24.db").waitFor();
  core.fails.set("restore_newest_backup", "cancelled");
  await button(page, "Restore the newest backup…").click();
  await expect.poll(() => core.calls).toContain("restore_newest_backup");
  expect(await page.getByText("Cancelled").count()).toBe(0);
  core.fails.clear();
  await button(page, "Restore the newest backup…").click();
  await page.getByText("Backup restored", { exact: true }).waitFor();
  await page.getByText("1 authorization").first().waitFor();
  expect(await page.getByText("The database file was missing").count()).toBe(0);

  const { page: other } = await open((fake) => {
    fake.report = { backup: null, recovery: MISSING };
    seed(fake, ["billing-api"]);
  });
  await other.getByText("There are authorizations already. To replace them with a backup, go to Settings.").waitFor();
  expect(await button(other, "Restore the newest backup…").count()).toBe(0);
});

test("an authorization that lost something is marked in the list and in its form until it is saved", async () => {
  const { page } = await open((core) => {
    seed(core, ["billing-api", "crm-sync"]);
    const [saved] = [...core.saved.values()];
    if (saved === undefined) return;
    const { id } = saved.authorization.draft;
    saved.authorization.losses = [{ part: "secret", id, name: "billing-api", environment: "staging" }];
  });
  await page.getByRole("button", { name: "Authorizations", exact: true }).first().click();
  await page.getByRole("row", { name: /billing-api.*Incomplete since the recovery/u }).waitFor();
  expect(await page.getByText("Incomplete since the recovery").count()).toBe(1);
  await button(page, "Edit billing-api").click();
  await page.getByText("Part of this authorization couldn’t be recovered", { exact: true }).waitFor();
  await page.getByText("Staging: a secret", { exact: true }).waitFor();
  await type(page, "Description", "complete again");
  await button(page, "SAVE").click();
  await page.getByText("Nothing to save").waitFor();
  expect(await page.getByText("Part of this authorization couldn’t be recovered").count()).toBe(0);
});

test("a backup can also be restored if nothing of a damaged database could be recovered", async () => {
  const { page, core } = await open((fake) => {
    fake.report = { backup: null, recovery: { ...MISSING, is_missing: false, set_aside: "/data/damaged/keyfob.db", all_losses_known: false } };
    fake.restored = () => seed(fake, ["billing-api"]);
  });
  await page.getByText("The database was damaged. No authorizations could be recovered.").waitFor();
  await button(page, "Restore the newest backup…").click();
  await page.getByText("Backup restored", { exact: true }).waitFor();
  expect(core.saved.size).toBe(1);
});

test("losses are listed in words, each once", async () => {
  const loss = (part: Loss["part"], name: string | null, environment: Loss["environment"] = null): Loss => ({ part, id: null, name, environment });
  const lost = [loss("environment", "Maps", "staging"), loss("secret", "Maps", "production"), loss("secret", "Maps", "production"), loss("authorization", null)];
  const { page } = await open((fake) => {
    fake.report = { backup: null, recovery: { ...MISSING, is_missing: false, newest_backup: null, set_aside: "/data/damaged/keyfob.db", recovered: 1, lost } };
  });
  await page.getByText("The database was damaged. 1 authorization was recovered.").waitFor();
  expect(await page.locator(".losses li").allInnerTexts()).toEqual([
    "“Maps”, Staging: its settings and secrets",
    "“Maps”, Production: 2 secrets",
    "an authorization whose name is unknown",
  ]);
});

test("while the database is gone, the form says what to do before SAVE, and Security says that nothing can be changed", async () => {
  const { page, core } = await typed();
  await page.getByText("The database file is gone: write a new file at the top of the window before you save.").waitFor();
  await page.getByRole("navigation").getByRole("button", { name: "Settings", exact: true }).click();
  await button(page, "Leave").click();
  const replace = button(page, "Replace the key");
  expect(await replace.isDisabled()).toBe(true);
  await replace.hover();
  await expect.poll(() => page.getByRole("tooltip").innerText()).toContain("Write a new file first.");
  core.fails.set("back_up", "database_gone");
  await button(page, "Back up now").click();
  await page.getByText("No backup was made. The database file was deleted").waitFor();
  await page.getByText("Write a new file at the top of the window, then try again.").waitFor();
});
