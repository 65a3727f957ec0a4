//! Signals that end the program: the terminal is restored, or the work that was begun is finished first.

#[cfg(unix)]
pub(crate) use unix::{Silence, interruption};

#[cfg(unix)]
mod unix {
    use std::{
        fs::File,
        io,
        process::exit,
        sync::{Mutex, OnceLock, PoisonError},
        thread,
    };

    use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};
    use tokio::{
        runtime::{Builder, Runtime},
        signal::unix::{Signal, SignalKind, signal},
        sync::oneshot::{self, Receiver, Sender},
    };

    /// What a signal does before it ends the program.
    static REACTION: Mutex<Option<Reaction>> = Mutex::new(None);
    static IS_LISTENING: OnceLock<bool> = OnceLock::new();

    enum Reaction {
        /// Restores the terminal as it was before a prompt.
        Restore(File, Termios),
        /// Tells the program, which ends by itself. A second signal ends it at once.
        Tell(Sender<()>),
    }

    /// The terminal without echo, until this is dropped or a signal ends the program.
    pub(crate) struct Silence(Option<(File, Termios)>);

    impl Silence {
        /// Turns echo off before a prompt is shown, since what is typed may come with it.
        pub(crate) fn begin() -> Self {
            let Ok(terminal) = File::open("/dev/tty") else { return Self(None) };
            let Ok(before) = tcgetattr(&terminal) else { return Self(None) };
            if let Ok(again) = terminal.try_clone() {
                react(Reaction::Restore(again, before.clone()));
            }
            let mut silent = before.clone();
            silent.local_modes -= LocalModes::ECHO;
            let _ = tcsetattr(&terminal, OptionalActions::Now, &silent);
            Self(Some((terminal, before)))
        }
    }

    impl Drop for Silence {
        fn drop(&mut self) {
            if let Some((terminal, before)) = &self.0 {
                let _ = tcsetattr(terminal, OptionalActions::Now, before);
            }
        }
    }

    /// Returns what resolves when the user interrupts the program. It never resolves if signals can't be handled.
    pub(crate) async fn interruption() {
        let (sender, receiver): (_, Receiver<()>) = oneshot::channel();
        react(Reaction::Tell(sender));
        if receiver.await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    fn react(reaction: Reaction) {
        // The handlers must be in place before what they are for begins.
        let is_listening = *IS_LISTENING.get_or_init(|| listen().is_ok());
        *REACTION.lock().unwrap_or_else(PoisonError::into_inner) = Some(reaction).filter(|_| is_listening);
    }

    fn listen() -> io::Result<()> {
        let runtime = Builder::new_current_thread().enable_io().build()?;
        let signals = {
            let _context = runtime.enter();
            Signals { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? }
        };
        thread::Builder::new().name("signals".to_owned()).spawn(move || watch(&runtime, signals)).map(drop)
    }

    struct Signals {
        interrupt: Signal,
        terminate: Signal,
    }

    impl Signals {
        /// Waits for a signal, and returns the exit status that shells use for it.
        async fn next(&mut self) -> i32 {
            let kind = tokio::select! {
                _ = self.interrupt.recv() => SignalKind::interrupt(),
                _ = self.terminate.recv() => SignalKind::terminate(),
            };
            128 + kind.as_raw_value()
        }
    }

    fn watch(runtime: &Runtime, mut signals: Signals) {
        loop {
            let status = runtime.block_on(signals.next());
            match REACTION.lock().unwrap_or_else(PoisonError::into_inner).take() {
                Some(Reaction::Tell(sender)) => {
                    if sender.send(()).is_err() {
                        exit(status);
                    }
                }
                Some(Reaction::Restore(terminal, before)) => {
                    let _ = tcsetattr(&terminal, OptionalActions::Now, &before);
                    exit(status);
                }
                None => exit(status),
            }
        }
    }
}

/// Windows restores the console itself.
#[cfg(not(unix))]
pub(crate) struct Silence;

#[cfg(not(unix))]
impl Silence {
    pub(crate) fn begin() -> Self {
        Self
    }
}

#[cfg(not(unix))]
pub(crate) async fn interruption() {
    std::future::pending::<()>().await;
}
