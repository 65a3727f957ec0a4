// CONNECT, its state in words and its result, for the selected environment. A pane beside the fields, or the upper part of
// the bar at the bottom of the form, where the details open and close.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useRef } from "preact/hooks";

import type { Connection } from "../../bindings/Connection";
import { fieldsOf, isOAuth } from "../../form/fields";
import { grantOf, hasCode, signsIn } from "../../form/grants";
import type { Form } from "../../form/model";
import type { Environment } from "../../bindings/Environment";
import { connectBlockers, validation, shownFailure, shownRun } from "../../form/state";
import { Button } from "../../parts/Button";
import { Icon } from "../../parts/Icon";
import { Notice } from "../../parts/Notice";
import { useScrollFocus } from "../../parts/scrollFocus";
import { isLow } from "../../parts/windowWidth";
import { texts } from "../../texts";
import { failureText } from "../coreText";
import type { EnvironmentProps } from "./fieldProps";
import { Connected } from "./Connected";
import { connectStatus } from "./ConnectStatus";
import { FailurePanel } from "./FailurePanel";
import { useOutcomeFocus, useTokenFocus } from "./outcomeFocus";
import { SignInWaiting } from "./SignInWaiting";
import { SignedIn, isSignInNeeded, shownSignIn } from "./SignedIn";
import { TokenBar, TokenDialogs, hasTokenBar, useTokenDialogs } from "./TokenBar";

/** Returns the connection whose details are shown: the last one, while its data is the same and nothing newer has failed. */
function shownConnection(form: Form, environment: Environment): Connection | null {
  if (form.runs[environment].state === "running" || shownFailure(form, environment) !== null) return null;
  return validation(form, environment) === "now" ? (form.successes[environment]?.connection ?? null) : null;
}

export function ConnectionPane({ controller, environment }: EnvironmentProps): JSX.Element {
  const { connect, environments } = texts.value;
  const now = controller.form.value;
  const run = shownRun(now, environment);
  const needsSignIn = isSignInNeeded({ controller, environment });
  const connection = needsSignIn ? null : shownConnection(now, environment);
  const failed = shownFailure(now, environment);
  const refused = run.state === "refused" ? run.failure : null;
  const waiting = run.state === "running" ? run.waiting : null;

  // Only what needs attention opens the details by itself. The choice of the user is about one outcome.
  const outcome = run.state === "running" && waiting !== null ? run.fields : (failed?.failure ?? refused ?? connection);
  const chosen = useSignal<{ outcome: object | null; isOpen: boolean } | null>(null);
  const needsAttention = waiting !== null || connection === null || Connected.warnings(connection).length > 0 || connection.missing_scopes.length > 0;
  const isOpen = chosen.value?.outcome === outcome ? chosen.value.isOpen : outcome !== null && needsAttention;
  // Where the window is low, or the text large, the bar has no room for it.
  const signIn = shownSignIn({ controller, environment });
  const hasSignIn = ((signIn.status?.needed ?? null) !== null || signIn.shown !== null) && run.state !== "running";
  // While a user signs in, only what that waits for is shown: what is kept is about to be replaced.
  const isSigningIn = run.state === "running" && signsIn(grantOf(now.draft));
  const hasToken = !isSigningIn && (hasTokenBar(controller, environment) || hasSignIn);
  const tokenInDetails = isLow.value && hasToken;
  const dialogs = useTokenDialogs();
  const tokenBar = hasToken && (
    <div class="token-part">
      {hasSignIn && <SignedIn controller={controller} environment={environment} />}
      <TokenBar controller={controller} environment={environment} dialogs={dialogs} shown={connection} />
    </div>
  );

  const part = useRef<HTMLElement>(null);
  useOutcomeFocus(part, run.state === "running");
  useTokenFocus(part, !isSigningIn && hasTokenBar(controller, environment));
  const status = useRef<HTMLDivElement>(null);
  // The styles need to know what there is: engines differ in when they notice that an element is empty.
  const { verdict, lines } = connectStatus({
    form: now,
    environment,
    withVerdict: !isOpen,
    needsSignIn,
    saysSignIn: tokenInDetails && !isOpen,
    hasToken: controller.tokens.isKept(environment),
  });
  useScrollFocus(status);
  const details = useRef<HTMLDivElement>(null);
  useScrollFocus(details);
  return (
    <section class={`connection connection-${environment} ${isOpen ? "is-open" : ""}`} aria-labelledby="connection-title" ref={part}>
      <div class={`connection-line ${verdict === null && lines.length === 0 ? "is-title-only" : ""}`}>
        <h2 class="connection-title" id="connection-title">
          <span class="tab-dot" aria-hidden="true" />
          {connect.title(environments[environment])}
        </h2>
        <Actions controller={controller} environment={environment} />
        <div class={`connect-status ${lines.length === 0 ? "is-verdict-only" : ""}`} id={`${environment}-connect-status`} ref={status}>
          {verdict}
          {lines}
        </div>
        {(outcome !== null || tokenInDetails) && (
          <button
            type="button"
            class="button button-quiet connection-toggle"
            aria-expanded={isOpen}
            aria-controls="connection-details"
            onClick={() => {
              chosen.value = { outcome, isOpen: !isOpen };
            }}
          >
            <span class="connection-toggle-text">{connect.details}</span>
            <Icon name="down" />
          </button>
        )}
      </div>
      {!tokenInDetails && tokenBar}
      <div class={`connection-details ${failed === null ? "" : "is-failed"}`} id="connection-details" ref={details}>
        {tokenInDetails && tokenBar}
        {waiting !== null && <SignInWaiting waiting={waiting} />}
        {connection !== null && <Connected.Details connection={connection} />}
        {refused !== null && <Notice tone="danger" role="alert" title={failureText(refused)} />}
        {failed !== null && !isSigningIn && <FailurePanel controller={controller} environment={environment} run={failed} trying={run.state === "running"} />}
      </div>
      <TokenDialogs controller={controller} environment={environment} dialogs={dialogs} />
    </section>
  );
}

