//! What the window works with: the opened data, what is typed and not saved, and the connections under way.

use std::sync::{
    OnceLock,
    atomic::{AtomicBool, Ordering},
};

use keyfob_core::{
    error::{Failure, Result},
    keyfob::{Keyfob, Settings},
};
use tauri::{AppHandle, Manager, Runtime, State, async_runtime::spawn_blocking};

use crate::{attempts::Attempts, commands::Answer, confirm::Asking};

/// The program's state. The data is opened while the window is being made; whoever asks before that waits.
#[derive(Default)]
pub(crate) struct Opened {
    keyfob: OnceLock<Answer<Keyfob>>,
    unsaved: AtomicBool,
    /// The connections under way.
    pub(crate) attempts: Attempts,
    /// Whether the user is being asked something outside the page.
    pub(crate) asking: Asking,
}

impl Opened {
    /// The state of a running program.
    pub(crate) fn of<R: Runtime, M: Manager<R>>(manager: &M) -> State<'_, Self> {
        manager.state()
    }

    /// Opens the data. A failure is kept: it answers everything that is asked from then on.
    pub(crate) fn open(&self, settings: Settings) -> &Answer<Keyfob> {
        self.keyfob.get_or_init(|| Keyfob::open(settings).map_err(Failure::from))
    }

    /// The opened data. Blocks until it is.
    pub(crate) fn keyfob(&self) -> Answer<Keyfob> {
        self.keyfob.wait().clone()
    }

    /// Whether something typed is not saved.
    pub(crate) fn has_unsaved(&self) -> bool {
        self.unsaved.load(Ordering::Relaxed)
    }

    /// Notes whether something typed is not saved.
    pub(crate) fn set_unsaved(&self, is: bool) {
        self.unsaved.store(is, Ordering::Relaxed);
    }
}

/// Asks the core something, on a thread that may block: disk, keyring and key derivation all take their time.
pub(crate) async fn ask<T: Send + 'static>(
    app: AppHandle,
    question: impl FnOnce(&Keyfob) -> Result<T> + Send + 'static,
) -> Answer<T> {
    let answer = spawn_blocking(move || Ok(question(&Opened::of(&app).keyfob()?)?));
    #[expect(clippy::expect_used, reason = "a panic in the core is no answer, and the thread is never cancelled")]
    answer.await.expect("the core does not panic")
}
