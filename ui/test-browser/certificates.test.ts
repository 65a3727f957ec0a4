// Certificates and keys that are refused, or appear in another field than the one they were chosen at.
import { afterAll, beforeAll, expect, test } from "vitest";

import type { OAuth2Draft } from "../src/bindings/OAuth2Draft";
import { CERTIFICATE, PASSPHRASE } from "./core/keys";
import { certificateFile } from "./core/network";
import { open, start, stop } from "./harness";
import { User } from "./user";

beforeAll(start);
afterAll(stop);

const PEM = "-----BEGIN PRIVATE KEY-----\nCANARYKEY\n-----END PRIVATE KEY-----\n";
const SUBJECT = "CN=billing-api, O=Example";

/** An empty form with a method of client authentication. */
async function using(method: OAuth2Draft["client_authentication"]): Promise<User> {
  const user = new User(await open());
  await user.begin("oauth2");
  await user.page.getByRole("combobox", { name: user.texts.form.fields.client_auth }).selectOption(method);
  return user;
}

const group = (user: User, field: "client_cert" | "client_key" | "private_key" | "key_cert") => user.page.getByRole("group", { name: user.texts.form.fields[field] }).first();
const focused = (user: User) => user.page.evaluate(() => document.activeElement?.id ?? "");

test("a refused file's message goes as soon as anything of the field changes, and hides nothing else", async () => {
  const user = await using("tls_client_auth");
  const certificate = group(user, "client_cert");
  await user.page.keyboard.press("Control+s");
  await user.keyFile("[data-file=client_cert]", "%PDF-1.7");
  await certificate.getByRole("alert").getByText("This file contains no certificate").waitFor();
  await certificate.getByText("This field is required.").waitFor();
  await user.keyFile("[data-file=client_key]", PEM + CERTIFICATE);
  await user.page.getByText(SUBJECT).waitFor();
  expect(await user.page.getByRole("alert").count()).toBe(0);
  await user.keyFile("[data-file=client_key]", "%PDF-1.7");
  await group(user, "client_key").getByRole("alert").waitFor();
  await user.press(user.texts.form.secrets.undo);
  await user.page.getByRole("alert").waitFor({ state: "detached" });
});

test("where a certificate is wanted, the message is about certificates", async () => {
  const user = await using("tls_client_auth");
  const { certificateFiles } = user.texts.form.keys;
  const alert = group(user, "client_cert").getByRole("alert");
  await user.keyFile("[data-file=client_cert]", "");
  await alert.getByText(certificateFiles.empty).waitFor();
  await user.keyFile("[data-file=client_cert]", "%PDF-1.7");
  await alert.getByText("-----BEGIN CERTIFICATE-----").waitFor();
  expect(await alert.innerText()).not.toContain("`");
  expect(await alert.innerText()).not.toContain("PRIVATE KEY");
});

test("a certificate file with a passphrase asks for it, and brings the key too", async () => {
  const user = await using("tls_client_auth");
  const { passphrase } = user.texts.form.keys;
  await user.keyFile("[data-file=client_cert]", `ENCRYPTED ${PEM}${CERTIFICATE}`);
  const dialog = user.page.getByRole("dialog", { name: passphrase.title });
  await dialog.getByLabel(passphrase.label).fill("wrong");
  await dialog.getByRole("button", { name: passphrase.confirms.certificate }).click();
  await dialog.getByText(passphrase.wrong).waitFor();
  await dialog.getByLabel(passphrase.label).fill(PASSPHRASE);
  await dialog.getByRole("button", { name: passphrase.confirms.certificate }).click();
  await user.page.getByText(SUBJECT).waitFor();
  await user.page.getByText("RSA, 2048 bits").waitFor();
  await user.see(user.texts.form.keys.takenElsewhere.key(user.texts.form.fields.client_key));
  expect(await dialog.count()).toBe(0);
});

test("a wrong text stays in the dialog in which it was pasted, with the reason", async () => {
  const user = await using("private_key_jwt");
  await user.press(user.texts.form.keys.paste);
  const dialog = user.page.getByRole("dialog");
  const text = dialog.getByLabel(user.texts.form.keys.text.label);
  await text.fill("my key");
  await dialog.getByRole("button", { name: user.texts.form.keys.text.confirm }).click();
  const alert = dialog.getByRole("alert");
  await alert.getByText("This text contains no private key").waitFor();
  expect(await alert.innerText()).not.toContain("`");
  expect(await text.inputValue()).toBe("my key");
  expect(await text.evaluate((area) => area === document.activeElement)).toBe(true);
  await text.fill(PEM);
  expect(await alert.count()).toBe(0);
  await dialog.getByRole("button", { name: user.texts.form.keys.text.confirm }).click();
  await user.page.getByText("RSA, 2048 bits").waitFor();
  expect(await dialog.count()).toBe(0);
});