/** CONNECT, or what is shown instead while it runs. The keys keep the focus of one button from going to another in its place. */
function Actions({ controller, environment }: EnvironmentProps): JSX.Element {
  const { connect } = texts.value;
  const now = controller.form.value;
  if (now.runs[environment].state === "running") {
    return (
      <div class="connection-actions">
        <Button key="connect" weight="main" disabled aria-busy>
          {/* It doesn't turn: without a graphics card that costs much of a core for as long as the server takes. The seconds count. */}
          <Icon name="wait" />
          {connect.connecting}
        </Button>
        <Button
          key="cancel"
          aria-label={connect.cancelLabel}
          // The key that pressed CONNECT may still be held down.
          onKeyDown={(event) => event.repeat && event.preventDefault()}
          onClick={() => controller.connections.cancel(environment)}
        >
          {connect.cancel}
        </Button>
      </div>
    );
  }
  // Validated data without a sign-in gives no token: then CONNECT is what is to be done.
  const needsSignIn = isSignInNeeded({ controller, environment });
  const isConnected = validation(now, environment) !== null && !needsSignIn;
  const describedBy = [`${environment}-connect-status`, needsSignIn ? `${environment}-sign-in-needed` : ""].filter(Boolean).join(" ");
  const blocked = connectBlockers(now, environment) !== null || now.check === null;
  const fields = fieldsOf(now.draft, environment);
  const offersDevice = hasCode(grantOf(now.draft)) && isOAuth(fields) && fields.device_url.trim() !== "";
  return (
    <div class="connection-actions">
      <Button
        key="connect"
        weight={isConnected ? "plain" : "main"}
        class={isConnected ? "is-connected" : ""}
        {...(isConnected ? { icon: "check" as const, "data-tip": connect.again } : {})}
        disabled={blocked}
        aria-describedby={describedBy}
        onClick={() => void controller.connections.connect(environment)}
      >
        {isConnected ? connect.connected : connect.connect}
      </Button>
      {offersDevice && (
        <Button
          key="device"
          icon="device"
          class="connect-device"
          data-tip={texts.value.signIn.onDevice}
          disabled={blocked}
          aria-describedby={`${environment}-connect-status`}
          onClick={() => void controller.connections.connect(environment, true)}
        >
          {texts.value.signIn.onDevice}
        </Button>
      )}
    </div>
  );
}
