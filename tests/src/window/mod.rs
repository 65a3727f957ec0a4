//! The real window, driven by role and accessible name, as a screen reader presents it.
//!
//! One window at a time, since several on one screen would take the focus from each other.

mod clipboard;
mod close;
mod dialog;
mod driver;
mod element;
mod page_process;
mod place;
mod shipped;
mod size;
mod spy;
mod stopped_keyring;

pub use place::Place;
pub use shipped::Shipped;

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use fantoccini::Client;
use fantoccini::elements::Element;
use serde_json::{Value, json};
use tokio::sync::{Mutex, MutexGuard};

use crate::user_home::Home;
use driver::Driver;

/// The member that identifies an element in `WebDriver`'s JSON (W3C `WebDriver`, section 12.1).
const ELEMENT_KEY: &str = "element-6066-11e4-a52e-4f735466cecf";
const FINDER: &str = include_str!("finder.js");
/// How long a user would wait before calling it broken.
pub const PATIENCE: Duration = Duration::from_secs(10);
const PAUSE: Duration = Duration::from_millis(40);
static ONE_AT_A_TIME: Mutex<()> = Mutex::const_new(());

/// An open window; it ends when this is dropped.
pub struct Window {
    client: Client,
    driver: Driver,
    opened: Instant,
    stopped_keyring: Option<stopped_keyring::StoppedKeyring>,
    // Last, so that the next window opens when this one has ended.
    _turn: MutexGuard<'static, ()>,
}

impl Window {
    /// Opens the program as a user does, and waits until the page is drawn.
    pub async fn open(home: &Home) -> Self {
        Self::open_with(home, &[]).await
    }

    /// Opens the program with additional environment variables.
    pub async fn open_with(home: &Home, environment: &[(&str, &str)]) -> Self {
        let turn = ONE_AT_A_TIME.lock().await;
        Self::open_in_turn(home, environment, turn).await
    }

    async fn open_in_turn(home: &Home, environment: &[(&str, &str)], turn: MutexGuard<'static, ()>) -> Self {
        let (opened, driver, client) = Self::driven(home, environment).await;
        let window = Self { client, driver, opened, stopped_keyring: None, _turn: turn };
        window.wait("the menu", async || window.maybe("navigation", "~").await.is_some()).await;
        window
    }

    /// Starts a driver and lets it open the program. `WebKitWebDriver` has been seen to close the connection without an answer, once in
    /// thousands of windows: it is then started again, since the driver isn't under test.
    async fn driven(home: &Home, environment: &[(&str, &str)]) -> (Instant, Driver, Client) {
        let mut failures = Vec::new();
        for _ in 0..3 {
            let opened = Instant::now();
            let mut driver = Driver::start(home, environment);
            match driver.open().await {
                Ok(client) => return (opened, driver, client),
                Err(failure) => failures.push(failure),
            }
        }
        panic!("the window did not open: {failures:?}")
    }

    /// Ends the program as the system does at log-out, so that it can be opened again.
    ///
    /// # Panics
    /// If the driver doesn't answer.
    pub async fn quit(self) {
        self.client.clone().close().await.expect("the driver ends the program");
    }

    /// Starts the program a second time on the same data, and waits until that start has ended.
    ///
    /// # Panics
    /// If it can't be started.
    pub fn start_again(&self, home: &Home) {
        let mut second = Command::new(crate::built::find("keyfob-desktop"));
        let status = second.envs(home.environment()).status();
        assert!(status.expect("the program starts").success(), "the second start failed");
    }

