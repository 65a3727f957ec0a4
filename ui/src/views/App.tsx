// The shell: the menu, the screen beside it, and what lies over both.
import { leaveForGood, leaving, picking, screen, startup, startupFailure, failureText, start } from "../app";
import { Button } from "../parts/Button";
import { Dialog } from "../parts/Dialog";
import { Toasts } from "../parts/toasts";
import { t } from "../texts";
import { Form } from "./Form";
import { Home } from "./Home";
import { List } from "./List";
import { Menu } from "./Menu";
import { OpeningReport } from "./OpeningReport";
import { Picker } from "./Picker";
import { Vault } from "./Vault";
import { VaultBanner } from "./VaultBanner";

export function App() {
  if (startupFailure.value) return <StartupFailed />;
  return (
    <div class="shell">
      <Menu />
      <main class="screen">
        <VaultBanner />
        <OpeningReport />
        <CurrentScreen />
      </main>
      {picking.value && <Picker />}
      {leaving.value && <Leave />}
      <Toasts label={t().notifications} close={t().close} />
    </div>
  );
}

function CurrentScreen() {
  const current = screen.value;
  if (!startup.value) return null;
  switch (current.name) {
    case "home":
      return <Home />;
    case "list":
      return <List />;
    case "vault":
      return <Vault />;
    case "create":
      return <Form key={`create ${current.type}`} type={current.type} id={null} />;
    case "edit":
      return <Form key={current.id} type={null} id={current.id} />;
  }
}

function Leave() {
  const stay = () => {
    leaving.value = null;
  };
  return (
    <Dialog
      title={t().leave.title}
      onClose={stay}
      actions={
        <>
          <Button kind="danger" onClick={leaveForGood}>
            {t().leave.leave}
          </Button>
          <Button kind="primary" onClick={stay}>
            {t().leave.stay}
          </Button>
        </>
      }
    >
      <p>{t().leave.question}</p>
    </Dialog>
  );
}

function StartupFailed() {
  const failure = startupFailure.value;
  return (
    <main class="startup-failed">
      <div role="alert">
      <h1>{t().startup_failed}</h1>
      {failure && <p>{failureText(failure)}</p>}
      {failure?.message && <p class="hint">{failure.message}</p>}
      </div>
      <Button kind="primary" onClick={() => void start()}>
        {t().retry}
      </Button>
    </main>
  );
}
