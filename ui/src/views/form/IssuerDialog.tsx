// *Fill from issuer*: looks up what a server or an API publishes, and fills in what the user chooses from it.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";

import { announce, toast } from "../../app/toasts";
import type { ClientAuthentication } from "../../bindings/ClientAuthentication";
import type { Discovered } from "../../bindings/Discovered";
import type { Discovery } from "../../bindings/Discovery";
import type { FoundEndpoint } from "../../bindings/FoundEndpoint";
import type { GrantType } from "../../bindings/GrantType";
import { grantOf, signsIn } from "../../form/grants";
import { type Choice, type Suggestions, changesOf, hasAssertion, suggestionsOf } from "../../form/suggestions";
import { asFailure, core } from "../../ipc";
import { Button } from "../../parts/Button";
import { Checkbox } from "../../parts/Checkbox";
import { CodeText } from "../../parts/CodeText";
import { Disclosure } from "../../parts/Disclosure";
import { Modal } from "../../parts/Modal";
import { Notice } from "../../parts/Notice";
import { Select } from "../../parts/Select";
import { TextField } from "../../parts/TextField";
import { count, joinWords, texts } from "../../texts";
import { failureText } from "../coreText";
import { cameText, discoveryFailureText, discoveryWarningText } from "./discoveryText";
import type { OAuthProps } from "./fieldProps";
import { OfferedValue } from "./OfferedValue";

const NOTHING: Choice = { tokenUrl: null, authorizationUrl: null, deviceUrl: null, method: null, audience: null, scopes: [] };

export function IssuerDialog({ fields, controller, environment, onClose }: OAuthProps & { onClose: () => void }): JSX.Element {
  const { discovery: words, shell } = texts.value;
  const address = useSignal("");
  const accepts = useSignal(false);
  const busy = useSignal(false);
  const answer = useSignal<Discovery | null>(null);
  const failure = useSignal<string | null>(null);
  const choice = useSignal<Choice>(NOTHING);
  // What comes after the dialog was closed, or asked something else, is of no use.
  const asked = useRef(0);
  useEffect(() => () => void (asked.current += 1), []);

  const grant = grantOf(controller.form.value.draft);
  /** The URL that is chosen at first: what would replace one, or isn't as usual, is left to the user. */
  const urlFor = (endpoint: FoundEndpoint | null, now: string) =>
    endpoint === null || now !== "" || endpoint.is_elsewhere || endpoint.is_unencrypted ? null : endpoint.url;
  const chosenOf = ({ tokenUrl, authorizationUrl, deviceUrl }: Suggestions): Choice => ({
    ...NOTHING,
    tokenUrl: urlFor(tokenUrl, fields.token_url),
    authorizationUrl: urlFor(authorizationUrl, fields.authorization_url),
    // Only where it is needed.
    deviceUrl: grant === "device_code" ? urlFor(deviceUrl, fields.device_url) : null,
  });
  const lookUp = async () => {
    asked.current += 1;
    const mine = asked.current;
    busy.value = true;
    failure.value = null;
    answer.value = null;
    try {
      const found = await core.discover(address.peek().trim(), accepts.peek(), controller.form.peek().draft, environment);
      if (mine !== asked.current) return;
      answer.value = found;
      choice.value = found.result === "found" ? chosenOf(suggestionsOf(found.found, grant)) : NOTHING;
      announce(found.result === "found" ? words.found(found.found.server.issuer) : discoveryFailureText(found.failure).title.replaceAll("`", ""));
    } catch (error) {
      if (mine === asked.current) failure.value = failureText(asFailure(error));
    }
    if (mine === asked.current) busy.value = false;
  };
  // An answer is about the address that was asked, and so is consent.
  const changeAddress = (text: string) => {
    asked.current += 1;
    address.value = text;
    busy.value = false;
    answer.value = null;
    failure.value = null;
    accepts.value = false;
    choice.value = NOTHING;
  };
  const isFound = answer.value?.result === "found";
  const changes = changesOf(choice.value, fields);
  const isEmpty = Object.keys(changes).length === 0;
  const fillIn = () => {
    controller.changeOAuth(environment, changes);
    toast(words.done);
    onClose();
  };
  const refused = answer.value?.result === "failed" ? answer.value.failure : null;
  const needsConsent = refused?.code === "cleartext_refused" || (refused !== null && (answer.value?.asked ?? []).some((one) => one.came === "not_asked" && one.why === "cleartext"));
  const isInput = refused?.code === "invalid_input";
  return (
    <Modal
      wide
      title={words.title}
      onClose={onClose}
      onConfirm={() => (isFound ? fillIn() : void lookUp())}
      actions={
        <>
          <Button weight="quiet" onClick={onClose}>
            {shell.cancel}
          </Button>
          <Button
            key="look-up"
            type={isFound ? "button" : "submit"}
            weight={isFound ? "plain" : "main"}
            disabled={busy.value}
            reason={words.lookingUp}
            onClick={isFound ? () => void lookUp() : undefined}
          >
            {busy.value ? words.lookingUp : words.lookUp}
          </Button>
          {isFound && (
            <Button key="fill-in" type="submit" weight="main" disabled={isEmpty} reason={words.nothingChosen}>
              {words.fillIn}
            </Button>
          )}
        </>
      }
    >
      <p class="secondary">{words.lead}</p>
      <TextField
        id="issuer"
        label={words.address}
        hint={words.addressHint}
        mono
        focusFirst
        value={address.value}
        error={refused !== null && isInput ? discoveryFailureText(refused).title : null}
        onText={changeAddress}
      />
      {(needsConsent || accepts.value) && (
        <Checkbox id="issuer-cleartext" label={words.acceptCleartext} checked={accepts.value} onCheck={(is) => (accepts.value = is)} />
      )}
      {failure.value !== null && <Notice tone="danger" role="alert" title={failure.value} />}
      {refused !== null && !isInput && (
        <Notice tone="danger" role="alert">
          <p class="notice-title">
            <CodeText text={discoveryFailureText(refused).title} />
          </p>
          {discoveryFailureText(refused).hint !== "" && <p>{discoveryFailureText(refused).hint}</p>}
        </Notice>
      )}
      {answer.value?.result === "found" && (
        <Found
          found={answer.value.found}
          fields={fields}
          grant={grant}
          choice={choice.value}
          onChoose={(change) => (choice.value = { ...choice.value, ...change })}
        />
      )}
      {answer.value !== null && answer.value.asked.length > 0 && (
        <Disclosure closed={words.asked} aside={count(answer.value.asked.length)}>
          {() => (
            <ul class="asked">
              {(answer.value?.asked ?? []).map((one, index) => (
                // oxlint-disable-next-line react/no-array-index-key -- an address may be asked twice
                <li key={index}>
                  <span class="mono wrap" dir="ltr">
                    {one.url}
                  </span>
                  <span class="secondary">
                    <CodeText text={cameText(one)} />
                  </span>
                </li>
              ))}
            </ul>
          )}
        </Disclosure>
      )}
    </Modal>
  );
}

