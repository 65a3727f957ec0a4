// Network defaults: proxy, additional CA certificates and time limit of every token request.
import { useSignal, useSignalEffect } from "@preact/signals";
import type { JSX } from "preact";

import {
  changeNetwork,
  discardNetwork,
  isNetworkChanged,
  leftFields,
  networkCheck,
  networkDraft,
  networkFailure,
  networkVersion,
  refreshNetwork,
  saveNetwork,
  savedNetwork,
} from "../../app/network";
import { changes, database, vaultStatus } from "../../app/session";
import { announce, toast } from "../../app/toasts";
import { unlessCancelled } from "../../app/vault";
import type { NetworkField } from "../../bindings/NetworkField";
import type { ProxyChoice } from "../../bindings/ProxyChoice";
import { asFailure, core } from "../../ipc";
import { Button } from "../../parts/Button";
import { Notice } from "../../parts/Notice";
import { SecretField } from "../../parts/SecretField";
import { Select } from "../../parts/Select";
import { TextField } from "../../parts/TextField";
import { texts } from "../../texts";
import { CaCertificates } from "../CaCertificates";
import { failureText, networkProblemText } from "../coreText";
import { Section } from "./Section";

const CHOICES: readonly ProxyChoice[] = ["system", "none", "address"];
/** The id of each field, in the order of the page. */
const FIELDS: Readonly<Record<NetworkField, string>> = {
  proxy_address: "proxy-address",
  proxy_username: "proxy-username",
  proxy_password: "proxy-password",
  certificates: "add-certificates",
  timeout_s: "time-limit",
};

/** Returns what is wrong with a field, once the user has left it or tried to save. */
function errorOf(field: NetworkField): string | null {
  const problem = leftFields.value.has(field) ? networkCheck.value.problems.find((one) => one.field === field) : undefined;
  return problem === undefined ? null : networkProblemText(problem);
}

const leave = (field: NetworkField) => () => {
  leftFields.value = new Set([...leftFields.value, field]);
};

export function NetworkSection(): JSX.Element {
  const { network: words } = texts.value.settings;
  const { screen } = texts.value.vault;
  const draft = networkDraft.value;
  const busy = useSignal(false);
  useSignalEffect(() => {
    // Unlocking the vault makes them readable; another window may have changed them.
    void [vaultStatus.value, changes.value];
    void refreshNetwork();
  });
  const save = async () => {
    const [first] = networkCheck.value.problems;
    if (first !== undefined) {
      leftFields.value = new Set(Object.keys(FIELDS) as NetworkField[]);
      document.querySelector<HTMLElement>(`#${FIELDS[first.field]}`)?.focus();
      return;
    }
    busy.value = true;
    const failed = await saveNetwork();
    if (failed === null) toast(words.saved);
    networkFailure.value = unlessCancelled(failed);
    busy.value = false;
  };
  const isGone = database.value !== "in_place";
  const unreadable = savedNetwork.value?.is_unreadable === true;
  // What was changed outside is replaced even by the system's settings.
  const isSaveable = isNetworkChanged.value || unreadable;
  const why = isGone ? screen.databaseGone : words.nothingChanged;
  return (
    <Section
      title={words.title}
      lead={words.lead}
      actions={
        savedNetwork.value !== null && (
          <>
            <Button weight="main" disabled={isGone || !isSaveable || busy.value} reason={why} onClick={() => void save()}>
              {words.save}
            </Button>
            {isNetworkChanged.value && <Button onClick={discardNetwork}>{words.discard}</Button>}
          </>
        )
      }
    >
      {unreadable && (
        <Notice tone="danger" role="alert" title={words.unreadable}>
          <p>{words.unreadableLead}</p>
        </Notice>
      )}
      {networkFailure.value !== null && <Notice tone="danger" role="alert" title={failureText(networkFailure.value)} />}
      {savedNetwork.value !== null && (
        <>
          <Select
            id="proxy"
            label={words.proxy}
            hint={draft.proxy === "none" ? undefined : words.proxyHints[draft.proxy]}
            value={draft.proxy}
            options={CHOICES.map((choice) => ({ value: choice, text: words.proxies[choice] }))}
            onChoose={(proxy) => void changeNetwork({ proxy })}
          />
          {draft.proxy === "address" && <ProxyFields />}
          <CaCertificates
            id={FIELDS.certificates}
            hint={words.certificatesHint}
            pem={draft.certificates}
            certificates={networkCheck.value.certificates}
            version={networkVersion.value}
            onPem={(certificates) => void changeNetwork({ certificates })}
          />
          <div class="short-field">
            <TextField
              id={FIELDS.timeout_s}
              label={words.timeLimit}
              hint={words.timeLimitHint}
              value={draft.timeout_s}
              error={errorOf("timeout_s")}
              onText={(timeout_s) => void changeNetwork({ timeout_s })}
              onLeave={leave("timeout_s")}
            />
          </div>
        </>
      )}
    </Section>
  );
}

function ProxyFields(): JSX.Element {
  const { network: words } = texts.value.settings;
  const { secrets, blockers } = texts.value.form;
  const draft = networkDraft.value;
  const stored = savedNetwork.value?.draft.proxy_password.kind === "stored";
  const input = draft.proxy_password;
  const typed = input.kind === "typed" ? input.text : "";
  const put = (next: typeof input) => void changeNetwork({ proxy_password: next });
  return (
    <>
      <TextField
        id={FIELDS.proxy_address}
        label={words.address}
        required
        mono
        hint={words.addressHint}
        value={draft.proxy_address}
        error={errorOf("proxy_address")}
        onText={(proxy_address) => void changeNetwork({ proxy_address })}
        onLeave={leave("proxy_address")}
      />
      <div class="proxy-user">
        <TextField
          id={FIELDS.proxy_username}
          label={words.user}
          aside={words.optional}
          value={draft.proxy_username}
          error={errorOf("proxy_username")}
          onText={(proxy_username) => void changeNetwork({ proxy_username })}
          onLeave={leave("proxy_username")}
        />
        <SecretField
          id={FIELDS.proxy_password}
          label={words.password}
          aside={words.optional}
          error={errorOf("proxy_password")}
          stored={input.kind === "stored"}
          text={typed}
          version={savedNetwork.value}
          onText={(text) => put(text === "" ? { kind: "blank" } : { kind: "typed", text })}
          onLeave={leave("proxy_password")}
          onReveal={core.revealProxyPassword}
          onUndo={stored && input.kind !== "stored" ? () => put({ kind: "stored" }) : undefined}
          labels={{
            show: secrets.show(words.password),
            hide: secrets.hide(words.password),
            empty: blockers.empty,
            undo: secrets.undo,
            undoOf: secrets.undoOf(words.password),
            stored: secrets.stored,
            lineBreaks: (where) => {
              announce(secrets.lineBreaks[where]);
              return secrets.lineBreaks[where];
            },
            failed: (error) => `${secrets.failed} ${failureText(asFailure(error))}`,
          }}
        />
      </div>
    </>
  );
}
