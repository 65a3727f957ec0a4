// What is saved before a screen is opened.
import { seed } from "../actions";
import type { FakeCore } from "../core/fake";
import type { User } from "../user";

export interface ScreenState {
  name: string;
  core?: (core: FakeCore) => void;
  go: (user: User) => Promise<void>;
}

const NAMES = ["billing-api", "São Paulo tax office", "crm-sync", "A name that is so long that it fits into no table, and that goes on and on until its end is out of sight"];

/** Saves four authorizations, one of them with a name that is too long. */
export const saved = (core: FakeCore): void => seed(core, NAMES, "Invoices");

/** The first of the saved authorizations. */
export function first(core: FakeCore) {
  saved(core);
  const [one] = [...core.saved.values()];
  if (one === undefined) throw new Error("nothing was saved");
  return one.authorization;
}

/** Saves more authorizations than fit on a page. */
export const savedMany = (core: FakeCore): void =>
  seed(core, Array.from({ length: 60 }, (_, index) => `service-${String(index + 1).padStart(2, "0")}`), "Nightly export of the customers' orders to the data warehouse");
