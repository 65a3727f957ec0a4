// What the token's server is asked about an inspected token, at the user's request: its public keys, and whether the token is valid.
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

import { announce } from "../../app/toasts";
import type { AuthorizationId } from "../../bindings/AuthorizationId";
import type { Environment } from "../../bindings/Environment";
import type { Introspection } from "../../bindings/Introspection";
import type { SignatureCheck } from "../../bindings/SignatureCheck";
import type { SigningKey } from "../../bindings/SigningKey";
import type { TokenMark } from "../../bindings/TokenMark";
import { asFailure, core } from "../../ipc";
import { Button } from "../../parts/Button";
import { CodeText } from "../../parts/CodeText";
import { Notice } from "../../parts/Notice";
import { clockTime, texts } from "../../texts";
import { clientProblemText, endpointProblemText, failureText } from "../coreText";
import { Check, Members } from "./inspectionParts";

/** Which token is asked about. */
export interface TokenAsked {
  id: AuthorizationId;
  environment: Environment;
  mark: TokenMark;
}

interface QuestionProps<T> {
  name: string;
  hint: string;
  failed: string;
  ask: () => Promise<T>;
  /** What a screen reader is told of the answer. */
  inWords: (answer: T) => string;
  children: (answer: T) => ComponentChildren;
}

/** A button that asks the server, what it asks, and the answer. */
function Question<T>({ name, hint, failed, ask, inWords, children }: QuestionProps<T>): JSX.Element {
  const [answer, setAnswer] = useState<T | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const isOpen = useRef(true);
  useEffect(() => () => void (isOpen.current = false), []);
  const press = async () => {
    if (isBusy) return;
    setBusy(true);
    setAnswer(null);
    setProblem(null);
    try {
      const came = await ask();
      if (!isOpen.current) return;
      setAnswer(came);
      announce(inWords(came));
    } catch (error) {
      if (!isOpen.current) return;
      const failure = asFailure(error);
      // What unlocks the vault is behind the dialog.
      const why = `${failureText(failure)}${failure.kind === "vault_locked" ? ` ${texts.value.tokens.inspection.closeFirst}` : ""}`;
      setProblem(why);
      announce(`${failed} ${why}`);
    }
    setBusy(false);
  };
  const shown = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (answer !== null || problem !== null) shown.current?.scrollIntoView({ block: "nearest" });
  }, [answer, problem]);
  return (
    <div class="token-question">
      <div class="raw-head">
        <Button {...(isBusy ? { icon: "wait" } : {})} aria-busy={isBusy} onClick={() => void press()}>
          {name}
        </Button>
        <p class="secondary">{hint}</p>
      </div>
      {(problem !== null || answer !== null) && (
        <div class="token-answer" ref={shown}>
          {problem !== null && (
            <Notice tone="danger" title={failed}>
              {problem}
            </Notice>
          )}
          {answer !== null && children(answer)}
        </div>
      )}
    </div>
  );
}

/** What a token says as part of a text in which backticks mark code. */
const plain = (value: string) => value.replaceAll("`", "ʼ");

/** The whole sentence about a signature. */
function signatureText(check: SignatureCheck): string {
  const labels = texts.value.tokens.inspection.signature;
  switch (check.result) {
    case "no_key":
      return check.key_id === null ? labels.no_key(plain(check.algorithm)) : labels.no_key_id(plain(check.algorithm), plain(check.key_id));
    case "unsupported":
      return labels.unsupported(plain(check.what));
    case "no_keys":
      return `${labels.no_keys} ${endpointProblemText(check.why)}`;
    case "valid":
    case "invalid":
    case "unusable_key":
    case "not_signed":
    case "shared_secret":
    case "encrypted":
    case "opaque":
      return labels[check.result];
  }
}

/** Whether a signature is as it should be; `null` if nothing is known. */
function isGood({ result }: SignatureCheck): boolean | null {
  if (result === "valid") return true;
  return result === "invalid" || result === "no_key" ||  result === "not_signed" ? false : null;
}

/** The keys that a check names. */
function keysOf(check: SignatureCheck): readonly SigningKey[] {
  if (check.result === "valid" || check.result === "unusable_key") return [check.key];
  return check.result === "invalid" ? check.tried : [];
}

const nameOf = ({ id, kind, thumbprint }: SigningKey) => `${id ?? thumbprint}, ${kind}`;

const signatureInWords = (check: SignatureCheck) => [signatureText(check).replaceAll("`", ""), ...keysOf(check).map(nameOf)].join(" ");

export function SignatureQuestion({ id, environment, mark }: TokenAsked): JSX.Element {
  const labels = texts.value.tokens.inspection;
  return (
    <Question name={labels.verify} hint={labels.verifyHint} failed={labels.signature.notChecked} ask={() => core.verifyToken(id, environment, mark)} inWords={signatureInWords}>
      {(check) => (
        <div>
          <ul class="inspection-checks">
            <Check isGood={isGood(check)} text={signatureText(check)} />
          </ul>
          {keysOf(check).map((key) => (
            <Key key={`${key.id} ${key.thumbprint}`} signingKey={key} />
          ))}
          {"keys_url" in check && check.keys_url !== null && (
            <p class="secondary wrap token-key">
              <bdi>{labels.signature.keysFrom(check.keys_url)}</bdi>
            </p>
          )}
        </div>
      )}
    </Question>
  );
}

function Key({ signingKey: { id, kind, thumbprint } }: { signingKey: SigningKey }): JSX.Element {
  const labels = texts.value.tokens.inspection.signature;
  return (
    <p class="token-key wrap">
      {id === null ? <CodeText text={labels.unnamed} /> : <bdi class="mono">{id}</bdi>}
      {`, ${kind}`}
      <span class="secondary token-key-thumbprint">{labels.thumbprint(thumbprint)}</span>
    </p>
  );
}

function introspectionText(said: Introspection): string {
  const labels = texts.value.tokens.inspection.introspection;
  return said.result === "not_answered" ? `${labels.not_answered} ${clientProblemText(said.why)}` : labels[said.result];
}

export function IntrospectionQuestion({ id, environment, mark }: TokenAsked): JSX.Element {
  const labels = texts.value.tokens.inspection;
  const [answeredAt, setAnsweredAt] = useState(0);
  const introspect = async () => {
    const said = await core.introspectToken(id, environment, mark);
    setAnsweredAt(Date.now());
    return said;
  };
  return (
    <section class="inspection">
      <h3 class="inspection-title">{labels.introspectTitle}</h3>
      <Question name={labels.introspect} hint={labels.introspectHint} failed={labels.introspection.notAsked} ask={introspect} inWords={introspectionText}>
        {(said) => (
          <>
            <ul class="inspection-checks">
              <Check isGood={said.result === "active" ? true : said.result === "inactive" ? false : null} text={introspectionText(said)} />
            </ul>
            {said.result !== "not_answered" && <p class="secondary token-key">{labels.answeredAt(clockTime(answeredAt))}</p>}
            {said.result === "active" && said.members.length > 0 && <Members title={labels.claims} members={said.members} />}
          </>
        )}
      </Question>
    </section>
  );
}
