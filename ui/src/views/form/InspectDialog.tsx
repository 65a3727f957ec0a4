// What a kept token says: what the server said about it, and what it says about itself. The token text is behind an eye.
import type { ComponentChildren, JSX } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";

import { vaultStatus } from "../../app/session";
import { announce } from "../../app/toasts";
import type { Environment } from "../../bindings/Environment";
import type { InspectedToken } from "../../bindings/InspectedToken";
import type { JwtInspection } from "../../bindings/JwtInspection";
import type { TokenInspection } from "../../bindings/TokenInspection";
import type { TokenStatus } from "../../bindings/TokenStatus";
import { asFailure, core } from "../../ipc";
import { Button } from "../../parts/Button";
import { useEye } from "../../parts/eye";
import { Modal } from "../../parts/Modal";
import { Notice } from "../../parts/Notice";
import { Tabs } from "../../parts/Tabs";
import { texts } from "../../texts";
import { failureText } from "../coreText";
import { Check, Members, Time } from "./inspectionParts";
import { IntrospectionQuestion, SignatureQuestion, type TokenAsked } from "./TokenQuestions";

interface Props {
  id: string;
  environment: Environment;
  inspection: TokenInspection;
  /** Which token that is. */
  which: InspectedToken;
  /** Whether there is an ID token, too. */
  hasIdToken: boolean;
  /** Whether the form has changes that aren’t saved. */
  hasChanges: boolean;
  onClose: () => void;
}

export function InspectDialog({ id, environment, inspection: first, which: initial, hasIdToken, hasChanges, onClose }: Props): JSX.Element {
  const { tokens, signIn, shell, environments } = texts.value;
  const labels = tokens.inspection;
  const [{ which, inspection }, setShown] = useState({ which: initial, inspection: first });
  const [failed, setFailed] = useState<string | null>(null);
  const select = async (next: InspectedToken) => {
    setFailed(null);
    try {
      setShown({ which: next, inspection: await core.inspectToken(id, environment, next) });
    } catch (error) {
      setFailed(failureText(asFailure(error)));
    }
  };
  const inspected = (
    <Inspected key={inspection.mark} id={id} environment={environment} inspection={inspection} which={which} />
  );
  return (
    <Modal wide title={`${labels.title} · ${environments[environment]}`} onClose={onClose} onConfirm={onClose} actions={<Button type="submit">{shell.close}</Button>}>
      {hasChanges && <p class="secondary">{tokens.ofSaved}</p>}
      {failed !== null && <Notice tone="danger" role="alert" title={failed} />}
      {hasIdToken ? (
        <Tabs
          id="inspected"
          label={signIn.inspected.label}
          selected={which}
          onSelect={(next) => void select(next)}
          tabs={(["access", "id"] as const).map((key) => ({ key, label: signIn.inspected[key] }))}
        >
          {inspected}
        </Tabs>
      ) : (
        inspected
      )}
    </Modal>
  );
}

interface InspectedProps extends Pick<Props, "id" | "environment" | "inspection" | "which"> {}

