// Announces what happens to CONNECT in either tab. A failure in the selected tab is an alert already.
import { useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";

import { announce, hush, toast } from "../../app/toasts";
import type { Environment } from "../../bindings/Environment";
import type { FormController } from "../../form/controller";
import { ENVIRONMENTS } from "../../form/fields";
import { type ConnectEvent, connectEvent } from "../../form/connectEvents";
import { texts } from "../../texts";

function announcement(news: ConnectEvent, environment: Environment): string {
  const { connect, environments, signIn } = texts.peek();
  const name = environments[environment];
  const labels: Record<ConnectEvent, string> = {
    started: connect.started(name),
    awaiting_user: signIn.waiting.started,
    not_opened: `${signIn.waiting.started} ${signIn.waiting.notOpened}`,
    wrong_state: signIn.waiting.ignored.wrong_state,
    no_state: signIn.waiting.ignored.no_state,
    requesting: signIn.waiting.token,
    connected: connect.succeeded(name),
    earlier_connected: connect.earlier.connected,
    earlier_failed: connect.earlier.failed,
    cancelled: connect.cancelled,
    failed: connect.failedIn(name),
  };
  return labels[news];
}

export function ConnectAnnouncer({ controller }: { controller: FormController }): null {
  const before = useRef(controller.form.peek());
  useSignalEffect(() => {
    const now = controller.form.value;
    for (const environment of ENVIRONMENTS) {
      const news = connectEvent(before.current, now, environment);
      if (news === null) continue;
      const was = before.current.runs[environment];
      // The alert says it. What was announced before is no longer true.
      if (news === "failed" && now.tab === environment) hush();
      else if (news === "cancelled" && was.state === "running" && was.waiting?.kind === "token") {
        hush();
        toast(texts.peek().signIn.cancelledRequesting, "note");
      } else announce(announcement(news, environment));
    }
    before.current = now;
  });
  return null;
}
