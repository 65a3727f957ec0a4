// What a kept token says: what the server said about it, and what it says about itself. The token text is behind an eye.
import type { ComponentChildren, JSX } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";

import { vaultStatus } from "../../app/session";
import { announce } from "../../app/toasts";
import type { Environment } from "../../bindings/Environment";
import type { JwtInspection } from "../../bindings/JwtInspection";
import type { JwtMember } from "../../bindings/JwtMember";
import type { TokenInspection } from "../../bindings/TokenInspection";
import { asFailure, core } from "../../ipc";
import { Button } from "../../parts/Button";
import { CodeText } from "../../parts/CodeText";
import { useEye } from "../../parts/eye";
import { Icon } from "../../parts/Icon";
import { Modal } from "../../parts/Modal";
import { Notice } from "../../parts/Notice";
import { useNow } from "../../parts/now";
import { fromNow, moment, texts } from "../../texts";
import { failureText } from "../coreText";

interface Props {
  id: string;
  environment: Environment;
  inspection: TokenInspection;
  onClose: () => void;
}

export function InspectDialog({ id, environment, inspection, onClose }: Props): JSX.Element {
  const { tokens, shell, environments } = texts.value;
  const labels = tokens.inspection;
  const { jwt } = inspection;
  return (
    <Modal wide title={`${labels.title} · ${environments[environment]}`} onClose={onClose} onConfirm={onClose} actions={<Button type="submit">{shell.close}</Button>}>
      <Said inspection={inspection} />
      <section class="inspection">
        <h3 class="inspection-title">{labels.itself}</h3>
        {jwt === null ? <p>{labels.opaque}</p> : <Jwt jwt={jwt} />}
      </section>
      <TokenText id={id} environment={environment} />
    </Modal>
  );
}

/** A time in local form, and how far away it is. */
function Time({ ms }: { ms: number }): JSX.Element {
  return <time dateTime={new Date(ms).toISOString()}>{`${moment(ms)} (${fromNow(ms, useNow())})`}</time>;
}

function Fact({ name, children }: { name: string; children: ComponentChildren }): JSX.Element {
  return (
    <div class="inspection-fact">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Said({ inspection: { status, requested_scopes: requested } }: { inspection: TokenInspection }): JSX.Element {
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

function Jwt({ jwt }: { jwt: JwtInspection }): JSX.Element {
  const labels = texts.value.tokens.inspection;
  return (
    <>
      <p class="secondary">{labels.notVerified}</p>
      <ul class="inspection-checks">
        {jwt.facts.map((fact) => (
          <Check key={fact} isGood={false} text={labels.facts[fact]} />
        ))}
        {jwt.issuer !== null && <Check isGood={jwt.issuer === "same_origin" ? true : jwt.issuer === "other_origin" ? false : null} text={labels.issuer[jwt.issuer]} />}
        {jwt.audience !== null && <Check isGood={jwt.audience === "requested" ? true : jwt.audience === "differs" ? false : null} text={labels.audience[jwt.audience]} />}
      </ul>
      <Members title={labels.header} members={jwt.header} />
      {jwt.claims === null ? <p>{labels.encrypted}</p> : <Members title={labels.claims} members={jwt.claims} />}
    </>
  );
}

/** What was found: as expected, unusual, or neither. */
function Check({ isGood, text }: { isGood: boolean | null; text: string }): JSX.Element {
  const [kind, icon] = isGood === null ? ["neutral", "info" as const] : isGood ? ["good", "check" as const] : ["odd", "warning" as const];
  return (
    <li class={`inspection-check is-${kind}`}>
      <Icon name={icon} />
      <span>
        <CodeText text={text} />
      </span>
    </li>
  );
}

function Members({ title, members }: { title: string; members: readonly JwtMember[] }): JSX.Element {
  return (
    <div>
      <h4 class="inspection-subtitle">{title}</h4>
      <dl class="inspection-facts mono">
        {members.map(({ name, value, at_ms: at }) => (
          <div class="inspection-fact" key={name}>
            <dt class="wrap">
              <bdi>{name}</bdi>
            </dt>
            <dd class="wrap">
              <bdi>{value}</bdi>
              {at !== null && (
                <span class="inspection-time">
                  <Time ms={at} />
                </span>
              )}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

/** The token itself, by the rules of a secret field's eye. */
function TokenText({ id, environment }: { id: string; environment: Environment }): JSX.Element {
  const labels = texts.value.tokens.inspection;
  const [failed, setFailed] = useState<string | null>(null);
  const fail = (error: unknown) => {
    const message = `${labels.failed} ${failureText(asFailure(error))}`;
    setFailed(message);
    announce(message);
  };
  // A vault that is locked closes the eye.
  const version = vaultStatus.value?.state ?? "ready";
  const { open, revealed, press } = useEye({ stored: true, version, text: "", onReveal: () => core.revealToken(id, environment), onFail: fail });
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