function Inspected({ id, environment, inspection, which }: InspectedProps): JSX.Element {
  const labels = texts.value.tokens.inspection;
  const { jwt, mark, nonce_matches: nonce, requested_scopes: requested, status } = inspection;
  return (
    <div class="inspected">
      {which === "access" && status !== null && <Said status={status} requested={requested} />}
      <section class="inspection">
        <h3 class="inspection-title">{labels.itself}</h3>
        {jwt === null ? (
          <p>{labels.opaque}</p>
        ) : (
          <Jwt jwt={jwt} idToken={which === "id" ? { nonce } : null} signature={<SignatureQuestion id={id} environment={environment} mark={mark} />} />
        )}
      </section>
      {which === "access" && <IntrospectionQuestion id={id} environment={environment} mark={mark} />}
      <TokenText id={id} environment={environment} mark={mark} />
    </div>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }): JSX.Element {
  return (
    <div class="inspection-fact">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Said({ status, requested }: { status: TokenStatus; requested: readonly string[] }): JSX.Element {
  const { tokens, connect } = texts.value;
  const labels = tokens.inspection;
  return (
    <section class="inspection">
      <h3 class="inspection-title">{labels.server}</h3>
      <dl class="inspection-facts">
        <Fact name={labels.type}>
          <bdi>{status.token_type ?? connect.noTokenType}</bdi>
        </Fact>
        <Fact name={labels.expires}>
          <Time ms={status.expires_at_ms} />
          {status.life_source !== "expires_in" && <p class="secondary">{tokens.sources[status.life_source]}</p>}
        </Fact>
        <Fact name={labels.requested}>
          <Scopes scopes={requested} />
        </Fact>
        <Fact name={connect.granted}>
          <Scopes scopes={status.scopes} />
        </Fact>
        {status.missing_scopes.length > 0 && (
          <Fact name={connect.notGranted}>
            <span class="is-fewer">
              <Scopes scopes={status.missing_scopes} />
            </span>
          </Fact>
        )}
      </dl>
    </section>
  );
}

function Scopes({ scopes }: { scopes: readonly string[] }): JSX.Element {
  if (scopes.length === 0) return <>{texts.value.tokens.inspection.noneRequested}</>;
  return (
    <span class="mono wrap">
      <bdi>{scopes.join(" ")}</bdi>
    </span>
  );
}

interface JwtProps {
  jwt: JwtInspection;
  /** What only an ID token has; `null` for an access token. */
  idToken: { nonce: boolean | null } | null;
  signature: JSX.Element;
}

function Jwt({ jwt, idToken, signature }: JwtProps): JSX.Element {
  const labels = texts.value.tokens.inspection;
  const ofId = texts.value.signIn.inspected;
  return (
    <>
      <p class="secondary">{labels.notVerified}</p>
      {signature}
      <ul class="inspection-checks">
        {jwt.facts.map((fact) => (
          <Check key={fact} isGood={false} text={labels.facts[fact]} />
        ))}
        {jwt.issuer !== null && <Check isGood={jwt.issuer === "same_origin" ? true : jwt.issuer === "other_origin" ? false : null} text={labels.issuer[jwt.issuer]} />}
        {jwt.audience !== null && <Check isGood={jwt.audience === "requested" ? true : jwt.audience === "differs" ? false : null} text={(idToken === null ? labels : ofId).audience[jwt.audience]} />}
        {idToken !== null && <Check isGood={idToken.nonce} text={idToken.nonce === null ? ofId.noNonce : idToken.nonce ? ofId.nonceMatches : ofId.nonceDiffers} />}
      </ul>
      <Members title={labels.header} members={jwt.header} />
      {jwt.claims === null ? <p>{labels.encrypted}</p> : <Members title={labels.claims} members={jwt.claims} />}
    </>
  );
}

/** The token itself, by the rules of a secret field's eye. */
function TokenText({ id, environment, mark }: TokenAsked): JSX.Element {
  const labels = texts.value.tokens.inspection;
  const [failed, setFailed] = useState<string | null>(null);
  const fail = (error: unknown) => {
    const message = `${labels.failed} ${failureText(asFailure(error))}`;
    setFailed(message);
    announce(message);
  };
  // A vault that is locked closes the eye.
  const version = vaultStatus.value?.state ?? "ready";
  const { open, revealed, press } = useEye({ stored: true, version, text: "", onReveal: () => core.revealToken(id, environment, mark), onFail: fail });
  const isShown = open && revealed !== null;
  const shown = useRef<HTMLPreElement>(null);
  useLayoutEffect(() => {
    if (isShown) shown.current?.scrollIntoView({ block: "nearest" });
  }, [isShown]);
  return (
    <section class="inspection">
      <div class="raw-head">
        <Button
          icon={isShown ? "hide" : "show"}
          aria-describedby="token-warning"
          onClick={() => {
            setFailed(null);
            void press();
          }}
        >
          {isShown ? labels.hide : labels.show}
        </Button>
        <p class="secondary" id="token-warning">
          {labels.warning}
        </p>
      </div>
      {failed !== null && <Notice tone="danger" title={failed} />}
      {isShown && (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keyboard
        <pre ref={shown} class="wire mono" tabIndex={0} role="region" aria-label={labels.text} dir="ltr">
          {revealed}
        </pre>
      )}
    </section>
  );
}
