// A tab for each environment, with its state in words and a sign.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";

import type { Environment } from "../../bindings/Environment";
import type { FormController } from "../../form/controller";
import { ENVIRONMENTS, fieldsOf, isOAuth } from "../../form/fields";
import { type TabState, tabState } from "../../form/state";
import { Button } from "../../parts/Button";
import { Icon, type IconName } from "../../parts/Icon";
import { Modal } from "../../parts/Modal";
import { Notice } from "../../parts/Notice";
import { Tabs } from "../../parts/Tabs";
import { texts } from "../../texts";
import { ApiKeyFields } from "./ApiKeyFields";
import { ConnectAnnouncer } from "./ConnectAnnouncer";
import { OAuthFields } from "./OAuthFields";

const SIGNS: Record<TabState, IconName | null> = {
  not_configured: null,
  incomplete: "alert",
  unsaved: "circle",
  saved: "circle",
  validated: "check",
};

export function Environments({ controller }: { controller: FormController }): JSX.Element {
  const { form } = texts.value;
  const now = controller.form.value;
  const { tab } = now;
  return (
    <div class="environments">
      <ConnectAnnouncer controller={controller} />
      <Tabs
        id="environment"
        label={form.environments}
        selected={tab}
        onSelect={controller.show}
        tabs={ENVIRONMENTS.map((environment) => ({
          key: environment,
          label: <TabLabel environment={environment} state={tabState(now, environment)} />,
        }))}
      >
        <Panel controller={controller} environment={tab} key={tab} />
      </Tabs>
    </div>
  );
}

function TabLabel({ environment, state }: { environment: Environment; state: TabState }): JSX.Element {
  const { environments, form } = texts.value;
  const sign = SIGNS[state];
  return (
    <>
      <span class="tab-dot" aria-hidden="true" />
      <span class="tab-name">{environments[environment]}</span>
      <span class={`tab-state tab-state-${state}`}>
        {sign !== null && <Icon name={sign} />}
        {form.tabStates[state]}
      </span>
    </>
  );
}

function Panel({ controller, environment }: { controller: FormController; environment: Environment }): JSX.Element {
  const { form, environments } = texts.value;
  const now = controller.form.value;
  const fields = fieldsOf(now.draft, environment);
  const asking = useSignal(false);
  const { text, reading } = now.scopes[environment];
  const blank = now.check?.completeness[environment] === "not_configured" && text === "" && reading.length === 0;

  const cleared = useRef(false);
  useEffect(() => {
    // What was pressed cannot be pressed again.
    if (blank && cleared.current) document.querySelector<HTMLElement>(`#environment-tab-${environment}`)?.focus();
    cleared.current = false;
  }, [blank]);
  const clear = () => {
    asking.value = false;
    cleared.current = true;
    controller.clear(environment);
  };
  return (
    <>
      <div class="panel-head">
        <p class="panel-note">
          <Icon name="info" /> {form.note}
        </p>
        <Button
          weight="quiet"
          disabled={blank}
          reason={form.blockers.empty}
          onClick={() => {
            if (now.saved[environment]) asking.value = true;
            else clear();
          }}
        >
          {form.clear}
        </Button>
      </div>
      {isOAuth(fields) && fields.skip_verification && <Unverified controller={controller} environment={environment} />}
      {isOAuth(fields) ? (
        <OAuthFields controller={controller} environment={environment} fields={fields} />
      ) : (
        <ApiKeyFields controller={controller} environment={environment} fields={fields} />
      )}
      {asking.value && (
        <Modal
          alert
          title={form.clearTitle(environments[environment])}
          onClose={() => {
            asking.value = false;
          }}
          actions={
            <>
              <Button
                weight="quiet"
                // oxlint-disable-next-line jsx-a11y/no-autofocus -- the answer that loses nothing is the one at hand
                autoFocus
                onClick={() => {
                  asking.value = false;
                }}
              >
                {texts.value.shell.cancel}
              </Button>
              <Button weight="danger" onClick={clear}>
                {form.clearConfirm}
              </Button>
            </>
          }
        >
          <p>{form.clearQuestion(environments[environment])}</p>
        </Modal>
      )}
    </>
  );
}

/** Stays visible as long as any server certificate is accepted. */
function Unverified({ controller, environment }: { controller: FormController; environment: Environment }): JSX.Element {
  const { network: words } = texts.value.form;
  return (
    <Notice
      tone="warn"
      role="region"
      title={words.unverified}
      actions={<Button onClick={() => controller.changeOAuth(environment, { skip_verification: false })}>{words.verify}</Button>}
    >
      <p>{words.unverifiedLead}</p>
    </Notice>
  );
}
