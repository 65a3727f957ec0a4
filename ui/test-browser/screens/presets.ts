// Starting from a preset: the list, the values, and what to enter afterwards.
import type { ScreenState } from "./seeds";
import type { User } from "../user";

async function keycloak(user: User, server: string): Promise<void> {
  const { presets, environments } = user.texts;
  await user.begin("oauth2");
  await user.press(presets.open);
  await user.press("Keycloak");
  await user.page.locator("#preset-staging-server").fill(server);
  await user.page.locator("#preset-staging-realm").fill("acme-test");
  await user.press(presets.copy(environments.staging));
  await user.page.locator("#preset-production-realm").fill("acme");
}

export const PRESET_SCREENS: readonly ScreenState[] = [
  {
    name: "the list of presets",
    go: async (user) => {
      await user.begin("oauth2");
      await user.press(user.texts.presets.open);
      await user.button("Keycloak").waitFor();
    },
  },
  {
    name: "the values of a preset",
    go: async (user) => {
      await keycloak(user, "keycloak.example.com");
      await user.page.getByRole("group", { name: user.texts.presets.preview(user.texts.environments.production) }).waitFor();
    },
  },
  {
    name: "what a preset fills in",
    go: async (user) => {
      await keycloak(user, "keycloak.example.com");
      await user.page.getByRole("group", { name: user.texts.presets.preview(user.texts.environments.production) }).scrollIntoViewIfNeeded();
    },
  },
  {
    name: "values of a preset that can't be used",
    go: async (user) => {
      await keycloak(user, "https://keycloak.example.com");
      await user.page.locator("#preset-staging-server-error").waitFor();
    },
  },
  {
    name: "what to enter after a preset",
    go: async (user) => {
      await keycloak(user, "keycloak.example.com");
      await user.press(user.texts.presets.fillIn);
      await user.page.getByRole("region", { name: user.texts.presets.guide("Keycloak") }).waitFor();
    },
  },
];
