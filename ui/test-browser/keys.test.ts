// Methods of client authentication with keys and certificates: their fields, and that no private key is in the page.
import { afterAll, beforeAll, expect, test } from "vitest";

import type { OAuth2Draft } from "../src/bindings/OAuth2Draft";
import type { FakeCore } from "./core/fake";
import { CERTIFICATE, PASSPHRASE } from "./core/keys";
import { open, start, stop } from "./harness";
import { saved } from "./screens/seeds";
import { User } from "./user";

beforeAll(start);
afterAll(stop);

const using = async (core?: (core: FakeCore) => void): Promise<User> => new User(await open(core));

const PEM = "-----BEGIN PRIVATE KEY-----\nCANARYKEY\n-----END PRIVATE KEY-----\n";

const staging = ({ core }: User): OAuth2Draft => [...core.saved.values()][0]?.authorization.draft.details.environments.staging as OAuth2Draft;

const method = (user: User, chosen: OAuth2Draft["client_authentication"]) =>
  user.page.getByRole("combobox", { name: user.texts.form.fields.client_auth }).selectOption(chosen);

test("a private key is chosen, described, and saved without being in the page", async () => {
  const user = await using();
  await user.begin("oauth2");
  await user.type("name", "billing-api");
  await user.fill();
  await method(user, "private_key_jwt");
  expect(await user.page.getByLabel(user.texts.form.fields.client_secret).count()).toBe(0);
  await user.keyFile("[data-file=private_key]", PEM);
  await user.page.getByText("RSA, 2048 bits").waitFor();
  const algorithm = user.page.getByRole("combobox", { name: user.texts.form.fields.key_alg });
  expect(await algorithm.locator("option").allTextContents()).toEqual(["RS256 (default)", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512"]);
  await algorithm.selectOption("PS256");
  await user.press(user.texts.form.save);
  await user.page.getByText(user.texts.form.saved).waitFor();
  expect(await user.page.content()).not.toContain("CANARYKEY");
  expect(staging(user)).toMatchObject({ client_authentication: "private_key_jwt", assertion_algorithm: "PS256" });
});

test("a JWK brings its name and algorithm, and a generated key shows what to register", async () => {
  const user = await using();
  await user.begin("oauth2");
  await user.fill();
  await method(user, "private_key_jwt");
  await user.press(user.texts.form.keys.paste);
  await user.page.getByLabel(user.texts.form.keys.text.label).fill('{"kty":"EC"}');
  await user.press(user.texts.form.keys.text.confirm);
  await user.page.getByText("ECDSA P-256").first().waitFor();
  expect(await user.box(user.texts.form.fields.key_id).inputValue()).toBe("2026-11");
  await user.press(user.texts.form.keys.generate);
  await user.page.getByRole("menuitem", { name: user.texts.form.keys.generated.ed25519 }).click();
  await user.page.getByRole("dialog", { name: user.texts.form.keys.publicTitle }).waitFor();
  await user.press(user.texts.shell.close);
  await user.page.getByText("Ed25519 ·").waitFor();
});

test("an encrypted key asks for its passphrase until it is right", async () => {
  const user = await using();
  await user.begin("oauth2");
  await method(user, "private_key_jwt");
  await user.keyFile("[data-file=private_key]", `ENCRYPTED ${PEM}`);
  const { passphrase } = user.texts.form.keys;
  const dialog = user.page.getByRole("dialog", { name: passphrase.title });
  await dialog.getByLabel(passphrase.label).fill("wrong");
  await dialog.getByRole("button", { name: passphrase.confirms.key }).click();
  await dialog.getByText(passphrase.wrong).waitFor();
  await dialog.getByLabel(passphrase.label).fill(PASSPHRASE);
  await dialog.getByRole("button", { name: passphrase.confirms.key }).click();
  await user.page.getByText("RSA, 2048 bits").waitFor();
  expect(await dialog.count()).toBe(0);
});

test("a file without a key says what is wrong, and keeps the key that was there", async () => {
  const user = await using();
  await user.begin("oauth2");
  await method(user, "private_key_jwt");
  await user.keyFile("[data-file=private_key]", PEM);
  await user.page.getByText("RSA, 2048 bits").waitFor();
  await user.keyFile("[data-file=private_key]", "nothing");
  await user.page.getByText("This file contains no private key").waitFor();
  expect(await user.page.getByText("RSA, 2048 bits").count()).toBe(1);
});

test("a client certificate with its key fills in both, and warns before it expires", async () => {
  const user = await using();
  user.core.keys.certificateDays = 20;
  await user.begin("oauth2");
  await user.type("name", "billing-api");
  await user.fill();
  await method(user, "tls_client_auth");
  await user.keyFile("[data-file=client_cert]", PEM + CERTIFICATE);
  await user.page.getByText("CN=billing-api, O=Example").waitFor();
  await user.page.getByText(/Expires soon/u).waitFor();
  await user.press(user.texts.form.save);
  await user.page.getByText(user.texts.form.saved).waitFor();
  expect(staging(user)).toMatchObject({ client_authentication: "tls_client_auth", client_certificate: CERTIFICATE, client_key: { kind: "stored" } });
});

test("a method that drops the stored secret says so, and going back keeps it", async () => {
  const user = await using(saved);
  await user.edit();
  await method(user, "private_key_jwt");
  await user.page.getByText(user.texts.problems.dropsSecret.client_secret).waitFor();
  await method(user, "client_secret_basic");
  await user.page.getByText(user.texts.form.blockers.nothing).waitFor();
  expect(await user.page.getByText(user.texts.problems.dropsSecret.client_secret).count()).toBe(0);
});

test("DPoP generates its key when it is switched on", async () => {
  const user = await using();
  await user.begin("oauth2");
  await user.page.getByRole("button", { name: user.texts.form.advanced }).click();
  await user.page.getByRole("checkbox", { name: user.texts.form.fields.dpop }).check();
  await user.page.getByText("ECDSA P-256 ·").waitFor();
  expect(user.core.calls.filter((call) => call === "generate_key")).toHaveLength(1);
});

test("a client certificate is removed with its key, and a key alone is no certificate", async () => {
  const user = await using();
  await user.begin("oauth2");
  await user.type("name", "billing-api");
  await user.fill();
  await user.page.getByRole("button", { name: user.texts.form.advanced }).click();
  await user.keyFile("[data-file=client_cert]", PEM);
  await user.page.getByText(user.texts.form.keys.noCertificate).waitFor();
  await user.keyFile("[data-file=client_cert]", PEM + CERTIFICATE);
  await user.page.getByText("CN=billing-api, O=Example").waitFor();
  await user.press(user.texts.form.keys.removeCertificate);
  await user.press(user.texts.form.save);
  await user.page.getByText(user.texts.form.saved).waitFor();
  expect(staging(user)).toMatchObject({ client_certificate: "", client_key: { kind: "blank" } });
});

test("undoing a new key brings back everything that it replaced", async () => {
  const user = await using();
  await user.begin("oauth2");
  await user.type("name", "billing-api");
  await user.fill();
  await method(user, "private_key_jwt");
  await user.keyFile("[data-file=private_key]", '{"kty":"EC"}');
  await user.page.getByText("ECDSA P-256 ·").waitFor();
  await user.press(user.texts.form.save);
  await user.page.getByText(user.texts.form.saved).waitFor();
  await user.keyFile("[data-file=private_key]", PEM + CERTIFICATE);
  await user.page.getByText("CN=billing-api, O=Example").waitFor();
  expect(await user.box(user.texts.form.fields.key_id).inputValue()).toBe("");
  await user.press(user.texts.form.secrets.undo);
  await user.page.getByText(user.texts.form.blockers.nothing).waitFor();
  expect(await user.box(user.texts.form.fields.key_id).inputValue()).toBe("2026-11");
});
