// What is pressed twice, by accident or too early does no more than was meant; what fails is said.
import { afterAll, beforeAll, expect, test } from "vitest";

import { open, start, stop } from "./harness";
import { begin, edit, seed, type } from "./person";

beforeAll(start);
afterAll(stop);

test("Enter in the picker confirms nothing before a type is chosen; a double click chooses and confirms", async () => {
  const { page } = await open();
  await page.getByRole("button", { name: "Create authorization" }).click();
  await page.getByRole("radio", { name: "OAuth 2" }).focus();
  await page.keyboard.press("Enter");
  await page.waitForTimeout(100);
  expect(await page.getByRole("dialog").count()).toBe(1);
  await page.getByRole("radio", { name: "OAuth 2" }).dblclick();
  await page.getByRole("heading", { name: /OAuth 2/u }).waitFor();
});

test("a double click on a row's own buttons does not open the form", async () => {
  const { page } = await open((core) => seed(core, ["billing-api"]));
  await page.getByRole("button", { name: "Authorizations", exact: true }).first().click();
  await page.getByRole("button", { name: "Delete billing-api" }).dispatchEvent("dblclick");
  await page.waitForTimeout(150);
  expect(await page.getByRole("heading", { name: /Edit/u }).count()).toBe(0);
});

test("a double click on DELETE deletes, and does not open the form of the row behind it", async () => {
  const { page, core } = await open((fake) => seed(fake, Array.from({ length: 25 }, (_, row) => `row ${String(row).padStart(2, "0")}`)));
  await page.getByRole("button", { name: "Authorizations", exact: true }).first().click();
  await page.getByRole("row", { name: /^row 08/u }).click();
  await page.getByRole("button", { name: "Delete row 05" }).click();
  await page.getByRole("button", { name: "DELETE", exact: true }).dblclick({ delay: 60 });
  await page.getByText("1–24 of 24").waitFor();
  await page.waitForTimeout(200);
  expect([core.saved.size, await page.getByRole("heading", { name: /Edit/u }).count()]).toEqual([24, 0]);
  await page.getByRole("row", { name: /^row 08/u }).dblclick();
  await page.getByRole("heading", { name: /Edit/u }).waitFor();
});

test("a form that cannot be opened, and figures that cannot be told, are said on Home", async () => {
  const { page } = await open((core) => {
    core.fails.set("summary", "busy");
    core.fails.set("blank", "busy");
  });
  await page.getByText("Another program is writing to the data").waitFor();
  await page.getByRole("button", { name: "Create authorization" }).click();
  await page.getByRole("radio", { name: "OAuth 2" }).click();
  await page.getByRole("button", { name: "CONFIRM" }).click();
  await page.getByRole("alert").waitFor();
  expect(await page.getByRole("alert").innerText()).toContain("Another program is writing to the data");
});

test("consent to clear text is no change once the address needs none", async () => {
  const { page } = await open((core) => seed(core, ["billing-api"]));
  await edit(page, "billing-api");
  await type(page, "Token URL", "http://internal.example/token");
  await page.getByRole("checkbox", { name: /unencrypted/u }).check();
  await type(page, "Token URL", "https://login.example.com/oauth2/token");
  await page.getByRole("button", { name: "CONNECTED" }).waitFor();
  await page.getByText("Nothing to save.").waitFor();
  expect(await page.getByRole("checkbox", { name: /unencrypted/u }).count()).toBe(0);
});

test("a name that was taken meanwhile is said beside the field, also of a new authorization", async () => {
  const { page, core, emit } = await open();
  await page.getByRole("button", { name: "Create authorization" }).click();
  await page.getByRole("radio", { name: "API Key" }).dblclick();
  await type(page, "Name", "maps");
  await type(page, "Key", "X-Key");
  await type(page, "Value", "v");
  await page.getByText("Unsaved changes.").waitFor();
  core.save({ ...core.blank("api-key"), name: "maps" });
  await emit("changed");
  await page.getByText("Another authorization already has this name.").waitFor();
  expect(await page.getByRole("textbox", { name: "Name", exact: true }).getAttribute("aria-invalid")).toBe("true");
});

test("a text that could not be copied is not told under a sign of success", async () => {
  const { page } = await open((core) => {
    core.vault = { ...core.vault, home: "passphrase" };
  });
  await page.evaluate(() => Object.defineProperty(navigator, "clipboard", { value: { writeText: () => Promise.reject(new Error("no")) } }));
  await page.getByRole("button", { name: "Security" }).click();
  await page.getByRole("button", { name: "Make recovery key" }).click();
  await page.getByRole("button", { name: "Copy" }).click();
  await page.getByText("Couldn’t copy.").waitFor();
  expect(await page.locator(".toast").getAttribute("class")).toContain("is-bad");
});

test("the wrong empty list is not shown while the filter is being cleared", async () => {
  const { page } = await open((core) => seed(core, ["billing-api"]));
  await page.getByRole("button", { name: "Authorizations", exact: true }).first().click();
  await type(page, "Name, Description", "nothing like it");
  await page.getByRole("button", { name: "SEARCH" }).click();
  await page.getByText("Nothing matches your search").waitFor();
  const seen = await page.evaluate(async () => {
    const titles = new Set<string>();
    new MutationObserver(() => titles.add(document.querySelector(".empty-title")?.textContent ?? "")).observe(document.body, { subtree: true, childList: true, characterData: true });
    [...document.querySelectorAll("button")].find((button) => button.textContent === "Clear filter")?.click();
    await new Promise((later) => {
      setTimeout(later, 300);
    });
    return [...titles];
  });
  expect(seen).not.toContain("No authorizations yet");
});

test("a message that appears when a field is left does not push away what is being pressed", async () => {
  const { page } = await open();
  await begin(page, "OAuth 2");
  await page.getByRole("button", { name: /^Advanced/u }).click();
  await page.getByRole("button", { name: "Add resource" }).click();
  const add = await page.getByRole("button", { name: "Add resource" }).boundingBox();
  if (add === null) throw new Error("it is shown");
  await page.mouse.move(add.x + add.width / 2, add.y + add.height / 2);
  await page.mouse.down();
  await page.waitForTimeout(150);
  expect(await page.locator("#staging-resource-0-error").count()).toBe(0);
  await page.mouse.up();
  await page.locator("#staging-resource-0-error").waitFor();
  await page.getByRole("textbox", { name: "Resource 2" }).waitFor();
});
