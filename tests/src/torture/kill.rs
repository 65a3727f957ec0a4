//! `kill -9` at random moments. What the killed program had reported as done must be there and complete.

use std::{
    io::{self, BufRead as _, BufReader},
    path::PathBuf,
    process::{ChildStdout, Command, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

use tempfile::TempDir;

use super::{
    model,
    power::{Books, backups_open, prepare},
    random::Random,
};

/// The number of kills before the test goes on with a new folder, which is empty or has an older database.
const KILLS_A_FOLDER: u64 = 5;

/// The results.
#[derive(Debug, Default)]
pub struct Tally {
    /// Programs that were killed.
    pub kills: u64,
    /// Steps that the programs had reported as done.
    pub steps: u64,
    /// Kills during a save.
    pub in_save: u64,
    /// Kills during a delete.
    pub in_delete: u64,
    /// Kills during a replacement of the key.
    pub in_rotate: u64,
    /// Kills during a backup.
    pub in_back_up: u64,
    /// Interrupted steps that were done after all.
    pub finished: u64,
    /// Kills while an empty folder was opened.
    pub in_first_opening: u64,
    /// Kills while an older database was opened, which makes a backup and migrates.
    pub in_migration: u64,
    /// Backups from these migrations that were opened and were complete.
    pub backups: u64,
    /// Kills during any other opening.
    pub in_opening: u64,
}

/// A step as the killed program reported it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Step {
    number: u64,
    what: String,
    index: u64,
}

/// What a killed program had reported.
#[derive(Debug)]
struct Said {
    /// Whether it had opened the folder.
    ready: bool,
    done: Vec<Step>,
    under_way: Option<Step>,
}

/// A data folder and what must be in it.
struct Life {
    folder: TempDir,
    books: Books,
    /// The kind of opening that the next kill may interrupt.
    opening: Opening,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Opening {
    Empty,
    Older,
    Usual,
}

/// Kills `kills` programs, and checks everything after each.
///
/// # Errors
/// If the programs can't be started.
///
/// # Panics
/// If something saved was lost, incomplete or unreadable: that is a bug in Keyfob.
pub fn run(seed: u64, kills: u64) -> io::Result<Tally> {
    let mut random = Random(seed);
    let mut tally = Tally::default();
    let mut life = Life::begin(0)?;
    let mut next_step = 1000;
    for round in 0..kills {
        if round % KILLS_A_FOLDER == 0 {
            life = Life::begin(round / KILLS_A_FOLDER)?;
        }
        let context = format!("seed {seed}, kill {round}");
        let said = one_kill(&life, next_step, &mut random)
            .unwrap_or_else(|error| panic!("{context}: the program ended by itself: {error}"));
        tally.count(&said, life.opening);
        if let Some(last) = said.under_way.as_ref().or(said.done.last()) {
            next_step = last.number + 1;
        }
        life.check(&said, &mut tally, &context);
    }
    Ok(tally)
}

impl Tally {
    fn count(&mut self, said: &Said, opening: Opening) {
        self.kills += 1;
        self.steps += said.done.len() as u64;
        let counted = match (&said.under_way, opening) {
            (Some(step), _) => match step.what.as_str() {
                "save" => &mut self.in_save,
                "delete" => &mut self.in_delete,
                "rotate" => &mut self.in_rotate,
                _ => &mut self.in_back_up,
            },
            _ if said.ready => return,
            (None, Opening::Empty) => &mut self.in_first_opening,
            (None, Opening::Older) => &mut self.in_migration,
            (None, Opening::Usual) => &mut self.in_opening,
        };
        *counted += 1;
    }
}

impl Life {
    fn begin(number: u64) -> io::Result<Self> {
        let folder = tempfile::tempdir()?;
        let mut life = Self { folder, books: Books::new(), opening: Opening::Empty };
        if number % 2 == 1 {
            life.opening = Opening::Older;
            // Read by the program that wrote it: this one would migrate it.
            prepare("migrate", &life.folder())?;
            life.books = (0..super::power::SAVED).map(|i| (i, model::Written { step: 1 + i, typed: 1 + i })).collect();
        }
        Ok(life)
    }

    fn folder(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Records what was reported as done, and compares it with the data.
    fn check(&mut self, said: &Said, tally: &mut Tally, context: &str) {
        let before = self.books.clone();
        for step in &said.done {
            enter(&mut self.books, step);
        }
        if self.opening == Opening::Older && !said.ready {
            tally.backups += backups_open(&self.folder(), &before).unwrap_or_else(|e| panic!("{context}: {e}"));
        }
        let found = super::power::books(&self.folder()).unwrap_or_else(|error| panic!("{context}: {error}"));
        // After this opening the folder is no longer empty or older.
        self.opening = Opening::Usual;
        let same = |books: &Books| books.iter().map(step_of).eq(found.iter().map(step_of));
        if !same(&self.books) {
            let Some(step) = &said.under_way else {
                panic!("{context}: lost; found {found:?}, books {:?}", self.books)
            };
            enter(&mut self.books, step);
            assert!(same(&self.books), "{context}: neither before nor after {step:?}: {found:?}, {:?}", self.books);
            tally.finished += 1;
        }
    }
}

/// The expected last step of an authorization. Which step typed its secrets is part of the data itself.
fn step_of((index, written): (&u64, &model::Written)) -> (u64, u64) {
    (*index, written.step)
}

fn enter(books: &mut Books, step: &Step) {
    match step.what.as_str() {
        "save" => drop(books.insert(step.index, model::Written { step: step.number, typed: 0 })),
        "delete" => drop(books.remove(&step.index)),
        _ => {}
    }
}

fn one_kill(life: &Life, first: u64, random: &mut Random) -> io::Result<Said> {
    let mut child = Command::new(std::env::current_exe()?)
        .args(["worker", &random.below(u64::MAX).to_string(), &first.to_string()])
        .arg(life.folder())
        .stdout(Stdio::piped())
        .spawn()?;
    let (sender, lines) = mpsc::channel();
    let reader = child.stdout.take().map(|stdout| thread::spawn(move || pass_on(stdout, &sender)));
    // A moment during the opening, or shortly after one of the first steps was reported.
    let (words, limit_us) = match (life.opening, random.below(13).saturating_sub(2)) {
        (Opening::Usual, words) => (words, 8_000),
        (Opening::Empty | Opening::Older, _) => (0, 50_000),
    };
    let mut said: Vec<String> = lines.iter().take(usize::try_from(words).unwrap_or(0)).collect();
    thread::sleep(Duration::from_micros(random.below(limit_us)));
    let ended = child.try_wait()?;
    child.kill()?;
    child.wait()?;
    drop(reader.map(thread::JoinHandle::join));
    said.extend(lines.try_iter());
    if ended.is_some() {
        return Err(io::Error::other(said.last().cloned().unwrap_or_default()));
    }
    let steps = |word: &str| said.iter().filter_map(|line| parse(line.strip_prefix(word)?)).collect::<Vec<_>>();
    let (begun, done) = (steps("begin "), steps("done "));
    let under_way = begun.last().filter(|step| done.last() != Some(step)).cloned();
    Ok(Said { ready: said.iter().any(|line| line == "ready"), done, under_way })
}

fn pass_on(stdout: ChildStdout, to: &mpsc::Sender<String>) {
    // Fails once the program is killed and its lines were read.
    let _ = BufReader::new(stdout).lines().map_while(Result::ok).try_for_each(|line| to.send(line));
}

fn parse(line: &str) -> Option<Step> {
    let mut words = line.split(' ');
    Some(Step {
        number: words.next()?.parse().ok()?,
        what: words.next()?.to_owned(),
        index: words.next()?.parse().ok()?,
    })
}
