//! The program's state: the data folder and the data that is open in it, and whether the page holds unsaved text.

use std::{
    path::{Path, PathBuf},
    sync::{
        Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use keyfob_core::{
    error::{Failure, Result},
    keyfob::{DatabaseState, Keyfob, Settings},
    language::LanguageChoice,
    vault::Keyring,
};
use tauri::{AppHandle, Manager, Runtime, State, async_runtime::spawn_blocking};

use crate::answer::Answer;

/// The program's state. The data is opened while the window is created; commands that come earlier wait for it.
pub(crate) struct AppState {
    data: Mutex<Data>,
    /// Signals that `Data::keyfob` is set.
    opened: Condvar,
    /// Held while the data is opened: only another attempt to open it waits for this.
    opening: Mutex<()>,
    unsaved: AtomicBool,
    language: Mutex<LanguageChoice>,
}

struct Data {
    folder: PathBuf,
    /// `None` until it was first tried to open the data.
    keyfob: Option<Answer<Keyfob>>,
}

impl AppState {
    /// Returns the state for a data folder that isn't open yet.
    pub(crate) fn new(folder: PathBuf) -> Self {
        Self {
            data: Mutex::new(Data { folder, keyfob: None }),
            opened: Condvar::new(),
            opening: Mutex::default(),
            unsaved: AtomicBool::new(false),
            language: Mutex::default(),
        }
    }

    /// Returns the state of a running program.
    pub(crate) fn of<R: Runtime, M: Manager<R>>(manager: &M) -> State<'_, Self> {
        manager.state()
    }

    /// Whether the data is open.
    pub(crate) fn is_open(&self) -> bool {
        matches!(self.data().keyfob, Some(Ok(_)))
    }

    /// Opens the data in the current folder. A failure answers every command until the data is opened again.
    pub(crate) fn open(&self) -> Answer<Keyfob> {
        let folder = self.data().folder.clone();
        self.open_in(&folder)
    }

    /// Opens the data in a folder, which becomes the current one if that succeeds.
    pub(crate) fn open_in(&self, folder: &Path) -> Answer<Keyfob> {
        // The data isn't locked meanwhile: opening may migrate or repair a large database.
        let _opening = self.opening.lock().unwrap_or_else(PoisonError::into_inner);
        let settings = Settings {
            folder: folder.to_owned(),
            keyring: Keyring::system(),
            waiting: keyfob_core::Waiting::default(),
        };
        let keyfob = Keyfob::open(settings).map_err(Failure::from);
        let mut data = self.data();
        if keyfob.is_ok() {
            folder.clone_into(&mut data.folder);
        }
        // A second attempt that failed doesn't close what a first one opened.
        if keyfob.is_ok() || !matches!(data.keyfob, Some(Ok(_))) {
            data.keyfob = Some(keyfob.clone());
        }
        self.opened.notify_all();
        keyfob
    }

    /// Returns the open data, or why it couldn't be opened. Blocks until it was first tried.
    pub(crate) fn keyfob(&self) -> Answer<Keyfob> {
        let data = self.opened.wait_while(self.data(), |data| data.keyfob.is_none());
        let data = data.unwrap_or_else(PoisonError::into_inner);
        #[expect(clippy::expect_used, reason = "the condition that was waited for")]
        data.keyfob.clone().expect("the data was opened, or failed to open")
    }

    /// Returns whether the open database is still the file at its path; in place as long as no data is open.
    pub(crate) fn database_state(&self) -> DatabaseState {
        let keyfob = self.data().keyfob.clone();
        keyfob.and_then(Answer::ok).map_or(DatabaseState::InPlace, |keyfob| keyfob.database_state())
    }

    /// Whether the page holds unsaved text.
    pub(crate) fn has_unsaved(&self) -> bool {
        self.unsaved.load(Ordering::Relaxed)
    }

    /// Notes whether the page holds unsaved text.
    pub(crate) fn set_unsaved(&self, is: bool) {
        self.unsaved.store(is, Ordering::Relaxed);
    }

    /// Returns the language that the user last chose.
    pub(crate) fn language(&self) -> LanguageChoice {
        *self.language.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes the language that the user chose.
    pub(crate) fn set_language(&self, language: LanguageChoice) {
        *self.language.lock().unwrap_or_else(PoisonError::into_inner) = language;
    }

    fn data(&self) -> MutexGuard<'_, Data> {
        self.data.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Asks the core something, on a thread that may block: disk, keyring and key derivation take their time.
pub(crate) async fn ask<T: Send + 'static>(
    app: AppHandle,
    question: impl FnOnce(&Keyfob) -> Result<T> + Send + 'static,
) -> Answer<T> {
    let answer = spawn_blocking(move || Ok(question(&AppState::of(&app).keyfob()?)?));
    #[expect(clippy::expect_used, reason = "a panic in the core is no answer, and the thread is never cancelled")]
    answer.await.expect("the core does not panic")
}
