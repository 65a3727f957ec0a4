// Says where something of a key file went that was chosen at another field, and brings it into sight if nothing of it is where it was chosen.
import { toast } from "../../app/toasts";
import type { Environment } from "../../bindings/Environment";
import type { KeyRead } from "../../bindings/KeyRead";
import { type KeyPart, takenElsewhere } from "../../form/keyFiles";
import { texts } from "../../texts";

export function sayWhereTaken(environment: Environment, at: KeyPart, read: KeyRead): void {
  const other = takenElsewhere(at, read);
  if (other === null) return;
  const { fields, keys } = texts.peek().form;
  toast(keys.takenElsewhere[other.what](fields[other.field]));
  if (read.read !== "certificates") return;
  // The field shows the certificates after the next frame.
  requestAnimationFrame(() => document.querySelector(`#${environment}-${other.field}`)?.closest(".field")?.scrollIntoView({ block: "nearest" }));
}
