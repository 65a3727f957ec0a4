// The entry point: loads the preferences, renders the page, and tells the core that the window can be shown.
import { render } from "preact";

import { rememberFocus } from "./app/lastFocus";
import { preventReload } from "./app/reloadGuard";
import { begun, listenToCore, prepare } from "./app/session";
import { applyTheme } from "./app/theme";
import "./styles/index.css";
import { App } from "./views/App";

preventReload();
rememberFocus();
applyTheme();
listenToCore();
await prepare();
const page = document.querySelector("#page");
if (page !== null) render(<App />, page);
await begun();
