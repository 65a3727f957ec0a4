// A field that the failure panel leads to: the groups that it is in open, and it takes the focus.
import { signal } from "@preact/signals";

import type { Environment } from "../bindings/Environment";
import type { Field } from "../bindings/Field";

export const askedField = signal<{ environment: Environment; field: Field } | null>(null);
