// Who signed in with the saved settings, how long the refresh token is valid, and whether a user has to sign in again.
import type { JSX } from "preact";

import type { SignInStatus } from "../../bindings/SignInStatus";
import type { SignedInConnection } from "../../bindings/SignedInConnection";
import type { SignedInUser } from "../../bindings/SignedInUser";
import { connectBlockers, isEnvironmentDirty } from "../../form/state";
import { Button } from "../../parts/Button";
import { Icon } from "../../parts/Icon";
import { useNow } from "../../parts/now";
import { ago, moment, texts } from "../../texts";
import type { EnvironmentProps } from "./fieldProps";

/** What is shown of a sign-in. */
type Shown = Pick<SignInStatus, "user" | "at_ms" | "has_refresh_token" | "refresh_expires_at_ms">;

/** A sign-in with data that isn't saved, as it is shown. */
const ofConnection = ({ user, has_refresh_token, refresh_expires_in: left }: SignedInConnection, at: number): Shown => ({
  user,
  at_ms: at,
  has_refresh_token,
  refresh_expires_at_ms: left === null ? null : at + left * 1_000,
});

/** The sign-in to show: of the connection just made, or else of the saved settings. `null` if there is none. */
export function shownSignIn({ controller, environment }: EnvironmentProps): { status: SignInStatus | null; shown: Shown | null } {
  const { runs, successes } = controller.form.value;
  const status = controller.tokens.signIn(environment);
  const success = runs[environment].state === "idle" ? successes[environment] : null;
  const signedIn = success?.connection.signed_in ?? null;
  // What is kept belongs to the saved settings, and not to those that were just connected.
  const isNew = success !== null && isEnvironmentDirty(controller.form.value, environment);
  if (!isNew && status !== null && (status.at_ms !== null || status.needed !== null)) return { status, shown: status.at_ms === null ? null : status };
  return { status: null, shown: success === null || signedIn === null ? null : ofConnection(signedIn, success.connection.received_at_ms) };
}

/** Whether a user has to sign in for the saved settings. While one does, the panel of the running attempt says what is to be done. */
export const isSignInNeeded = (on: EnvironmentProps): boolean =>
  on.controller.form.value.runs[on.environment].state !== "running" && (shownSignIn(on).status?.needed ?? null) !== null;

export function SignedIn({ controller, environment }: EnvironmentProps): JSX.Element | null {
  const { signIn, messages } = texts.value;
  const form = controller.form.value;
  const { status, shown } = shownSignIn({ controller, environment });
  // The panel of the running attempt says what is to be done.
  if (form.runs[environment].state === "running") return null;
  const needed = status?.needed ?? null;
  const isDirty = isEnvironmentDirty(form, environment);
  const connect = () => void controller.connections.connect(environment);
  return (
    <div class="signed-in" role="group" aria-label={signIn.who.title}>
      {needed !== null && (
        <div class="signed-in-needed" role="status">
          <Icon name="warning" />
          <p id={`${environment}-sign-in-needed`}>
            <strong>{signIn.needed.title}</strong> <span>{messages.sign_in[needed]}</span>
          </p>
        </div>
      )}
      {shown !== null && needed === null && (
        <div class="signed-in-line">
          <div class="signed-in-who">
            <p>
              <Who user={shown.user} />
              {shown.at_ms !== null && <Since ms={shown.at_ms} />}
            </p>
            <p class="secondary">
              {shown.user !== null && `${signIn.who.unverified} `}
              <Refresh shown={shown} />
            </p>
          </div>
          {status !== null && !isDirty && (
            <Button weight="quiet" disabled={connectBlockers(form, environment) !== null} onClick={connect}>
              {signIn.who.again}
            </Button>
          )}
        </div>
      )}
      {status?.was_interrupted === true && needed === null && (
        <p class="token-note token-warning">
          <Icon name="warning" /> <span>{signIn.who.interrupted}</span>
        </p>
      )}
    </div>
  );
}

/** The name under which a user is shown, and what else the server says of them. */
export function namesOf({ name, username, email, subject }: SignedInUser): { main: string | null; more: string | null } {
  const [main = null, more = null] = [...new Set([name, username ?? email].filter((word): word is string => word !== null && word !== ""))];
  return main === null ? { main: subject, more: null } : { main, more };
}

function Who({ user }: { user: SignedInUser | null }): JSX.Element {
  const { who } = texts.value.signIn;
  const { main, more } = user === null ? { main: null, more: null } : namesOf(user);
  if (main === null) return <span>{who.signedIn}</span>;
  const [before = "", after = ""] = who.as("\u0000").split("\u0000");
  return (
    <span class="wrap">
      {before}
      <strong>
        <bdi>{main}</bdi>
      </strong>
      {after}
      {more !== null && (
        <>
          {" ("}
          <bdi>{more}</bdi>
          {")"}
        </>
      )}
    </span>
  );
}

/** How often a time that passes slowly is written again. */
const LOOKS_MS = 15_000;

function Since({ ms }: { ms: number }): JSX.Element | null {
  const now = useNow(LOOKS_MS);
  // It was just now.
  if (now - ms < 60_000) return null;
  return (
    <>
      {" · "}
      <time class="secondary" dateTime={new Date(ms).toISOString()} data-tip={moment(ms)}>
        {ago(ms, now)}
      </time>
    </>
  );
}

function Refresh({ shown: { has_refresh_token: has, refresh_expires_at_ms: until } }: { shown: Shown }): JSX.Element {
  const { refresh } = texts.value.signIn.who;
  const now = useNow(LOOKS_MS);
  const text = !has ? refresh.none : until === null ? refresh.open : until > now ? refresh.until(moment(until)) : refresh.expired;
  return <>{text}</>;
}
