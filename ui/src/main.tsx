// Where the page begins: ask what must be known, draw, and tell the core so that it shows the window.
import { render } from "preact";

import { keepThePage } from "./app/guard";
import { begun, listenToCore, prepare } from "./app/session";
import "./styles/index.css";
import { App } from "./views/App";

keepThePage();
listenToCore();
await prepare();
const page = document.querySelector("#page");
if (page !== null) render(<App />, page);
await begun();