interface FoundProps {
  found: Discovered;
  fields: OAuthProps["fields"];
  grant: GrantType | null;
  choice: Choice;
  onChoose: (change: Partial<Choice>) => void;
}

function Found({ found, fields, grant, choice, onChoose }: FoundProps): JSX.Element {
  const { discovery: words, form } = texts.value;
  const offer = suggestionsOf(found, grant);
  // The warning is about Client Credentials.
  const warnings = found.warnings.filter(({ warning }) => warning !== "grant_not_listed" || !signsIn(grant));
  const method = choice.method ?? fields.client_authentication;
  const name = found.resource?.name ?? found.resource?.resource ?? null;
  const toggle = (scope: string, is: boolean) => onChoose({ scopes: is ? [...choice.scopes, scope] : choice.scopes.filter((other) => other !== scope) });
  return (
    <div class="fields">
      <Notice tone="info" title={words.found(offer.issuer)}>
        {name !== null && <p>{words.ofApi(name)}</p>}
        {warnings.map((warning, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- the warnings don't change
          <p key={index}>
            <CodeText text={discoveryWarningText(warning)} />
          </p>
        ))}
      </Notice>
      <p>{words.choose}</p>
      {[offer.tokenUrl, offer.forCertificates].map(
        (endpoint, index) =>
          endpoint !== null && (
            <OfferedValue
              key={endpoint.url}
              id={index === 1 ? "issuer-mtls" : "issuer-token"}
              label={form.fields.token_url}
              found={endpoint.url}
              now={fields.token_url}
              note={index === 1 ? words.forCertificates : null}
              isChosen={choice.tokenUrl === endpoint.url}
              onChoose={(is) => onChoose({ tokenUrl: is ? endpoint.url : null })}
            />
          ),
      )}
      {offer.authorizationUrl !== null && (
        <OfferedValue
          id="issuer-authorization"
          label={form.fields.authorization_url}
          found={offer.authorizationUrl.url}
          now={fields.authorization_url}
          isChosen={choice.authorizationUrl !== null}
          onChoose={(is) => onChoose({ authorizationUrl: is ? (offer.authorizationUrl?.url ?? null) : null })}
        />
      )}
      {offer.deviceUrl !== null && (
        <OfferedValue
          id="issuer-device"
          label={form.fields.device_url}
          found={offer.deviceUrl.url}
          now={fields.device_url}
          isChosen={choice.deviceUrl !== null}
          onChoose={(is) => onChoose({ deviceUrl: is ? (offer.deviceUrl?.url ?? null) : null })}
        />
      )}
      {offer.methods !== null && offer.methods.length > 0 && (
        <Select<ClientAuthentication | "">
          id="issuer-method"
          label={words.methods}
          hint={words.now(form.clientAuthentications[fields.client_authentication])}
          value={choice.method ?? ""}
          options={[{ value: "" as const, text: words.keepMethod }, ...offer.methods.map((value) => ({ value, text: form.clientAuthentications[value] }))]}
          onChoose={(value) => onChoose({ method: value === "" ? null : value })}
        />
      )}
      {offer.methods !== null && offer.methods.length === 0 && offer.unknownMethods.length > 0 && <p>{words.noKnownMethod(joinWords([...offer.unknownMethods]))}</p>}
      {hasAssertion(method) && (
        <Checkbox
          id="issuer-audience"
          label={words.audience}
          hint={words.now(fields.assertion_audience || words.empty)}
          checked={choice.audience !== null}
          onCheck={(is) => onChoose({ audience: is ? offer.issuer : null })}
        />
      )}
      {offer.scopes.length > 0 && (
        <fieldset class="offered">
          <legend>{words.scopes}</legend>
          <p class="field-hint">{words.scopesHint(offer.scopes.length, count(offer.scopes.length))}</p>
          <div class="offered-scopes">
            {offer.scopes.map((scope, index) => {
              const has = fields.scopes.includes(scope);
              return <Checkbox key={scope} id={`issuer-scope-${index}`} label={scope} checked={has || choice.scopes.includes(scope)} disabled={has} onCheck={(is) => toggle(scope, is)} />;
            })}
          </div>
        </fieldset>
      )}
    </div>
  );
}
