// Settings → Network: what is typed is checked, saved and shown again, and the proxy's password stays hidden.
import { afterAll, beforeAll, expect, test } from "vitest";

import { SYSTEM_NETWORK, certificateFile, withoutPassword } from "./core/network";
import { type Opened, open, start, stop } from "./harness";

beforeAll(start);
afterAll(stop);

async function settings(prepare?: Parameters<typeof open>[0]): Promise<Opened> {
  const opened = await open(prepare);
  await opened.page.getByRole("button", { name: "Settings", exact: true }).click();
  await opened.page.getByLabel("Proxy", { exact: true }).waitFor();
  return opened;
}

test("a proxy with a password is saved, and the password is fetched only by the eye", async () => {
  const { page, core, complaints } = await settings();
  const save = page.getByRole("button", { name: "Save", exact: true });
  expect(await save.getAttribute("aria-disabled")).toBe("true");
  await page.getByLabel("Proxy", { exact: true }).selectOption("address");
  await save.click();
  await page.getByText("Enter the proxy’s address, such as http://proxy.example:3128.").waitFor();
  const address = page.getByRole("textbox", { name: "Address", exact: false }).first();
  expect(await address.evaluate((field) => document.activeElement === field)).toBe(true);
  await address.fill("http://maria:pw@proxy.example");
  await page.getByText("The address must not contain a user name or password. Enter them in their own fields.").waitFor();
  await address.fill("http://proxy.example:3128");
  await page.getByLabel("User name").fill("maria");
  await page.locator("#proxy-password").fill("canary");
  await save.click();
  await page.getByText("Network defaults saved").waitFor();
  expect(core.network.draft).toMatchObject({ proxy_username: "maria", proxy_password: { kind: "stored" } });
  expect(core.proxyPassword).toBe("canary");
  expect(await page.locator("#proxy-password").inputValue()).toBe("");
  expect(core.calls).not.toContain("reveal_proxy_password");
  await page.getByRole("button", { name: "Show Password" }).click();
  await expect.poll(() => page.locator("#proxy-password").inputValue()).toBe("canary");
  expect(complaints).toEqual([]);
});

test("certificates are added from files, listed with their expiry, and removed", async () => {
  const { page, core } = await settings();
  const input = page.locator("input[type=file]");
  const file = (name: string, text: string) => ({ name, mimeType: "application/x-pem-file", buffer: Buffer.from(text) });
  await input.setInputFiles(file("letter.txt", "hello"));
  await page.getByRole("alert").getByText("No certificate was found.").waitFor();
  await input.setInputFiles(file("ca.pem", certificateFile("Root A", 2034) + certificateFile("Root B", 2020)));
  await page.getByText("CN=Root A", { exact: true }).waitFor();
  await page.getByText(/^Expired on .*2020/u).waitFor();
  await page.getByRole("button", { name: "Remove CN=Root B" }).click();
  await page.getByText("CN=Root B", { exact: true }).waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect.poll(() => core.network.draft.certificates).toBe(certificateFile("Root A", 2034));
});

test("what is typed stays while another screen is open, and can be discarded", async () => {
  const { page } = await settings();
  await page.getByLabel("Time limit in seconds").fill("45");
  await page.getByRole("button", { name: "Home", exact: true }).click();
  await page.getByRole("button", { name: "Settings", exact: true }).click();
  expect(await page.getByLabel("Time limit in seconds").inputValue()).toBe("45");
  await page.getByRole("button", { name: "Discard changes" }).click();
  expect(await page.getByLabel("Time limit in seconds").inputValue()).toBe("30");
});

test("defaults that were changed outside can be replaced, even by the system’s settings", async () => {
  const { page, core } = await settings((fake) => {
    fake.network = { ...SYSTEM_NETWORK, is_unreadable: true };
  });
  await page.getByText("The saved network defaults can’t be used").waitFor();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("The saved network defaults can’t be used").waitFor({ state: "detached" });
  expect(core.network.is_unreadable).toBe(false);
});

test("a user who declines the question keeps what is typed and saved", async () => {
  const { page, core } = await settings((fake) => {
    fake.network = withoutPassword({ ...SYSTEM_NETWORK.draft, timeout_s: "20" });
    fake.fails.set("set_network", "cancelled");
  });
  await page.getByLabel("Time limit in seconds").fill("45");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect.poll(() => core.calls.includes("set_network")).toBe(true);
  expect(await page.getByLabel("Time limit in seconds").inputValue()).toBe("45");
  expect(await page.getByRole("alert").count()).toBe(0);
});
