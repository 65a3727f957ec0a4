// Where the page begins: ask what must be known, draw, and tell the core so that it shows the window.
import { render } from "preact";

import { preventReload } from "./app/reloadGuard";
import { begun, listenToCore, prepare } from "./app/session";
import "./styles/index.css";
import { App } from "./views/App";

preventReload();
listenToCore();
await prepare();
const page = document.querySelector("#page");
if (page !== null) render(<App />, page);
await begun();
