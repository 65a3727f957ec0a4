// The network settings of an environment: checked as they are typed, saved and shown again, with a warning that stays.
import { afterAll, beforeAll, expect, test } from "vitest";

import { saved } from "./screens/seeds";
import { certificateFile } from "./core/network";
import { open, start, stop } from "./harness";
import { User } from "./user";

beforeAll(start);
afterAll(stop);

async function inAdvanced(): Promise<User> {
  const user = new User(await open(saved));
  await user.edit();
  await user.page.getByRole("button", { name: user.texts.form.advanced }).click();
  await user.press(user.texts.form.network.title);
  return user;
}

const proxy = (user: User) => user.page.getByRole("combobox", { name: user.texts.form.fields.proxy, exact: true });

test("a proxy, CA certificates and a time limit are saved for one environment", async () => {
  const user = await inAdvanced();
  expect(await user.box(user.texts.form.fields.proxy_address).count()).toBe(0);
  await proxy(user).selectOption("address");
  await user.type("proxy_address", "http://maria:pw@proxy.example");
  await user.page.getByText("The address must not contain a user name or password. Enter them in their own fields.").waitFor();
  expect(await user.button(user.texts.form.save).getAttribute("aria-disabled")).toBe("true");
  await user.type("proxy_address", "http://proxy.example:3128");
  await user.type("proxy_user", "maria");
  await user.type("proxy_password", "canary");
  await user.keyFile("[data-file=staging-ca]", certificateFile("Root A", 2034));
  await user.keyFile("[data-file=staging-ca]", certificateFile("Root B", 2035));
  await user.page.getByText("CN=Root B", { exact: true }).waitFor();
  await user.press(user.texts.settings.network.remove("CN=Root A"));
  await user.page.getByText("CN=Root A", { exact: true }).waitFor({ state: "detached" });
  await user.keyFile("[data-file=staging-ca]", "hello");
  await user.page.getByRole("alert").getByText("No certificate was found.").waitFor();
  await user.type("timeout", "0");
  await user.page.getByText("Enter a whole number of seconds between 1 and 3,600.").waitFor();
  await user.type("timeout", "20");
  await user.press(user.texts.form.save);
  await user.edit();
  const one = [...user.core.saved.values()].map(({ authorization }) => authorization).find(({ draft }) => draft.name === "billing-api");
  expect(one?.draft.details.environments.staging).toMatchObject({
    proxy: "address",
    proxy_address: "http://proxy.example:3128",
    proxy_username: "maria",
    proxy_password: { kind: "stored" },
    ca_certificates: certificateFile("Root B", 2035),
    timeout_s: "20",
    skip_verification: false,
  });
  expect(one?.draft.details.environments.production).toMatchObject({ proxy: "default", timeout_s: "" });
  // What differs from the defaults is in sight.
  expect(await user.box(user.texts.form.fields.proxy_address).inputValue()).toBe("http://proxy.example:3128");
  expect(await user.box(user.texts.form.fields.proxy_password).inputValue()).toBe("");
});

test("skipping verification is said in the form and in the list as long as it lasts", async () => {
  const user = await inAdvanced();
  const { network } = user.texts.form;
  const warning = user.page.getByRole("region", { name: network.unverified });
  expect(await warning.count()).toBe(0);
  await user.page.getByRole("checkbox", { name: user.texts.form.fields.insecure_skip_verify }).check();
  await warning.waitFor();
  await user.tab("production");
  await warning.waitFor({ state: "detached" });
  await user.tab("staging");
  await user.press(user.texts.form.save);
  await user.list();
  await user.page.getByText(user.texts.list.unverified("Staging")).waitFor();
  await user.edit();
  await warning.waitFor();
  await user.press(network.verify);
  await warning.waitFor({ state: "detached" });
  await user.press(user.texts.form.save);
  await user.list();
  await user.page.getByText(user.texts.list.unverified("Staging")).waitFor({ state: "detached" });
});

test("what a choice hides is no change, and is there again with the choice", async () => {
  const user = await inAdvanced();
  const nothing = user.page.getByText(user.texts.form.blockers.nothing);
  await nothing.waitFor();
  await proxy(user).selectOption("address");
  await user.type("proxy_address", "http://proxy.example:3128");
  await nothing.waitFor({ state: "detached" });
  await proxy(user).selectOption("default");
  await nothing.waitFor();
  await user.page.getByRole("button", { name: user.texts.connect.connected }).waitFor();
  await proxy(user).selectOption("address");
  expect(await user.box(user.texts.form.fields.proxy_address).inputValue()).toBe("http://proxy.example:3128");
});

test("the same in Settings", async () => {
  const user = new User(await open());
  await user.settings();
  const { network } = user.texts.settings;
  const choice = user.page.getByLabel(network.proxy, { exact: true });
  await choice.selectOption("address");
  await user.page.getByLabel(network.address).fill("http://proxy.example:3128");
  await user.button(network.discard).waitFor();
  await choice.selectOption("system");
  await user.button(network.discard).waitFor({ state: "detached" });
  await choice.selectOption("address");
  expect(await user.page.getByLabel(network.address).inputValue()).toBe("http://proxy.example:3128");
});

test("the warning about an unverified certificate is apart from the fields", async () => {
  const user = await inAdvanced();
  await user.page.getByRole("checkbox", { name: user.texts.form.fields.insecure_skip_verify }).check();
  const warning = user.page.getByRole("region", { name: user.texts.form.network.unverified });
  await warning.waitFor();
  const gap = await warning.evaluate((notice) => (notice.nextElementSibling?.getBoundingClientRect().top ?? 0) - notice.getBoundingClientRect().bottom);
  expect(gap).toBe(16);
});
