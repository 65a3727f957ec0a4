// Every screen of the window, in the states that are worth testing.
import { CONNECT } from "./connect";
import { FORM } from "./form";
import { PRESET_SCREENS } from "./presets";
import type { ScreenState } from "./seeds";
import { SETTINGS } from "./settings";
import { SHELL } from "./shell";
import { SIGN_IN } from "./signIn";
import { TOKENS } from "./tokens";
import { VAULT } from "./vault";

export type { ScreenState };
export const SCREENS: readonly ScreenState[] = [...SHELL, ...FORM, ...PRESET_SCREENS, ...CONNECT, ...SIGN_IN, ...TOKENS, ...VAULT, ...SETTINGS];
