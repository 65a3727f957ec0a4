// CONNECT: running, connected and failed, with and without its exchange.
import { RAW, connected, refused, timedOut, withoutToken } from "../core/answers";
import { type ScreenState, first, saved } from "./seeds";

const LOCATION = "https://login.example.com/v2/oauth2/token";

export const CONNECT: readonly ScreenState[] = [
  {
    name: "CONNECTING",
    core: (core) => {
      core.answer = () => new Promise(() => undefined);
    },
    go: async (user) => {
      await user.connect();
      await user.button(user.texts.connect.cancelLabel).waitFor();
    },
  },
  {
    name: "CONNECTED",
    go: async (user) => {
      await user.connect();
      await user.button(user.texts.connect.connected).waitFor();
    },
  },
  {
    name: "CONNECTED with its exchange",
    core: (core) => {
      core.answer = () => connected(["read", "write", "admin"], ["admin"]);
    },
    go: async (user) => {
      await user.connect();
      await user.press(user.texts.connect.exchange.show);
      await user.page.getByText("TLS 1.3").waitFor();
    },
  },
  {
    name: "CONNECTED with its raw response",
    core: (core) => {
      core.raw.set(RAW, `{"access_token":"${"eyJhbGciOiJSUzI1NiJ9.".repeat(20)}","token_type":"Bearer"}`);
    },
    go: async (user) => {
      await user.connect();
      await user.details();
      await user.press(user.texts.connect.exchange.show);
      await user.press(user.texts.connect.exchange.raw.show);
      await user.page.getByRole("region", { name: user.texts.connect.exchange.raw.title }).waitFor();
    },
  },
  {
    name: "CONNECTED with a last attempt that failed",
    core: (core) => {
      saved(core);
      core.answer = () => timedOut();
    },
    go: async (user) => {
      await user.edit();
      await user.press(user.texts.connect.connected);
      await user.page.getByRole("region", { name: user.texts.connect.failed }).waitFor();
    },
  },
  {
    name: "CONNECTED with a last attempt that failed before",
    core: (core) => {
      first(core).last_attempts.staging = { at_ms: Date.now() - 185_000, stage: "network", code: "timeout", total_ms: 30_000 };
    },
    go: async (user) => {
      await user.edit();
      await user.page.locator(".last-failed time").waitFor();
    },
  },
  {
    name: "a change after CONNECTED",
    go: async (user) => {
      await user.connect();
      await user.button(user.texts.connect.connected).waitFor();
      await user.type("client_id", "another-service");
      await user.button(user.texts.connect.connect).waitFor();
    },
  },
  {
    name: "the failure panel with details, a message and notes",
    core: (core) => {
      const note = { environment: null, index: null, code: "space", position: "end" } as const;
      core.answer = () =>
        refused("AADSTS7000215: Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID.\nTrace ID: 5b1ff5c1-9d0e-4c2f-8a51-0d2b4ce0a1f2", {
          details: [{ kind: "status", status: 401, reason: "Unauthorized" }, { kind: "retry_after", seconds: 1_200 }],
          hint: "check_client_secret",
          error_uri: "https://login.example.com/error?code=7000215",
          notes: [{ field: "client_id", ...note }, { field: "client_secret", ...note }],
        });
    },
    go: async (user) => {
      await user.begin("oauth2");
      await user.fill();
      await user.type("client_id", "billing-service ");
      await user.press(user.texts.connect.connect);
      await user.see(user.texts.connect.serverMessage);
      await user.press(user.texts.connect.exchange.show);
    },
  },
  {
    name: "the failure panel",
    core: (core) => {
      core.answer = () => refused("Client authentication failed.");
    },
    go: async (user) => {
      await user.connect();
      await user.press(user.texts.connect.tries.raw);
      const { failedToo, ways } = user.texts.connect;
      await user.see(failedToo(ways.raw, "invalid_client"));
    },
  },
  {
    name: "the failure panel with an alternative that works",
    core: (core) => {
      let times = 0;
      core.answer = () => {
        times += 1;
        return times === 1 ? refused("Client authentication failed.") : connected(["read", "write", "admin"]);
      };
    },
    go: async (user) => {
      await user.connect();
      await user.press(user.texts.connect.tries.body);
      await user.button(user.texts.connect.keep).waitFor();
    },
  },
  {
    name: "the failure panel with a suggestion for a server that goes its own way",
    core: (core) => {
      core.answer = () => withoutToken();
    },
    go: async (user) => {
      await user.connect();
      await user.button(user.texts.connect.remedies.token_member).waitFor();
    },
  },
  {
    name: "the choice of a token",
    core: (core) => {
      core.answer = () => withoutToken();
    },
    go: async (user) => {
      await user.connect();
      await user.press(user.texts.connect.remedies.token_member);
      await user.page.getByRole("dialog").waitFor();
    },
  },
  {
    name: "the failure panel with a redirect",
    core: (core) => {
      core.answer = () =>
        refused("", {
          stage: "http",
          code: "redirect_refused",
          http_status: 308,
          title: "redirect_refused",
          server_message: null,
          redirect_target: LOCATION,
          hint: "use_redirect_target",
          alternatives: [],
        });
    },
    go: async (user) => {
      await user.connect();
      await user.button(user.texts.connect.useAddress).waitFor();
    },
  },
  {
    name: "CONNECT that the locked vault prevents",
    core: (core) => {
      saved(core);
      core.fails.set("connect", "vault_locked");
    },
    go: async (user) => {
      await user.edit();
      await user.press(user.texts.connect.connected);
      await user.page.getByText(user.texts.messages.errors.vault_locked).first().waitFor();
    },
  },
];
