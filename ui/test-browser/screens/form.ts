// The form: each type, empty, filled in, with problems, and what other programs did to it.
import { type ScreenState, first, saved } from "./seeds";
import { ISSUER } from "../core/discovery";
import { CERTIFICATE } from "../core/keys";
import { certificateFile } from "../core/network";
import type { User } from "../user";

const KEY = "-----BEGIN PRIVATE KEY-----\n";

/** Changes the saved authorization as another program does that goes through the core. */
function saveElsewhere({ core }: User): void {
  const [one] = [...core.saved.values()];
  if (one === undefined) return;
  const { draft } = one.authorization;
  core.save({ ...draft, description: "Changed in another window" });
}

export const FORM: readonly ScreenState[] = [
  { name: "an empty OAuth 2 form", go: (user) => user.begin("oauth2") },
  { name: "an empty API key form", go: (user) => user.begin("api-key") },
  {
    name: "a filled OAuth 2 form",
    go: async (user) => {
      await user.begin("oauth2");
      await user.type("name", "billing-api");
      await user.type("description", "Invoices and credit notes");
      await user.fill();
      await user.scopes("invoices.read invoices.write customers.read ");
      await user.page.getByText(user.texts.form.blockers.ready).waitFor();
    },
  },
  { name: "a saved form", core: saved, go: (user) => user.edit() },
  {
    name: "a saved API key form",
    core: saved,
    go: async (user) => {
      await user.edit("crm-sync");
      await user.tab("production");
    },
  },
  {
    name: "a saved form with a long name",
    core: saved,
    go: async (user) => {
      await user.list();
      await user.pressStart(user.texts.list.edit("A name"));
      await user.box(user.texts.form.fields.name).waitFor();
    },
  },
  {
    name: "a half filled form with problems",
    core: saved,
    go: async (user) => {
      await user.edit();
      await user.tab("production");
      await user.type("token_url", "http://internal.example/token");
      await user.type("client_id", "");
      await user.type("description", "x".repeat(1_030));
      await user.page.locator("#description-counter, .field-counter, .counter").first().waitFor();
    },
  },
  {
    name: "a form with many scopes, some of which weren't added",
    go: async (user) => {
      await user.begin("oauth2");
      await user.fill();
      const field = user.page.getByRole("textbox", { name: user.texts.form.fields.scopes });
      await field.fill(`${Array.from({ length: 60 }, (_, index) => `customers.region-${index + 1}.read`).join(" ")} customers.region-1.read naïve "quoted" ${"x".repeat(260)} `);
      await field.press("Enter");
      await user.button(user.texts.form.scopes.removeAll).waitFor();
    },
  },
  {
    name: "a Token URL with credentials",
    go: async (user) => {
      await user.begin("oauth2");
      await user.type("token_url", "https://login.example.com/oauth2/token?client_id=billing&client_secret=plain");
      await user.button(user.texts.form.moveCredentials.label).waitFor();
    },
  },
  {
    name: "the advanced part",
    go: async (user) => {
      await user.begin("oauth2");
      await user.page.getByRole("button", { name: user.texts.form.advanced }).click();
      await user.press(user.texts.form.addResource);
      for (const place of ["body", "header", "query"] as const) await user.press(user.texts.form.extras[place].add);
      await user.page.getByRole("checkbox", { name: user.texts.form.extras.header.secret("1") }).check();
    },
  },
  {
    name: "a private key",
    go: async (user) => {
      await user.begin("oauth2");
      await user.fill();
      await user.page.getByRole("combobox", { name: user.texts.form.fields.client_auth }).selectOption("private_key_jwt");
      await user.keyFile("[data-file=private_key]", KEY);
      await user.button(user.texts.form.keys.publicKeys).waitFor();
      await user.page.getByRole("combobox", { name: user.texts.form.fields.client_auth }).scrollIntoViewIfNeeded();
    },
  },
  {
    name: "a key file that can't be used",
    go: async (user) => {
      await user.begin("oauth2");
      await user.page.getByRole("combobox", { name: user.texts.form.fields.client_auth }).selectOption("private_key_jwt");
      await user.keyFile("[data-file=private_key]", "nothing");
      await user.page.getByRole("alert").waitFor();
    },
  },
  {
    name: "the passphrase of a key file",
    go: async (user) => {
      await user.begin("oauth2");
      await user.page.getByRole("combobox", { name: user.texts.form.fields.client_auth }).selectOption("private_key_jwt");
      await user.keyFile("[data-file=private_key]", `ENCRYPTED ${KEY}`);
      await user.page.getByRole("dialog").waitFor();
    },
  },
  {
    name: "a key that is pasted",
    go: async (user) => {
      await user.begin("oauth2");
      await user.page.getByRole("combobox", { name: user.texts.form.fields.client_auth }).selectOption("private_key_jwt");
      await user.press(user.texts.form.keys.paste);
    },
  },
  {
    name: "the public key",
    go: async (user) => {
      await user.begin("oauth2");
      await user.page.getByRole("combobox", { name: user.texts.form.fields.client_auth }).selectOption("private_key_jwt");
      await user.keyFile("[data-file=private_key]", KEY);
      await user.press(user.texts.form.keys.publicKeys);
    },
  },
  {
    name: "a client certificate that expires soon",
    core: (core) => {
      core.keys.certificateDays = 20;
    },
    go: async (user) => {
      await user.begin("oauth2");
      await user.fill();
      await user.page.getByRole("combobox", { name: user.texts.form.fields.client_auth }).selectOption("tls_client_auth");
      await user.keyFile("[data-file=client_cert]", KEY + CERTIFICATE);
      await user.page.getByText("CN=billing-api, O=Example").waitFor();
      await user.page.getByText("CN=billing-api, O=Example").scrollIntoViewIfNeeded();
    },
  },
  {
    name: "DPoP",
    go: async (user) => {
      await user.begin("oauth2");
      await user.page.getByRole("button", { name: user.texts.form.advanced }).click();
      const box = user.page.getByRole("checkbox", { name: user.texts.form.fields.dpop });
      await box.check();
      await user.page.getByText("ECDSA P-256 ·").waitFor();
      await box.scrollIntoViewIfNeeded();
    },
  },
  {
    name: "the network of an environment",
    go: async (user) => {
      await user.begin("oauth2");
      await user.fill();
      await user.page.getByRole("button", { name: user.texts.form.advanced }).click();
      await user.press(user.texts.form.network.title);
      await user.page.getByRole("combobox", { name: user.texts.form.fields.proxy, exact: true }).selectOption("address");
      await user.type("proxy_address", "socks5h://proxy.example:1080");
      await user.type("proxy_user", "maria");
      await user.keyFile("[data-file=staging-ca]", certificateFile("Example Corporate Root CA", 2034));
      await user.type("timeout", "0");
      await user.page.getByRole("checkbox", { name: user.texts.form.fields.insecure_skip_verify }).check();
      await user.page.getByText("CN=Example Corporate Root CA").waitFor();
      await user.page.getByRole("combobox", { name: user.texts.form.fields.proxy, exact: true }).scrollIntoViewIfNeeded();
    },
  },
  {
    name: "a server that isn't verified",
    core: saved,
    go: async (user) => {
      await user.edit();
      await user.page.getByRole("button", { name: user.texts.form.advanced }).click();
      await user.press(user.texts.form.network.title);
      await user.page.getByRole("checkbox", { name: user.texts.form.fields.insecure_skip_verify }).check();
      await user.page.getByRole("region", { name: user.texts.form.network.unverified }).scrollIntoViewIfNeeded();
    },
  },
  {
    name: "servers that go their own way",
    go: async (user) => {
      await user.begin("oauth2");
      await user.fill();
      await user.pressStart(user.texts.form.advanced);
      await user.press(user.texts.form.ownWay.title);
      await user.page.getByRole("combobox", { name: user.texts.form.fields.request_format }).selectOption("json");
      await user.type("token_member", "/data/token");
      await user.button(user.texts.form.ownWay.title).scrollIntoViewIfNeeded();
      await user.page.locator("#staging-client_id_in_body").scrollIntoViewIfNeeded();
    },
  },
  {
    name: "what an issuer publishes",
    go: async (user) => {
      await user.begin("oauth2");
      await user.press(user.texts.discovery.open);
      await user.page.locator("#issuer").fill(ISSUER);
      await user.press(user.texts.discovery.lookUp);
      await user.button(user.texts.discovery.fillIn).waitFor();
    },
  },
  {
    name: "an issuer without metadata",
    go: async (user) => {
      await user.begin("oauth2");
      await user.press(user.texts.discovery.open);
      await user.page.locator("#issuer").fill("https://other.example.com");
      await user.press(user.texts.discovery.lookUp);
      await user.pressStart(user.texts.discovery.asked);
    },
  },
  {
    name: "the question before clearing an environment",
    core: saved,
    go: async (user) => {
      await user.edit();
      await user.press(user.texts.form.clear);
    },
  },
  {
    name: "the question before leaving",
    go: async (user) => {
      await user.begin("api-key");
      await user.type("name", "x");
      await user.press(user.texts.form.cancel);
    },
  },
  {
    name: "a secret that is shown",
    core: (core) => {
      first(core).last_revealed_at_ms = { staging: Date.UTC(2026, 10, 23, 14, 5), production: null };
    },
    go: async (user) => {
      await user.edit();
      const { client_secret: secret } = user.texts.form.fields;
      await user.press(user.texts.form.secrets.show(secret));
      await user.button(user.texts.form.secrets.hide(secret)).waitFor();
    },
  },
  {
    name: "a form that another program changed",
    core: saved,
    go: async (user) => {
      await user.edit();
      await user.type("description", "Typed here");
      saveElsewhere(user);
      await user.emit({ kind: "changed" });
      await user.see(user.texts.form.changedElsewhere);
    },
  },
  {
    name: "the comparison with another program's version",
    core: saved,
    go: async (user) => {
      await user.edit();
      await user.type("description", "Typed here");
      saveElsewhere(user);
      await user.press(user.texts.form.save);
      await user.see("Changed in another window");
    },
  },
  {
    name: "a form that another program deleted",
    core: saved,
    go: async (user) => {
      await user.edit();
      await user.type("description", "Typed here");
      user.core.saved.clear();
      await user.emit({ kind: "changed" });
      await user.see(user.texts.form.goneElsewhere);
    },
  },
  {
    name: "an authorization that was changed outside Keyfob",
    core: (core) => {
      const { draft } = first(core);
      core.tamper(draft.id ?? "", { fields: { token_url: "https://login.example.org/oauth2/token", scopes: ["invoices.read", "admin"] }, secret: true });
    },
    go: async (user) => {
      await user.edit();
      await user.type("description", "typed");
      await user.press(user.texts.form.outside.compare);
      await user.page.getByRole("dialog").getByText(user.texts.form.outside.saved).waitFor();
    },
  },
  {
    name: "a form that was changed outside Keyfob, with a secret that was shown",
    core: (core) => {
      const one = first(core);
      one.last_revealed_at_ms = { staging: Date.UTC(2026, 10, 23, 14, 5), production: null };
      core.tamper(one.draft.id ?? "", { fields: { client_id: "another" } });
    },
    go: async (user) => {
      await user.edit();
      await user.press(user.texts.connect.connect);
      await user.page.getByText(user.texts.problems.changedOutsideHint).first().waitFor();
    },
  },
  {
    name: "an authorization whose saved version can't be read",
    core: (core) => core.tamper(first(core).draft.id ?? "", { unreadable: true }),
    go: async (user) => {
      await user.edit();
      await user.press(user.texts.form.outside.compare);
    },
  },
  {
    name: "the form of an authorization that lost something",
    core: (core) => {
      const one = first(core);
      one.losses = [{ part: "secret", id: one.draft.id, name: "billing-api", environment: "staging" }];
    },
    go: async (user) => {
      await user.edit();
      // Otherwise the bar at the bottom covers half of a button.
      await user.box(user.texts.form.fields.client_secret).evaluate((field) => field.scrollIntoView({ block: "center" }));
    },
  },
  {
    name: "a form that can be restored from its sealed copy",
    core: (core) => {
      const { id } = first(core).draft;
      core.tamper(id ?? "", { fields: { client_id: "" }, losses: [{ part: "environment", id, name: "billing-api", environment: "production" }] });
    },
    go: async (user) => {
      await user.edit();
      await user.button(user.texts.form.losses.restore).waitFor();
    },
  },
];
