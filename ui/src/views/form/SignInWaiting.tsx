// What a sign-in waits for: the browser, another device, or the token. Cancel is beside CONNECTING.
import type { JSX } from "preact";

import { copy } from "../../app/clipboard";
import type { QrCode } from "../../bindings/QrCode";
import type { SignInWaiting as Waiting } from "../../bindings/SignInWaiting";
import { IconButton } from "../../parts/Button";
import { Icon } from "../../parts/Icon";
import { clock } from "../../parts/clock";
import { useNow } from "../../parts/now";
import { qrPath, qrSize } from "../../parts/qrPath";
import { span, texts } from "../../texts";

export function SignInWaiting({ waiting }: { waiting: Waiting }): JSX.Element {
  const { waiting: words } = texts.value.signIn;
  switch (waiting.kind) {
    case "browser":
      return <Browser waiting={waiting} />;
    case "device":
      return <Device waiting={waiting} />;
    case "token":
      return (
        <section class="sign-in" aria-label={words.token}>
          <p>{words.token}</p>
        </section>
      );
  }
}

function Browser({ waiting }: { waiting: Extract<Waiting, { kind: "browser" }> }): JSX.Element {
  const { waiting: words } = texts.value.signIn;
  const { is_opened: isOpened, ignored } = waiting;
  return (
    <section class="sign-in" aria-labelledby="sign-in-title">
      <Title text={words.title} until={waiting.until_ms} />
      {isOpened === false ? (
        <p class="sign-in-warning">
          <Icon name="warning" /> <span>{words.notOpened}</span>
        </p>
      ) : (
        <p>{isOpened === null ? words.opening : words.opened}</p>
      )}
      <Copied label={words.address} text={waiting.address} copyLabel={words.copyAddress} />
      {isOpened !== false && <p class="secondary">{words.otherProfile}</p>}
      {ignored !== null && (
        <p class="sign-in-warning">
          <Icon name="warning" /> <span>{words.ignored[ignored]}</span>
        </p>
      )}
    </section>
  );
}

function Device({ waiting }: { waiting: Extract<Waiting, { kind: "device" }> }): JSX.Element {
  const { waiting: words } = texts.value.signIn;
  const { qr_code: code } = waiting;
  return (
    <section class="sign-in" aria-labelledby="sign-in-title">
      <Title text={words.device} until={waiting.until_ms} />
      <p>{code === null ? words.deviceLeadNoQr : words.deviceLead}</p>
      <div class="sign-in-device">
        <div class="sign-in-parts">
          <Copied label={words.code} text={waiting.user_code} copyLabel={words.copyCode} large />
          <Copied label={words.address} text={waiting.verification_uri} copyLabel={words.copyAddress} />
        </div>
        {code !== null && <Qr code={code} />}
      </div>
    </section>
  );
}

/** The title, and the time left. */
function Title({ text, until }: { text: string; until: number }): JSX.Element {
  return (
    <div class="sign-in-head">
      <h3 class="sign-in-title" id="sign-in-title">
        {text}
      </h3>
      <TimeLeft until={until} />
    </div>
  );
}

/** Counts down. A screen reader is told the minutes if it reads this, and nothing by itself. */
function TimeLeft({ until }: { until: number }): JSX.Element {
  const { waiting: words } = texts.value.signIn;
  const left = until - useNow();
  if (left <= 0) return <p class="secondary">{words.over}</p>;
  return (
    <p class="secondary figures">
      <span aria-hidden="true">{words.left(clock(Math.ceil(left / 1_000)))}</span>
      <span class="visually-hidden">{words.left(span(left))}</span>
    </p>
  );
}

interface CopiedProps {
  label: string;
  text: string;
  copyLabel: string;
  /** Whether it is read and typed elsewhere. */
  large?: boolean;
}

/** A text to be copied. It scrolls if it is long, and can be selected. */
function Copied({ label, text, copyLabel, large = false }: CopiedProps): JSX.Element {
  return (
    <div class="sign-in-copied">
      <span class="sign-in-label">{label}</span>
      <div class={`sign-in-value ${large ? "is-large" : ""}`}>
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keyboard */}
        <code class="mono" tabIndex={0} role="region" aria-label={label} dir="ltr">
          {text}
        </code>
        <IconButton icon="copy" label={copyLabel} onClick={() => void copy(text)} />
      </div>
    </div>
  );
}

/** Black on white in both themes, as cameras expect it. */
function Qr({ code: { rows } }: { code: QrCode }): JSX.Element {
  const size = qrSize(rows);
  return (
    <svg class="sign-in-qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={texts.value.signIn.waiting.qr} shape-rendering="crispEdges">
      <rect width={size} height={size} fill="#ffffff" />
      <path d={qrPath(rows)} fill="#000000" />
    </svg>
  );
}
