//! The writes of a program as `strace` recorded them, and the files that a power cut would have left of them.

use std::{
    collections::{BTreeMap, HashMap},
    fs, io,
    path::{Path, PathBuf},
};

use super::random::Random;

/// The system calls that change files, and the ones that make a change lasting.
pub const CALLS: &str = "openat,pwrite64,write,ftruncate,fsync,fdatasync,unlink,unlinkat,rename,renameat,renameat2";

/// Something that happened to the folder's files, or the word that the work is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A file came to be, or was emptied.
    Create(PathBuf, bool),
    /// Bytes were written at an offset.
    Write(PathBuf, u64, Vec<u8>),
    /// A file was cut or grown to a length.
    Truncate(PathBuf, u64),
    /// What was written to a file became lasting.
    Sync(PathBuf),
    /// A file was removed.
    Remove(PathBuf),
    /// A file was given another name.
    Rename(PathBuf, PathBuf),
    /// The program said that its work is done.
    Done,
}

/// Reads a trace made with `strace -f -y -xx -e trace=`[`CALLS`].
///
/// # Panics
/// The trace holds a call on the folder that is not understood: the replay would be untrue.
#[must_use]
pub fn read(trace: &str, folder: &Path) -> Vec<Event> {
    let mut unfinished: HashMap<&str, String> = HashMap::new();
    let mut events = Vec::new();
    for line in trace.lines() {
        let Some((pid, call)) = line.split_once(' ') else { continue };
        let call = call.trim_start();
        if let Some(begun) = call.strip_suffix("<unfinished ...>") {
            unfinished.insert(pid, begun.to_owned());
        } else if call.starts_with("<...") {
            let rest = call.split_once("resumed>").map_or("", |(_, rest)| rest);
            let whole = unfinished.remove(pid).unwrap_or_default() + rest;
            events.extend(event(&whole, folder));
        } else {
            events.extend(event(call, folder));
        }
    }
    events
}

fn event(call: &str, folder: &Path) -> Option<Event> {
    let (name, rest) = call.split_once('(')?;
    let (arguments, result) = rest.rsplit_once(" = ")?;
    if result.starts_with('-') {
        return None;
    }
    let arguments = arguments.trim_end().strip_suffix(')').unwrap_or(arguments);
    let parts: Vec<&str> = arguments.split(", ").collect();
    let ours = |path: PathBuf| path.starts_with(folder).then_some(path);
    let number = |text: &str| text.parse::<u64>().ok();
    match name {
        "write" if parts[0].starts_with("1<") => (bytes(parts.get(1)?) == b"done\n").then_some(Event::Done),
        "write" => {
            let path = ours(descriptor(parts[0])?)?;
            panic!("a write without an offset: {}", path.display())
        }
        "openat" => {
            let path = ours(text(parts.get(1)?))?;
            let flags = parts.get(2)?;
            flags.contains("O_CREAT").then(|| Event::Create(path, flags.contains("O_TRUNC")))
        }
        "pwrite64" => {
            let path = ours(descriptor(parts[0])?)?;
            let data = bytes(parts.get(1)?);
            let offset = number(parts.last()?)?;
            Some(Event::Write(path, offset, data))
        }
        "ftruncate" => Some(Event::Truncate(ours(descriptor(parts[0])?)?, number(parts.last()?)?)),
        "fsync" | "fdatasync" => Some(Event::Sync(ours(descriptor(parts[0])?)?)),
        "unlink" => Some(Event::Remove(ours(text(parts[0]))?)),
        "unlinkat" => Some(Event::Remove(ours(text(parts.get(1)?))?)),
        "rename" => Some(Event::Rename(ours(text(parts[0]))?, text(parts.get(1)?))),
        "renameat" | "renameat2" => Some(Event::Rename(ours(text(parts.get(1)?))?, text(parts.get(3)?))),
        _ => None,
    }
}

/// The path of a descriptor as `-y` prints it: `5<\x2f…>`.
fn descriptor(argument: &str) -> Option<PathBuf> {
    let (_, path) = argument.split_once('<')?;
    Some(PathBuf::from(String::from_utf8_lossy(&hex(path.trim_end_matches('>'))).into_owned()))
}

fn text(argument: &str) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(&bytes(argument)).into_owned())
}

fn bytes(argument: &str) -> Vec<u8> {
    assert!(!argument.ends_with("..."), "strace cut a text: give it a longer -s");
    hex(argument.trim_matches('"'))
}

fn hex(text: &str) -> Vec<u8> {
    text.split("\\x").skip(1).filter_map(|pair| u8::from_str_radix(pair.get(..2)?, 16).ok()).collect()
}

