// What a user does in the tests of signing in.
import type { GrantType } from "../src/bindings/GrantType";
import type { Outcome } from "../src/bindings/Outcome";
import type { SignInWaiting } from "../src/bindings/SignInWaiting";
import { begin, fillOAuth, type } from "./actions";
import { type Opened, open } from "./harness";

export const box = ({ page }: Opened, name: string) => page.getByRole("textbox", { name, exact: true });
export const button = ({ page }: Opened, name: string) => page.getByRole("button", { name, exact: true });
export const choose = ({ page }: Opened, grant: GrantType) => page.getByLabel("Grant Type").selectOption(grant);

/** An open form whose CONNECT ends when `end` is called. */
export async function connecting(grant: GrantType): Promise<Opened & { end: (outcome: Outcome) => void; show: (waiting: SignInWaiting) => Promise<void> }> {
  let end: (outcome: Outcome) => void = () => undefined;
  const answer = new Promise<Outcome>((settle) => (end = settle));
  const opened = await open((core) => (core.answer = () => answer));
  await begin(opened.page, "OAuth 2");
  await choose(opened, grant);
  if (grant === "device_code") await type(opened.page, "Device Authorization URL", "https://login.example.com/oauth2/device");
  else await type(opened.page, "Authorization URL", "https://login.example.com/oauth2/authorize");
  await fillOAuth(opened.page);
  await button(opened, "CONNECT").click();
  await button(opened, "Cancel connecting").waitFor();
  const show = (waiting: SignInWaiting) => opened.emit({ kind: "sign_in", value: { attempt: opened.core.attempts.at(-1)?.attempt ?? 0, waiting } });
  return { ...opened, end, show };
}
