// The token of the saved settings: how long it is still valid, copying, inspecting and forgetting it. The page doesn't hold it.
import { type Signal, useSignal } from "@preact/signals";
import type { JSX } from "preact";

import { toast } from "../../app/toasts";
import type { Connection } from "../../bindings/Connection";
import type { Environment } from "../../bindings/Environment";
import type { SignInStatus } from "../../bindings/SignInStatus";
import type { ScriptLine } from "../../bindings/ScriptLine";
import type { TokenForm } from "../../bindings/TokenForm";
import type { TokenInspection } from "../../bindings/TokenInspection";
import type { TokenStatus } from "../../bindings/TokenStatus";
import type { FormController } from "../../form/controller";
import { isEnvironmentDirty, validation } from "../../form/state";
import type { TokenProblem } from "../../form/tokens";
import { asFailure, core } from "../../ipc";
import { Button } from "../../parts/Button";
import { Icon } from "../../parts/Icon";
import { MenuButton } from "../../parts/MenuButton";
import { clock } from "../../parts/clock";
import { useNow } from "../../parts/now";
import { moment, span, texts } from "../../texts";
import { clientProblemText, failureText } from "../coreText";
import { Connected } from "./Connected";
import type { EnvironmentProps } from "./fieldProps";
import { titleOf } from "./FailurePanel";
import { InspectDialog } from "./InspectDialog";
import { ScriptDialog } from "./ScriptDialog";
import { isSignInNeeded } from "./SignedIn";

/** `isReasonShown` says whether the reason for a sign-in is shown above. */
function problemText(why: TokenProblem, isReasonShown: boolean): string {
  const { tokens } = texts.value;
  switch (why.result) {
    case "refused":
      return failureText(why.failure);
    case "failed":
      return `${tokens.noToken} ${titleOf(why.failure)}`;
    case "sign_in_needed":
      return `${tokens.noToken} ${isReasonShown ? texts.value.messages.errors.sign_in_needed : texts.value.messages.sign_in[why.reason]}`;
    case "waited":
    case "no_clipboard":
      return tokens.problems[why.result];
  }
}

/** Whether a sign-in left something that can be inspected, or that another token is had with. */
const isHeld = (signIn: SignInStatus | null): boolean => signIn !== null && (signIn.has_id_token || signIn.has_refresh_token);

/** Whether there is a token, or settings that a token can be requested with. */
export const hasTokenBar = ({ tokens, form }: FormController, environment: Environment): boolean =>
  tokens.isKept(environment) || isHeld(tokens.signIn(environment)) || tokens.unrevoked.value?.environment === environment || validation(form.value, environment) !== null;

/** What the token dialogs show, or `null` while they are closed. It is kept apart from the token line, which a low window hides. */
export interface TokenDialogState {
  inspection: Signal<TokenInspection | null>;
  script: Signal<ScriptLine[] | null>;
}

export function useTokenDialogs(): TokenDialogState {
  return { inspection: useSignal<TokenInspection | null>(null), script: useSignal<ScriptLine[] | null>(null) };
}

export function TokenDialogs({ controller, environment, dialogs: { inspection, script } }: Props): JSX.Element {
  const { id } = controller.form.value.baseline;
  return (
    <>
      {inspection.value !== null && id !== null && (
        <InspectDialog
          id={id}
          environment={environment}
          inspection={inspection.value}
          hasIdToken={controller.tokens.signIn(environment)?.has_id_token === true}
          hasChanges={isEnvironmentDirty(controller.form.value, environment)}
          which={controller.tokens.isKept(environment) ? "access" : "id"}
          onClose={() => (inspection.value = null)}
        />
      )}
      {script.value !== null && <ScriptDialog lines={script.value} onClose={() => (script.value = null)} />}
    </>
  );
}

interface Props extends EnvironmentProps {
  dialogs: TokenDialogState;
}

interface BarProps extends Props {
  /** The connection whose scopes are shown. */
  shown: Connection | null;
}