/// What a power cut leaves: every event before the cut, except that what was never made lasting may be missing.
///
/// `keep` says of each file's unsynced change whether the disk happened to have it; none is the harshest.
///
/// # Errors
/// The files cannot be written.
pub fn replay(base: &Path, into: &Path, folder: &Path, events: &[Event], keep: &mut Keep) -> io::Result<()> {
    let mut files = snapshot(base)?;
    for (at, event) in events.iter().enumerate() {
        let lasting = |path: &Path| events[at + 1..].iter().any(|later| *later == Event::Sync(path.to_owned()));
        let relative = |path: &Path| path.strip_prefix(folder).unwrap_or(path).to_owned();
        match event {
            Event::Create(path, truncate) => {
                let file = files.entry(relative(path)).or_default();
                if *truncate {
                    file.clear();
                }
            }
            Event::Write(path, offset, data) if lasting(path) || keep.this() => {
                put(files.entry(relative(path)).or_default(), *offset, data);
            }
            Event::Truncate(path, length) if lasting(path) || keep.this() => {
                files.entry(relative(path)).or_default().resize(usize::try_from(*length).unwrap_or(0), 0);
            }
            // File systems keep names in order: any later sync makes a removal lasting.
            Event::Remove(path)
                if events[at + 1..].iter().any(|later| matches!(later, Event::Sync(_))) || keep.this() =>
            {
                drop(files.remove(&relative(path)))
            }
            Event::Rename(from, to) => {
                if let Some(file) = files.remove(&relative(from)) {
                    files.insert(relative(to), file);
                }
            }
            _ => {}
        }
    }
    for (path, content) in files {
        let path = into.join(path);
        // The shared memory beside a WAL never outlives the power.
        if path.extension().is_some_and(|extension| extension == "db-shm") {
            continue;
        }
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(path, content)?;
    }
    Ok(())
}

/// Which unsynced changes the disk happened to have.
#[derive(Debug)]
pub enum Keep {
    /// None: they were all still in memory.
    None,
    /// All: the cut only ended the program.
    All,
    /// Some, in no order.
    Some(Random),
}

impl Keep {
    fn this(&mut self) -> bool {
        match self {
            Self::None => false,
            Self::All => true,
            Self::Some(random) => random.below(2) == 0,
        }
    }
}

fn put(file: &mut Vec<u8>, offset: u64, data: &[u8]) {
    let start = usize::try_from(offset).unwrap_or(0);
    if file.len() < start + data.len() {
        file.resize(start + data.len(), 0);
    }
    file[start..start + data.len()].copy_from_slice(data);
}

fn snapshot(folder: &Path) -> io::Result<BTreeMap<PathBuf, Vec<u8>>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(current) = folders.pop() {
        for entry in fs::read_dir(&current)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(relative) = path.strip_prefix(folder) {
                files.insert(relative.to_owned(), fs::read(&path)?);
            }
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRACE: &str = concat!(
        "7 openat(AT_FDCWD<\\x2f>, \"\\x2f\\x66\\x2f\\x61\", O_RDWR|O_CREAT|O_CLOEXEC, 0600) = 3<\\x2f\\x66\\x2f\\x61>\n",
        "7 pwrite64(3<\\x2f\\x66\\x2f\\x61>, \"\\x01\\x02\", 2, 0) = 2\n",
        "7 fdatasync(3<\\x2f\\x66\\x2f\\x61> <unfinished ...>\n",
        "8 write(2<\\x2f\\x78>, \"\\x01\", 1) = 1\n",
        "7 <... fdatasync resumed>) = 0\n",
        "7 pwrite64(3<\\x2f\\x66\\x2f\\x61>, \"\\x09\", 1, 1) = 1\n",
        "7 write(1<\\x70>, \"\\x64\\x6f\\x6e\\x65\\x0a\", 5) = 5\n",
    );

    fn left(cut: usize, mut keep: Keep) -> Option<Vec<u8>> {
        let (base, into) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let events = read(TRACE, Path::new("/f"));
        replay(base.path(), into.path(), Path::new("/f"), &events[..cut], &mut keep).unwrap();
        fs::read(into.path().join("a")).ok()
    }

    #[test]
    fn a_trace_is_read_call_by_call() {
        let path = PathBuf::from("/f/a");
        let expected = [
            Event::Create(path.clone(), false),
            Event::Write(path.clone(), 0, vec![1, 2]),
            Event::Sync(path.clone()),
            Event::Write(path, 1, vec![9]),
            Event::Done,
        ];
        assert_eq!(read(TRACE, Path::new("/f")), expected);
    }

    #[test]
    fn what_was_synced_stays_and_what_was_not_goes_with_the_power() {
        assert_eq!(left(2, Keep::None), Some(vec![]), "written, not synced");
        assert_eq!(left(2, Keep::All), Some(vec![1, 2]));
        assert_eq!(left(3, Keep::None), Some(vec![1, 2]), "synced");
        assert_eq!(left(5, Keep::None), Some(vec![1, 2]), "the second write was never synced");
        assert_eq!(left(5, Keep::All), Some(vec![1, 9]));
    }
}
