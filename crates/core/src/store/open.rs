//! Opening: the folder, the file, its version and its health.

use std::{fs, path::Path};

use rusqlite::{Connection, TransactionBehavior, config::DbConfig};

use super::{
    backup::{self, BackupReason},
    checked_backup, connection, copy,
    create::{self, Others},
    damage::{
        pages,
        repair::{self, Report},
        verify,
    },
    errors::At,
    folder::Folder,
    identity::OpenFiles,
    locks::{Alone, DataLock, FileLocks, Locks},
    migrate,
    report::Recovery,
    schema::{self, Version},
    tx::{WriteTx, search},
    waiting::Waiting,
};
use crate::error::{Error, Result};

/// Up to this size, a database is checked completely before it is used. The rows of a larger one are checked when they are read, and
/// [`verify::whole`] checks everything later.
const CHECKED_WHOLE_BYTES: u64 = 2 << 20;

/// A database that was opened.
pub(super) struct Opened {
    pub(super) folder: Folder,
    pub(super) locks: Locks,
    pub(super) data_lock: DataLock,
    pub(super) connection: Connection,
    /// The backup that was made before an older database was migrated.
    pub(super) backup: Option<String>,
    /// Whether this opening made the file: the first one, or one in place of a damaged or missing one.
    pub(super) is_made: bool,
}

/// What was done to a database before it was opened.
#[derive(Default)]
struct Ready {
    /// The backup that was made before an older database was migrated.
    backup: Option<String>,
    /// Whether a file was made.
    is_made: bool,
    /// The connection that examined the database.
    examined: Option<Examined>,
}

/// A connection to a sound database, and the files that it has open.
struct Examined {
    connection: Connection,
    files: OpenFiles,
}

impl Examined {
    /// Returns the connection for the store, which has the shared lock now.
    fn take_over(self) -> Result<Connection> {
        self.connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
        Ok(self.connection)
    }
}

/// Opens the database in a folder. It is made if there is none, migrated if it is older, repaired if it is damaged.
///
/// # Errors
/// See [`super::Store::open_with`].
pub(super) fn open(path: &Path, files: FileLocks, waiting: &Waiting) -> Result<Opened> {
    let folder = Folder::prepare(path)?;
    let opened = open_in(&folder, files, waiting);
    // Outside of writes, SQLite reports a full disk as an I/O error.
    if matches!(opened, Err(Error::DiskFailed(_))) && folder.is_full() { Err(Error::DiskFull) } else { opened }
}

fn open_in(folder: &Folder, files: FileLocks, waiting: &Waiting) -> Result<Opened> {
    let locks = Locks::new(folder.path(), files);
    let mut wait = waiting.begin();
    loop {
        let mut ready = Ready::default();
        let mut has_locks = true;
        match locks.enter_alone()? {
            // The lock is released before the shared one is taken, because no system guarantees an atomic change from one to the other.
            Alone::Yes(alone) => {
                ready = make_ready(folder, &locks, waiting)?;
                drop(alone);
            }
            Alone::No => {}
            Alone::Unknown => {
                has_locks = false;
                ready.is_made = !exists(&folder.database())?;
                make_ready_without_locks(folder, &locks, waiting).map_err(as_beyond_repair)?;
            }
        }
        let data_lock = locks.enter(waiting)?;
        if !exists(&folder.database())? {
            // Another program still has the deleted file open and may write it again, or one with exclusive access was killed before it had
            // made a database.
            drop(data_lock);
            if wait.is_over() {
                return Err(Error::DatabaseGoneElsewhere(folder.database().display().to_string()));
            }
            wait.pause();
            continue;
        }
        // Between the two locks, another program may have put another file in its place.
        let examined = ready.examined.take().filter(|examined| examined.files.are_in_place());
        let connection = match examined {
            Some(examined) => examined.take_over(),
            None => open_connection(folder, &locks, waiting, &mut ready.backup),
        };
        let connection = connection.and_then(|mut connection| {
            write_search_index(&mut connection)?;
            Ok(connection)
        });
        let connection = if has_locks { connection } else { connection.map_err(as_beyond_repair) };
        let Ready { backup, is_made, .. } = ready;
        return Ok(Opened { folder: folder.clone(), locks, data_lock, connection: connection?, backup, is_made });
    }
}

fn open_connection(
    folder: &Folder,
    locks: &Locks,
    waiting: &Waiting,
    backup: &mut Option<String>,
) -> Result<Connection> {
    let mut connection = connection::open(&folder.database())?;
    if let Some(made) = bring_up_to_date(&mut connection, folder, locks, waiting)? {
        *backup = Some(made);
    }
    verify::cheap(&connection)?;
    Ok(connection)
}

/// Writes the index of the search if it isn't that of these rows: after a migration, or after another program changed them.
///
/// Searches don't depend on it, so it is left to a later opening if another program writes, a row is damaged or the disk fails.
fn write_search_index(connection: &mut Connection) -> Result<()> {
    if search::is_current(connection)? {
        return Ok(());
    }
    let written = (|| {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let tx = WriteTx::begin(&transaction)?;
        tx.write_search_index()?;
        tx.finish()?;
        drop(tx);
        Ok(transaction.commit()?)
    })();
    match written {
        Err(Error::Busy | Error::Damaged(_) | Error::DiskFull | Error::DiskFailed(_)) => Ok(()),
        written => written,
    }
}