test("a key without a certificate leaves the one that was chosen before", async () => {
  const user = await using("private_key_jwt");
  await user.keyFile("[data-file=key_cert]", CERTIFICATE);
  await group(user, "key_cert").getByText(SUBJECT).waitFor();
  await user.keyFile("[data-file=private_key]", PEM);
  await user.page.getByText("RSA, 2048 bits").waitFor();
  expect(await group(user, "key_cert").getByText(SUBJECT).count()).toBe(1);
});

test("a certificate that is chosen for a private key says where it went, and is in sight there", async () => {
  const user = await using("private_key_jwt");
  await user.page.setViewportSize({ width: 800, height: 560 });
  await user.keyFile("[data-file=private_key]", CERTIFICATE);
  await user.see(user.texts.form.keys.takenElsewhere.certificate(user.texts.form.fields.key_cert));
  const subject = group(user, "key_cert").getByText(SUBJECT);
  await subject.waitFor();
  await expect.poll(() => subject.evaluate((text) => text.getBoundingClientRect().bottom < window.innerHeight)).toBe(true);
});

test("a DPoP key can't be a certificate, which is said", async () => {
  const user = new User(await open());
  await user.begin("oauth2");
  await user.page.getByRole("button", { name: user.texts.form.advanced }).click();
  await user.page.getByRole("checkbox", { name: user.texts.form.fields.dpop }).check();
  await user.page.getByText("ECDSA P-256 ·").waitFor();
  await user.keyFile("[data-file=dpop_key]", CERTIFICATE);
  await user.page.getByRole("alert").getByText("contains a certificate, not a private key").waitFor();
  expect(await user.page.getByText("ECDSA P-256 ·").count()).toBe(1);
});

test("an empty CA file is refused, and the message goes when a certificate is removed or the changes are discarded", async () => {
  const user = new User(await open());
  await user.settings();
  const { network } = user.texts.settings;
  const refused = user.page.getByText("No certificate was found.");
  await user.keyFile("[data-file=add-certificates]", certificateFile("Root A", 2034));
  await user.page.getByText("CN=Root A", { exact: true }).waitFor();
  await user.keyFile("[data-file=add-certificates]", "");
  await refused.waitFor();
  await user.press(network.remove("CN=Root A"));
  await refused.waitFor({ state: "detached" });
  await user.page.getByLabel(network.timeLimit).fill("45");
  await user.keyFile("[data-file=add-certificates]", " \n");
  await refused.waitFor();
  await user.press(network.discard);
  await refused.waitFor({ state: "detached" });
  expect(await user.page.getByText("CN=Root A", { exact: true }).count()).toBe(0);
});

test("what is removed with the focus leaves it nearby", async () => {
  const user = await using("private_key_jwt");
  await user.keyFile("[data-file=private_key]", PEM + CERTIFICATE);
  await group(user, "key_cert").getByText(SUBJECT).waitFor();
  await user.button(user.texts.form.keys.removeCertificate).press("Enter");
  await expect.poll(() => focused(user)).toBe("staging-key_cert");
  await user.button(user.texts.form.secrets.undo).press("Enter");
  await expect.poll(() => user.page.evaluate(() => document.activeElement?.closest(".key-actions") !== null)).toBe(true);
  await user.page.getByRole("button", { name: user.texts.form.advanced }).click();
  await user.press(user.texts.form.network.title);
  for (const name of ["Root A", "Root B"]) {
    await user.keyFile("[data-file=staging-ca]", certificateFile(name, 2034));
    await user.page.getByText(`CN=${name}`, { exact: true }).waitFor();
  }
  const { remove } = user.texts.settings.network;
  for (const name of ["Root A", "Root B"]) {
    await user.button(remove(`CN=${name}`)).press("Enter");
    await expect.poll(() => focused(user)).toBe("staging-ca");
  }
  await user.page.getByRole("checkbox", { name: user.texts.form.fields.insecure_skip_verify }).check();
  await user.button(user.texts.form.network.verify).press("Enter");
  await expect.poll(() => focused(user)).toBe("staging-token_url");
});