export function TokenBar({ controller, environment, dialogs: { inspection, script }, shown }: BarProps): JSX.Element | null {
  const { tokens: labels } = texts.value;
  const { tokens } = controller;
  const form = controller.form.value;
  const status = tokens.statuses.value.of[environment];
  const missing = status?.missing_scopes ?? [];
  const isKept = tokens.isKept(environment);
  const signIn = tokens.signIn(environment);
  const hasIdToken = signIn?.has_id_token === true;
  const hasAny = isKept || isHeld(signIn);
  const hasUser = hasAny && signIn !== null && signIn.at_ms !== null;
  const forgetsToo = hasUser ? texts.value.signIn.tokens.forgetsToo : undefined;
  const isSaved = form.baseline.id !== null && form.saved[environment];
  if (!hasTokenBar(controller, environment)) return null;

  const problem = tokens.problem.value?.environment === environment ? tokens.problem.value.why : null;
  const unrevoked = tokens.unrevoked.value?.environment === environment ? tokens.unrevoked.value.why : null;
  const isBusy = tokens.busy.value === environment;
  const reason = isSaved ? undefined : labels.saveFirst;
  const copy = async (as: TokenForm) => {
    if (await tokens.copy(environment, as)) toast(texts.peek().tokens.copied[as]);
  };
  const forget = async () => {
    if (!(await tokens.forget(environment))) return;
    controller.connections.forget(environment);
    toast(hasUser ? texts.peek().signIn.tokens.forgotten : texts.peek().tokens.forgotten);
  };
  const disconnect = async () => {
    const ended = await tokens.disconnect(environment);
    if (!tokens.isKept(environment)) controller.connections.forget(environment);
    if (ended !== null) toast(texts.peek().tokens.disconnected[ended]);
  };
  const { id } = form.baseline;
  /** Shows what the core returns, or why it returns nothing. */
  const show = async <T,>(asked: Promise<T>, into: Signal<T | null>) => {
    tokens.problem.value = null;
    try {
      into.value = await asked;
      // This may have opened the vault, with which the token can be read.
      void tokens.load();
    } catch (error) {
      tokens.problem.value = { environment, why: { result: "refused", failure: asFailure(error) } };
    }
  };
  return (
    <div class="token-bar" role="group" aria-label={labels.title}>
      <div class="token-line">
        {status === null ? <span class="token-life secondary">{isKept ? labels.unread : labels.none}</span> : <Life status={status} />}
        <span class="token-actions">
          <span class="split">
            <Button icon={isBusy ? "wait" : "copy"} disabled={!isSaved} reason={reason} aria-busy={isBusy} onClick={() => void copy("token")}>
              {labels.copy}
            </Button>
            <MenuButton
              iconOnly
              icon="down"
              label={labels.copyAs}
              disabled={!isSaved}
              reason={reason}
              items={[
                { label: labels.asHeader, onPick: () => void copy("header") },
                { label: labels.asCurl, onPick: () => void copy("curl") },
              ]}
            />
          </span>
          <Button
            disabled={!isSaved || (!isKept && !hasIdToken)}
            reason={reason ?? labels.nothingKept}
            onClick={() => void show(core.inspectToken(id ?? "", environment, isKept ? "access" : "id"), inspection)}
          >
            {labels.inspect}
          </Button>
          <MenuButton
            iconOnly
            icon="more"
            label={labels.more}
            disabled={!isSaved}
            reason={reason}
            items={[
              { label: labels.script.open, onPick: () => void show(core.scriptLines(id ?? "", environment), script) },
              { label: labels.disconnect, hint: forgetsToo, reason: hasAny ? undefined : labels.nothingKept, onPick: () => void disconnect() },
              { label: labels.forget, hint: forgetsToo, reason: hasAny ? undefined : labels.nothingKept, onPick: () => void forget() },
            ]}
          />
        </span>
      </div>
      {isSaved && isEnvironmentDirty(form, environment) && <p class="token-note secondary">{isKept ? labels.ofSaved : labels.forSaved}</p>}
      {missing.length > 0 && missing.join(" ") !== shown?.missing_scopes.join(" ") && <Connected.ScopeList title={labels.notGranted} scopes={missing} kind="missing" />}
      {status?.failure && problem === null && (
        <p class="token-note token-warning">
          <Icon name="warning" /> <span>{`${labels.notRenewed} ${titleOf(status.failure)}`}</span>
        </p>
      )}
      {unrevoked !== null && (
        <p class="token-note token-warning" role="status">
          <Icon name="warning" /> <span>{`${labels.disconnected.kept} ${clientProblemText(unrevoked)}`}</span>
        </p>
      )}
      {problem !== null && (
        <p class="token-note token-problem" role="alert">
          <Icon name="alert" /> <span>{problemText(problem, isSignInNeeded({ controller, environment }))}</span>
        </p>
      )}
    </div>
  );
}

/** How much of the token's life is left: a bar that empties, and the time. A screen reader is told the time, and not each second. */
function Life({ status }: { status: TokenStatus }): JSX.Element {
  const { tokens } = texts.value;
  const left = Math.min(status.life_ms, Math.max(0, status.expires_at_ms - useNow()));
  const share = status.life_ms > 0 ? (left / status.life_ms) * 100 : 0;
  const source = status.life_source === "expires_in" ? null : tokens.sources[status.life_source];
  const tip = [left > 0 ? tokens.validUntil(moment(status.expires_at_ms)) : tokens.expiredAt(moment(status.expires_at_ms)), source].filter(Boolean).join("\n");
  return (
    <span class={`token-life ${share < 10 ? "is-ending" : ""}`} data-tip={tip}>
      <svg class="token-left" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
        <rect class="token-left-rest" x="0" width={share.toFixed(1)} height="4" />
      </svg>
      <span class="figures" aria-hidden="true">
        {left > 0 ? tokens.left(clock(left / 1_000)) : tokens.expired}
      </span>
      <span class="visually-hidden">{left > 0 ? tokens.left(span(left)) : tokens.expired}</span>
    </span>
  );
}
