//! `kill -9` at random moments, and the books kept beside it: what was said to be done must be there, whole.

use std::{
    collections::BTreeMap,
    io::{self, BufRead as _, BufReader},
    path::Path,
    process::{Child, ChildStdout, Command, Stdio},
    thread,
    time::Duration,
};

use super::{model, random::Random, worker};

/// What many kills came to.
#[derive(Debug, Default)]
pub struct Tally {
    /// Programs killed.
    pub kills: u64,
    /// Steps that the programs had said to be done.
    pub steps: u64,
    /// Kills that met a step under way.
    pub in_step: u64,
    /// Kills that met the program before its first step.
    pub at_start: u64,
    /// Steps under way that turned out to be done.
    pub finished: u64,
}

/// A step as the killed program named it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Step {
    number: u64,
    what: String,
    index: u64,
}

/// Kills `kills` programs that work on `folder`, and checks everything after each.
///
/// # Errors
/// The programs cannot be started.
///
/// # Panics
/// Something saved was lost, half-written or unreadable: that is a finding.
pub fn run(folder: &Path, seed: u64, kills: u64) -> io::Result<Tally> {
    let mut random = Random(seed);
    let mut tally = Tally::default();
    let mut books: BTreeMap<u64, u64> = BTreeMap::new();
    let mut next_step = 1;
    for round in 0..kills {
        let (done, under_way) = one_kill(folder, random.below(u64::MAX), next_step, &mut random, &mut tally)?;
        for step in &done {
            enter(&mut books, step);
        }
        let last = under_way.as_ref().or(done.last()).map_or(next_step, |step| step.number);
        next_step = last + 1;
        let found = found(folder, round, seed);
        if found != books {
            let step = under_way
                .unwrap_or_else(|| panic!("seed {seed}, kill {round}: lost; found {found:?}, books {books:?}"));
            enter(&mut books, &step);
            assert_eq!(found, books, "seed {seed}, kill {round}: neither before nor after {step:?}");
            tally.finished += 1;
        }
        tally.kills += 1;
        tally.steps += done.len() as u64;
    }
    Ok(tally)
}

fn enter(books: &mut BTreeMap<u64, u64>, step: &Step) {
    match step.what.as_str() {
        "save" => drop(books.insert(step.index, step.number)),
        "delete" => drop(books.remove(&step.index)),
        _ => {}
    }
}

fn found(folder: &Path, round: u64, seed: u64) -> BTreeMap<u64, u64> {
    let read = worker::open(folder).and_then(|keyfob| {
        let startup = keyfob.startup()?;
        assert!(startup.report.recovery.is_none(), "seed {seed}, kill {round}: {:?}", startup.report);
        model::read_all(&keyfob)
    });
    match read {
        Ok(found) => found.into_iter().map(|(index, written)| (index, written.step)).collect(),
        Err(error) => panic!("seed {seed}, kill {round}: {error}"),
    }
}

fn one_kill(
    folder: &Path,
    seed: u64,
    first: u64,
    random: &mut Random,
    tally: &mut Tally,
) -> io::Result<(Vec<Step>, Option<Step>)> {
    let mut child = Command::new(std::env::current_exe()?)
        .args(["worker", &seed.to_string(), &first.to_string()])
        .arg(folder)
        .stdout(Stdio::piped())
        .spawn()?;
    let lines = child.stdout.take().map(|stdout| thread::spawn(move || read_lines(stdout)));
    // Most kills meet a step; some meet the opening.
    thread::sleep(Duration::from_micros(random.below(60_000)));
    kill(&mut child)?;
    let lines = lines.and_then(|reader| reader.join().ok()).unwrap_or_default();
    let steps = |word: &str| lines.iter().filter_map(|line| parse(line.strip_prefix(word)?)).collect::<Vec<_>>();
    let (begun, done) = (steps("begin "), steps("done "));
    let under_way = begun.last().filter(|step| done.last() != Some(step)).cloned();
    tally.in_step += u64::from(under_way.is_some());
    tally.at_start += u64::from(begun.is_empty());
    Ok((done, under_way))
}

fn kill(child: &mut Child) -> io::Result<()> {
    if let Some(status) = child.try_wait()? {
        panic!("the program ended by itself: {status}");
    }
    child.kill()?;
    child.wait().map(drop)
}

fn read_lines(stdout: ChildStdout) -> Vec<String> {
    BufReader::new(stdout).lines().map_while(Result::ok).collect()
}

fn parse(line: &str) -> Option<Step> {
    let mut words = line.split(' ');
    Some(Step {
        number: words.next()?.parse().ok()?,
        what: words.next()?.to_owned(),
        index: words.next()?.parse().ok()?,
    })
}
