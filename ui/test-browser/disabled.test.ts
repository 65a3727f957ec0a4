// Disabled buttons: they keep the focus, say why they are disabled, and do nothing.
import { afterAll, beforeAll, expect, test } from "vitest";

import { begin, focused, seed, type } from "./actions";
import { vaultThat } from "./core/fake";
import { open, start, stop } from "./harness";

beforeAll(start);
afterAll(stop);

test("SAVE can be focused while it is disabled, and neither a press nor Enter in a field saves", async () => {
  const { page, core } = await open();
  await begin(page, "API Key");
  const save = page.getByRole("button", { name: "SAVE" });
  await save.focus();
  expect([await focused(page), await save.isDisabled()]).toEqual(["SAVE", true]);
  await page.keyboard.press("Enter");
  await save.dispatchEvent("click");
  await type(page, "Name", "maps");
  await page.getByText("Fill in Staging or Production to save.").waitFor();
  await page.keyboard.press("Enter");
  await page.waitForTimeout(100);
  expect([core.saved.size, core.calls.filter((call) => call === "save")]).toEqual([0, []]);
});

test("an eye with nothing to show says so, in its tooltip and for screen readers", async () => {
  const { page } = await open();
  await begin(page, "OAuth 2");
  const eye = page.getByRole("button", { name: "Show Client Secret" });
  await page.getByRole("textbox", { name: "Client Secret" }).focus();
  await page.keyboard.press("Tab");
  expect([await focused(page), await eye.isDisabled()]).toEqual(["Show Client Secret", true]);
  await expect.poll(() => page.getByRole("tooltip").innerText()).toBe("Show Client Secret\nNothing entered yet.");
  expect(await eye.evaluate((button) => document.querySelector(`[id="${button.getAttribute("aria-describedby")}"]`)?.textContent)).toBe("Nothing entered yet.");
  await page.keyboard.press("Enter");
  expect(await page.getByRole("button", { name: "Hide Client Secret" }).count()).toBe(0);
  await type(page, "Client Secret", "typed");
  expect([await eye.isDisabled(), await eye.getAttribute("aria-describedby")]).toEqual([false, null]);
});

test("Unlock and the dialogs' buttons say what is missing", async () => {
  const { page, core } = await open((fake) => {
    fake.vault = vaultThat({ home: "passphrase", state: "locked" });
    seed(fake, ["billing-api"]);
  });
  await page.getByRole("button", { name: "Unlock" }).focus();
  await expect.poll(() => page.getByRole("tooltip").innerText()).toBe("Enter the passphrase first.");
  await page.keyboard.press("Enter");
  expect(core.calls).not.toContain("unlock");
  await page.keyboard.press("Control+n");
  const confirm = page.getByRole("button", { name: "CONFIRM" });
  await confirm.focus();
  expect([await confirm.isDisabled(), await confirm.getAttribute("aria-describedby")]).toEqual([true, "picker-reason"]);
});
