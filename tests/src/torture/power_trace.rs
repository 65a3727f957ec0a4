//! Reads the writes of a program from an `strace` record, and computes the files that a power cut would leave.

use std::{
    collections::{BTreeMap, HashMap},
    fs, io,
    path::{Path, PathBuf},
};

use super::random::Random;

/// The system calls that change files or sync them.
pub const CALLS: &str =
    "openat,mkdir,mkdirat,pwrite64,write,ftruncate,fsync,fdatasync,unlink,unlinkat,rename,renameat,renameat2";

/// A change of the folder's files, or the report that the work is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A file was created or truncated to nothing.
    Create(PathBuf, bool),
    /// A folder was created.
    Folder(PathBuf),
    /// Bytes were written at an offset.
    Write(PathBuf, u64, Vec<u8>),
    /// A file was set to a length.
    Truncate(PathBuf, u64),
    /// A file's contents, or the names in a folder, were synced.
    Sync(PathBuf),
    /// A file was removed.
    Remove(PathBuf),
    /// A file was renamed.
    Rename(PathBuf, PathBuf),
    /// The program reported that its work is done.
    Done,
}

/// Reads a trace made with `strace -f -y -xx -e trace=`[`CALLS`].
///
/// # Panics
/// If the trace contains an unknown call on the folder: the replay would be wrong.
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
    // A call that was interrupted in the trace leaves a blank at the end of its arguments.
    let number = |text: &str| text.trim().parse().unwrap_or_else(|_| panic!("not understood: {name}: {text}"));
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
        "mkdir" => Some(Event::Folder(ours(text(parts[0]))?)),
        "mkdirat" => Some(Event::Folder(ours(text(parts.get(1)?))?)),
        "pwrite64" => {
            let path = ours(descriptor(parts[0])?)?;
            let data = bytes(parts.get(1)?);
            let offset = number(parts.last()?);
            Some(Event::Write(path, offset, data))
        }
        "ftruncate" => Some(Event::Truncate(ours(descriptor(parts[0])?)?, number(parts.last()?))),
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

/// Writes the files that a power cut leaves: every event before the cut, except that unsynced changes may be missing.
///
/// POSIX only promises that a file's bytes are kept once the file is synced, and a name once its folder is synced. `keep` decides for
/// every other change whether it had reached the disk.
///
/// # Errors
/// If the files can't be written.
pub fn replay(base: &Path, into: &Path, folder: &Path, events: &[Event], keep: &mut Keep) -> io::Result<()> {
    let mut disk = Disk::of(base)?;
    let changes = disk.follow(events, folder);
    let synced: HashMap<usize, usize> =
        changes.iter().enumerate().filter(|(_, change)| change.is_sync).map(|(at, change)| (change.file, at)).collect();
    for (at, (event, change)) in events.iter().zip(&changes).enumerate() {
        if synced.get(&change.lasts_with).is_some_and(|sync| *sync > at) || keep.this() {
            disk.change(event, change.file, folder);
        }
    }
    disk.write(into)
}

/// A change, independent of the file's current name.
struct Change {
    file: usize,
    /// What must be synced to keep the change: the file, or the folder with its name.
    lasts_with: usize,
    is_sync: bool,
}

/// Files and folders by number, and their names on the disk.
struct Disk {
    names: BTreeMap<PathBuf, usize>,
    /// The bytes of each file; empty for a folder.
    contents: Vec<Option<Vec<u8>>>,
}

impl Disk {
    fn of(base: &Path) -> io::Result<Self> {
        let mut disk = Self { names: BTreeMap::from([(PathBuf::new(), 0)]), contents: vec![None] };
        let mut folders = vec![base.to_path_buf()];
        while let Some(current) = folders.pop() {
            for entry in fs::read_dir(&current)? {
                let path = entry?.path();
                let name = path.strip_prefix(base).unwrap_or(&path).to_owned();
                disk.names.insert(name, disk.contents.len());
                if path.is_dir() {
                    disk.contents.push(None);
                    folders.push(path);
                } else {
                    disk.contents.push(Some(fs::read(&path)?));
                }
            }
        }
        Ok(disk)
    }

    /// Applies the events as the programs saw them: renames take effect immediately.
    fn follow(&mut self, events: &[Event], folder: &Path) -> Vec<Change> {
        let mut seen = self.names.clone();
        events.iter().map(|event| self.follow_one(event, folder, &mut seen)).collect()
    }

    fn follow_one(&mut self, event: &Event, folder: &Path, seen: &mut BTreeMap<PathBuf, usize>) -> Change {
        let (path, is_name) = match event {
            Event::Create(path, _) => (relative(path, folder), !seen.contains_key(relative(path, folder))),
            Event::Folder(path) | Event::Remove(path) => (relative(path, folder), true),
            Event::Rename(from, to) => {
                let moved = seen.remove(relative(from, folder));
                let to = relative(to, folder);
                seen.extend(moved.map(|file| (to.to_owned(), file)));
                (to, true)
            }
            Event::Write(path, ..) | Event::Truncate(path, _) | Event::Sync(path) => (relative(path, folder), false),
            Event::Done => (Path::new(""), false),
        };
        let file = *seen.entry(path.to_owned()).or_insert_with(|| {
            self.contents.push(if matches!(event, Event::Folder(_)) { None } else { Some(Vec::new()) });
            self.contents.len() - 1
        });
        if matches!(event, Event::Remove(_)) {
            seen.remove(path);
        }
        let parent = path.parent().and_then(|parent| seen.get(parent)).copied().unwrap_or(0);
        Change { file, lasts_with: if is_name { parent } else { file }, is_sync: matches!(event, Event::Sync(_)) }
    }