    /// Waits until the program has ended by itself.
    ///
    /// # Panics
    /// If it doesn't end.
    pub async fn ended(&self) {
        let started = Instant::now();
        while self.driver.runs("keyfob-desktop") {
            assert!(started.elapsed() < PATIENCE, "the program does not end");
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// How long the window has been open.
    #[must_use]
    pub fn open_for(&self) -> Duration {
        self.opened.elapsed()
    }

    /// Returns the process group of driver, program and page.
    #[must_use]
    pub fn process_group(&self) -> u32 {
        self.driver.process_group()
    }

    /// Runs a script in the page.
    pub async fn script(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.client.execute(script, arguments).await.unwrap_or_else(|error| panic!("a script failed: {error}"))
    }

    async fn finder(&self, task: &str, role: &str, name: &str) -> Value {
        loop {
            match self.client.execute(FINDER, vec![json!(task), json!(role), json!(name)]).await {
                Ok(found) => return found,
                // The page removed an element in between, so it is searched for again.
                Err(error) if error.to_string().contains("Stale element") => tokio::time::sleep(PAUSE).await,
                Err(error) => panic!("a search failed: {error}"),
            }
        }
    }

    /// Returns every visible element with a role and an accessible name. A name that begins with `~` is a pattern, ignoring case.
    pub async fn all(&self, role: &str, name: &str) -> Vec<Element> {
        let Value::Array(found) = self.finder("find", role, name).await else { return Vec::new() };
        let element = |value: Value| {
            let id = value[ELEMENT_KEY].as_str()?.to_owned();
            Some(Element::from_element_id(self.client.clone(), id.into()))
        };
        found.into_iter().filter_map(element).collect()
    }

    /// Returns the accessible names of such elements, all at one moment.
    pub async fn names(&self, role: &str, name: &str) -> Vec<String> {
        let Value::Array(found) = self.finder("names", role, name).await else { return Vec::new() };
        found.into_iter().filter_map(|name| name.as_str().map(str::to_owned)).collect()
    }

    /// Returns the first such element, without waiting.
    pub async fn maybe(&self, role: &str, name: &str) -> Option<Element> {
        self.all(role, name).await.into_iter().next()
    }

    /// Waits for such an element.
    pub async fn element(&self, role: &str, name: &str) -> Element {
        self.wait(&format!("{role} \"{name}\""), async || self.maybe(role, name).await.is_some()).await;
        self.maybe(role, name).await.unwrap_or_else(|| panic!("{role} \"{name}\" went away"))
    }

    /// Waits until something is true.
    ///
    /// # Panics
    /// If it isn't true in time. The message says what a screen reader finds instead.
    pub async fn wait(&self, what: &str, is_true: impl AsyncFn() -> bool) {
        self.wait_for(PATIENCE, what, is_true).await;
    }

    /// Waits until something is true, with another time limit.
    ///
    /// # Panics
    /// If it isn't true in time. The message says what a screen reader finds instead.
    pub async fn wait_for(&self, patience: Duration, what: &str, is_true: impl AsyncFn() -> bool) {
        let started = Instant::now();
        while !is_true().await {
            let in_time = started.elapsed() <= patience;
            assert!(in_time, "timed out waiting for {what}. The page contains:\n{}", self.outline().await);
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Waits until there is no such element.
    pub async fn gone(&self, role: &str, name: &str) {
        self.wait(&format!("no {role} \"{name}\""), async || self.maybe(role, name).await.is_none()).await;
    }

    /// Waits until the page shows a text, ignoring case.
    pub async fn shows(&self, text: &str) {
        let wanted = text.to_lowercase();
        self.wait(&format!("the text `{text}`"), async || self.text().await.to_lowercase().contains(&wanted)).await;
    }

    /// Returns all visible text.
    pub async fn text(&self) -> String {
        self.finder("text", "", "").await.as_str().unwrap_or_default().to_owned()
    }

    /// Returns what a screen reader finds, with a line for each element.
    pub async fn outline(&self) -> String {
        self.finder("outline", "", "").await.as_str().unwrap_or_default().to_owned()
    }

    /// Returns the whole DOM with field values, storage, cookies, address and title.
    pub async fn everything(&self) -> String {
        self.finder("everything", "", "").await.as_str().unwrap_or_default().to_owned()
    }

    /// Takes a picture of the screen. `WebDriver`'s call hangs if nothing has to be repainted.
    pub fn picture(&self, path: &Path) {
        take_picture(path);
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let test = std::thread::current().name().unwrap_or("window").replace("::", "-");
            let folder = crate::built::repository("target/pictures");
            let _ = std::fs::create_dir_all(&folder);
            take_picture(&folder.join(format!("{test}.png")));
        }
    }
}

fn take_picture(path: &Path) {
    // Without the picture the test can still go on: it only helps to analyze a failure.
    let _ = Command::new("import").args(["-window", "root"]).arg(path).status();
}

/// Runs a story to its end.
///
/// # Panics
/// If it takes longer than three minutes.
pub fn tell(story: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let limit = Duration::from_mins(3);
    runtime.block_on(async { tokio::time::timeout(limit, story).await.expect("a story takes at most three minutes") });
}