/// Makes the database if there is none, migrates and checks it, and repairs it.
fn make_ready(folder: &Folder, locks: &Locks, waiting: &Waiting) -> Result<Ready> {
    let newest_backup = || newest_backup(folder, locks, waiting);
    let is_made = !exists(&folder.database())?;
    if is_made {
        // Before an interrupted repair is finished: the copy is of the database that was open.
        copy::adopt(folder, newest_backup)?;
    } else {
        folder.remove_unfinished()?;
    }
    repair::finish(folder, newest_backup)?;
    if !exists(&folder.database())? {
        if !repair::has_log(folder) {
            create_empty(folder, Others::Excluded, newest_backup)?;
            return Ok(Ready { is_made, ..Ready::default() });
        }
        // Only the WAL is left. A new database must not read it as its own.
        repair::repair(folder, newest_backup()?, Report::Always)?;
    }
    match examine(folder, locks, waiting) {
        Ok(Health::Sound { backup, examined }) => return Ok(Ready { backup, is_made, examined }),
        Ok(Health::LogDamaged) => repair::repair(folder, newest_backup()?, Report::IfLoss)?,
        Err(Error::Damaged(_)) => repair::repair(folder, newest_backup()?, Report::Always)?,
        Err(error) => return Err(error),
    }
    Ok(Ready { is_made: true, ..Ready::default() })
}

/// Makes the database if there is none. Other programs may have it open, so nothing is moved or replaced.
fn make_ready_without_locks(folder: &Folder, locks: &Locks, waiting: &Waiting) -> Result<()> {
    if exists(&folder.database())? {
        return pages::check_header(&folder.database());
    }
    let why = if repair::is_unfinished(folder) {
        "a repair was interrupted"
    } else if copy::is_left(folder) {
        "it is missing, and a copy of it wasn't put in its place"
    } else if repair::has_log(folder) {
        "only its log is there"
    } else {
        return create_empty(folder, Others::Possible, || newest_backup(folder, locks, waiting));
    };
    Err(Error::Damaged(why.into()))
}

fn as_beyond_repair(error: Error) -> Error {
    match error {
        Error::Damaged(why) => Error::RepairNeedsLocks(why),
        error => error,
    }
}

/// Makes an empty database. If there are backups, there was data, so the report says that the database was missing.
fn create_empty(folder: &Folder, others: Others, newest_backup: impl FnOnce() -> Result<Option<String>>) -> Result<()> {
    if !backup::exists(folder)? {
        return create::create(folder, others, |_| Ok(()));
    }
    let recovery = Recovery { is_missing: true, newest_backup: newest_backup()?, ..Recovery::default() };
    create::create(folder, others, |tx| tx.keep_recovery(recovery))
}

/// Returns the newest backup that can be restored, if there is one.
fn newest_backup(folder: &Folder, locks: &Locks, waiting: &Waiting) -> Result<Option<String>> {
    if !backup::exists(folder)? {
        return Ok(None);
    }
    let _lock = waiting.retry(|| locks.backups())?;
    match checked_backup::newest(folder) {
        Ok(backup) => Ok(Some(backup.path.display().to_string())),
        Err(Error::NoBackup | Error::BackupUnusable(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The result of checking a database without serious damage.
enum Health {
    /// Nothing is damaged; an older database was migrated, and `backup` is its backup. The connection is kept, so that the store needn't open
    /// the database again, unless it has to be closed to write a log back.
    Sound { backup: Option<String>, examined: Option<Examined> },
    /// Only the log of attempts, the index of the search or unused pages are damaged.
    LogDamaged,
}

/// Migrates the database, and checks as much of it as takes no noticeable time.
fn examine(folder: &Folder, locks: &Locks, waiting: &Waiting) -> Result<Health> {
    let path = folder.database();
    let bytes = fs::metadata(&path).at(&path)?.len();
    pages::check_header(&path)?;
    pages::check_log(&path)?;
    let mut connection = connection::open(&path).map_err(verify::as_damage)?;
    let result = bring_up_to_date(&mut connection, folder, locks, waiting).and_then(|backup| {
        if bytes > CHECKED_WHOLE_BYTES && !folder.is_suspect() {
            verify::cheap(&connection)?;
        } else {
            verify::whole(&mut connection)?;
            folder.clear_suspicion()?;
        }
        Ok(backup)
    });
    if let Ok(backup) = &result
        && repair::has_log(folder)
    {
        // Closing writes it back and removes it.
        return Ok(Health::Sound { backup: backup.clone(), examined: None });
    }
    // Closing changes nothing: a damaged database is kept with its WAL, and a sound one is closed without a lock if the wait for it fails.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    match result {
        Ok(backup) => {
            let examined = Examined { connection, files: OpenFiles::of(&path) };
            Ok(Health::Sound { backup, examined: Some(examined) })
        }
        Err(Error::Damaged(_)) if verify::all_but_the_log(&mut connection).is_ok() => Ok(Health::LogDamaged),
        Err(error) => Err(error),
    }
}

fn bring_up_to_date(
    connection: &mut Connection,
    folder: &Folder,
    locks: &Locks,
    waiting: &Waiting,
) -> Result<Option<String>> {
    match schema::version(connection).map_err(verify::as_damage)? {
        Version::Current => Ok(None),
        Version::Older => {
            let lock = waiting.retry(|| locks.backups())?;
            let backup = backup::back_up(connection, folder, BackupReason::Migration)?;
            drop(lock);
            waiting.retry(|| migrate::migrate(connection))?;
            Ok(Some(backup.display().to_string()))
        }
    }
}

/// Whether there is a database. A folder with its name is an error.
fn exists(path: &Path) -> Result<bool> {
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => {
            Err(Error::Io { path: path.display().to_string(), source: std::io::ErrorKind::IsADirectory.into() })
        }
        Ok(_) => Ok(true),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error).at(path),
    }
}