    /// Applies a change that reached the disk.
    fn change(&mut self, event: &Event, file: usize, folder: &Path) {
        match event {
            Event::Create(path, truncate) => {
                self.names.insert(relative(path, folder).to_owned(), file);
                if *truncate {
                    self.contents[file] = Some(Vec::new());
                }
            }
            Event::Folder(path) => drop(self.names.insert(relative(path, folder).to_owned(), file)),
            Event::Write(_, offset, data) => put(self.contents[file].get_or_insert_default(), *offset, data),
            Event::Truncate(_, length) => {
                let length = usize::try_from(*length).unwrap_or(0);
                self.contents[file].get_or_insert_default().resize(length, 0);
            }
            Event::Remove(path) => drop(self.names.remove(relative(path, folder))),
            Event::Rename(from, to) => {
                self.names.remove(relative(from, folder));
                self.names.insert(relative(to, folder).to_owned(), file);
            }
            Event::Sync(_) | Event::Done => {}
        }
    }

    fn write(&self, into: &Path) -> io::Result<()> {
        fs::create_dir_all(into)?;
        // Sorted by name, so that a folder comes before its contents. What has lost its folder is gone.
        for (name, file) in self.names.iter().skip(1) {
            let path = into.join(name);
            match &self.contents[*file] {
                _ if !path.parent().is_some_and(Path::is_dir) => {}
                // The shared-memory file of the log doesn't survive a power cut.
                Some(_) if name.to_string_lossy().ends_with("-shm") => {}
                Some(content) => fs::write(path, content)?,
                None => fs::create_dir(path)?,
            }
        }
        Ok(())
    }
}

fn relative<'p>(path: &'p Path, folder: &Path) -> &'p Path {
    path.strip_prefix(folder).unwrap_or(path)
}

/// Which unsynced changes had reached the disk.
#[derive(Debug)]
pub enum Keep {
    /// None.
    None,
    /// All of them, as if only the program was killed.
    All,
    /// Some, in any order.
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

#[cfg(test)]
mod tests {
    use super::*;

    const TRACE: &str = concat!(
        "7 openat(AT_FDCWD<\\x2f>, \"\\x2f\\x66\\x2f\\x61\", O_RDWR|O_CREAT|O_CLOEXEC, 0600) = 3<\\x2f\\x66\\x2f\\x61>\n",
        "7 fsync(4<\\x2f\\x66>) = 0\n",
        "7 pwrite64(3<\\x2f\\x66\\x2f\\x61>, \"\\x01\\x02\", 2, 0 <unfinished ...>\n",
        "9 write(2<\\x2f\\x78>, \"\\x01\", 1) = 1\n",
        "7 <... pwrite64 resumed>) = 2\n",
        "7 fdatasync(3<\\x2f\\x66\\x2f\\x61> <unfinished ...>\n",
        "8 write(2<\\x2f\\x78>, \"\\x01\", 1) = 1\n",
        "7 <... fdatasync resumed>) = 0\n",
        "7 pwrite64(3<\\x2f\\x66\\x2f\\x61>, \"\\x09\", 1, 1) = 1\n",
        "7 write(1<\\x70>, \"\\x64\\x6f\\x6e\\x65\\x0a\", 5) = 5\n",
    );

    fn after(events: &[Event], mut keep: Keep, name: &str) -> Option<Vec<u8>> {
        let (base, into) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        fs::write(base.path().join("old"), [7]).unwrap();
        replay(base.path(), into.path(), Path::new("/f"), events, &mut keep).unwrap();
        fs::read(into.path().join(name)).ok()
    }

    fn left(cut: usize, keep: Keep) -> Option<Vec<u8>> {
        after(&read(TRACE, Path::new("/f"))[..cut], keep, "a")
    }

    #[test]
    fn a_trace_is_read_call_by_call() {
        let path = PathBuf::from("/f/a");
        let expected = [
            Event::Create(path.clone(), false),
            Event::Sync("/f".into()),
            Event::Write(path.clone(), 0, vec![1, 2]),
            Event::Sync(path.clone()),
            Event::Write(path, 1, vec![9]),
            Event::Done,
        ];
        assert_eq!(read(TRACE, Path::new("/f")), expected);
    }

    #[test]
    fn what_was_synced_stays_and_what_was_not_goes_with_the_power() {
        assert_eq!(left(1, Keep::None), None, "a name whose folder was not synced");
        assert_eq!(left(3, Keep::None), Some(vec![]), "written, not synced");
        assert_eq!(left(3, Keep::All), Some(vec![1, 2]));
        assert_eq!(left(4, Keep::None), Some(vec![1, 2]), "synced");
        assert_eq!(left(6, Keep::None), Some(vec![1, 2]), "the second write was never synced");
        assert_eq!(left(6, Keep::All), Some(vec![1, 9]));
    }

    #[test]
    fn a_new_name_and_a_removal_last_with_their_folder() {
        let file = |name: &str| PathBuf::from("/f").join(name);
        let sync = Event::Sync("/f".into());
        let renamed = [Event::Rename(file("old"), file("new")), sync.clone()];
        assert_eq!(after(&renamed[..1], Keep::None, "old"), Some(vec![7]));
        assert_eq!(after(&renamed[..1], Keep::None, "new"), None);
        assert_eq!(after(&renamed, Keep::None, "new"), Some(vec![7]));
        assert_eq!(after(&renamed, Keep::None, "old"), None);

        let recreated = [Event::Remove(file("old")), Event::Create(file("old"), false)];
        assert_eq!(after(&recreated, Keep::None, "old"), Some(vec![7]), "the old file, not an empty one");
        assert_eq!(after(&[recreated.as_slice(), &[sync]].concat(), Keep::None, "old"), Some(vec![]));
    }
}
