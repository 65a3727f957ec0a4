//! `cargo xtask bench start`: the window's start-up time and memory, as ratios to an empty Tauri window.
//!
//! Both windows are started in turn in the same session, because a machine's speed varies over time. When its page is drawn (Keyfob: the list with its rows), a
//! window writes the time (nanoseconds since 1970) to the file in `KEYFOB_REPORT_READY`.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::setup::Need;
use crate::stop::Stop;
use crate::{command, desktop_session, memory, page, place, say, setup};

/// The options of `cargo xtask bench start`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// How often each window is started
    #[arg(long, default_value_t = 21, value_parser = clap::value_parser!(u32).range(3..))]
    runs: u32,
    /// How many saved authorizations Keyfob starts with, each measured in turn
    #[arg(long, value_delimiter = ',', default_value = "0,25,2000")]
    saved: Vec<u32>,
}

/// The variable with the file in which a window reports that it is ready.
const REPORT: &str = "KEYFOB_REPORT_READY";
/// The longest time until a window is ready.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long a window is idle before its memory is read.
const IDLE: Duration = Duration::from_secs(2);
/// Memory varies little, so it is measured only in every fourth start.
const MEMORY_EVERY: u32 = 4;
/// The program that saves authorizations.
const SEED: &str = "keyfob-seed";
/// Keyfob's data folder.
const DATA: &str = "data";
/// The windows that are compared: name and program.
const WINDOWS: [(&str, &str); 2] = [("bare Tauri window", "keyfob-bare-window"), ("Keyfob", "keyfob-desktop")];

/// Builds both windows for release and measures them.
///
/// # Errors
/// If a build fails, or a window doesn't become ready.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Stop> {
    setup::run(Need::Test)?;
    page::build()?;
    say::step("Building both windows for release");
    let mut cargo = command::cargo();
    cargo.args(["build", "--locked", "--release", "--package", "keyfob-desktop", "--package", "keyfob-bare-window"]);
    command::run(cargo.args([
        "--features",
        "keyfob-desktop/custom-protocol,keyfob-desktop/test-hooks,keyfob-bare-window/custom-protocol",
    ]))?;
    command::run(command::cargo().args(["build", "--locked", "--package", "keyfob-tests", "--bin", SEED]))?;
    let mut inside = Command::new(env::current_exe()?);
    let saved: Vec<String> = arguments.saved.iter().map(u32::to_string).collect();
    inside.args(["bench", "start-inside", "--runs", &arguments.runs.to_string(), "--saved", &saved.join(",")]);
    desktop_session::run(&inside)
}

/// Measures, inside the session.
///
/// # Errors
/// If a window doesn't become ready.
pub(crate) fn inside(arguments: &Arguments) -> Result<(), Stop> {
    let folder = env::temp_dir().join(format!("keyfob-bench-{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    let all = arguments.saved.iter().try_for_each(|saved| {
        let measured = seed(&folder, *saved).and_then(|()| measure(&folder, arguments.runs))?;
        report(*saved, &measured);
        Ok(())
    });
    fs::remove_dir_all(&folder)?;
    all
}

/// Replaces Keyfob's data with a number of saved authorizations.
fn seed(folder: &Path, saved: u32) -> Result<(), Stop> {
    say::note(&format!("saving {saved} authorizations"));
    let data = folder.join(DATA);
    if data.exists() {
        fs::remove_dir_all(&data)?;
    }
    command::run(Command::new(place::program("debug", SEED)).arg(&data).arg(saved.to_string()))
}

/// One window's measurements.
#[derive(Default)]
struct Measured {
    ready_ms: Vec<f64>,
    memory_mib: Vec<f64>,
}

fn measure(folder: &Path, runs: u32) -> Result<[Measured; 2], Stop> {
    let mut measured = [Measured::default(), Measured::default()];
    // The first start of each fills the disk's cache and creates the data, so it doesn't count.
    for round in 0..=runs {
        for turn in 0..2 {
            // The order alternates, so that neither always follows the other.
            let which = (turn + usize::from(round % 2 == 1)) % 2;
            say::note(&format!("start {round} of {runs}: {}", WINDOWS[which].0));
            let (ready_ms, memory_mib) = start(folder, WINDOWS[which].1, round % MEMORY_EVERY == 1)?;
            if round > 0 {
                measured[which].ready_ms.push(ready_ms);
                measured[which].memory_mib.extend(memory_mib);
            }
        }
    }
    Ok(measured)
}

/// Starts a window once. Returns the time until it was ready and, on request, its memory.
fn start(folder: &Path, program: &str, with_memory: bool) -> Result<(f64, Option<f64>), Stop> {
    let report = folder.join("ready");
    if report.exists() {
        fs::remove_file(&report)?;
    }
    let mut command = Command::new(place::program("release", program));
    command.env(REPORT, &report).env("KEYFOB_HOME", folder.join(DATA)).stdout(Stdio::null()).stderr(Stdio::null());
    let begun = SystemTime::now();
    let mut window = Window(command.spawn().map_err(|error| Stop::new(format!("`{program}`: {error}.")))?);
    let ready = window.wait_until_ready(&report)?;
    let ready_ms = ready.duration_since(begun).unwrap_or_default().as_secs_f64() * 1e3;
    if !with_memory {
        return Ok((ready_ms, None));
    }
    sleep(IDLE);
    let bytes = memory::shared_out_bytes(window.0.id()).ok_or_else(|| {
        Stop::new("Can't read the window's memory, which only root may do. Run the benchmark as root.")
    })?;
    Ok((ready_ms, Some(f64::from(u32::try_from(bytes / 1024).unwrap_or(u32::MAX)) / 1024.0)))
}

/// A running window. It ends when this is dropped, with everything that it started.
struct Window(Child);

impl Window {
    fn wait_until_ready(&mut self, report: &PathBuf) -> Result<SystemTime, Stop> {
        let begun = Instant::now();
        loop {
            if let Some(time) = fs::read_to_string(report).ok().and_then(|text| read_time(&text)) {
                return Ok(time);
            }
            if let Some(status) = self.0.try_wait()? {
                return Err(Stop::new(format!("The window ended ({status}) before it was ready.")));
            }
            if begun.elapsed() > PATIENCE {
                return Err(Stop::new(format!(
                    "The window did not write to `{REPORT}` within {} s.",
                    PATIENCE.as_secs()
                )));
            }
            sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
        // Gives WebKit's processes time to end, so that they don't slow down the next start.
        sleep(Duration::from_millis(300));
    }
}

/// Reads a report: nanoseconds since 1970 and a line break, without which it isn't complete yet.
fn read_time(text: &str) -> Option<SystemTime> {
    let nanoseconds = text.strip_suffix('\n')?.trim().parse().ok()?;
    Some(UNIX_EPOCH + Duration::from_nanos(nanoseconds))
}

fn report(saved: u32, [bare, keyfob]: &[Measured; 2]) {
    say::result(&format!("with {saved} saved authorizations"));
    say::result(&format!("{:<18} {:>12} {:>17} {:>13}", "", "ready, median", "(middle half)", "memory (PSS)"));
    for ((name, _), measured) in WINDOWS.iter().zip([bare, keyfob]) {
        let (time, memory) = (quartiles(&measured.ready_ms), quartiles(&measured.memory_mib));
        let middle = format!("({:.0} to {:.0})", time[0], time[2]);
        say::result(&format!("{name:<18} {:>10.1} ms {middle:>17} {:>9.1} MiB", time[1], memory[1]));
    }
    let ratio = |of: fn(&Measured) -> &[f64]| quartiles(of(keyfob))[1] / quartiles(of(bare))[1];
    let (time, memory) = (ratio(|measured| &measured.ready_ms), ratio(|measured| &measured.memory_mib));
    say::result(&format!("{:<18} {time:>10.2} × {:>18} {memory:>9.2} ×", "ratio", ""));
}

/// Returns the first quartile, the median and the third quartile, without interpolation.
fn quartiles(values: &[f64]) -> [f64; 3] {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let last = sorted.len().saturating_sub(1);
    [last / 4, last / 2, last - last / 4].map(|index| sorted.get(index).copied().unwrap_or(f64::NAN))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slow_start_does_not_move_the_median() {
        let exact = |value: f64| format!("{value}");
        assert_eq!(quartiles(&[5.0, 1.0, 3.0, 2.0, 900.0]).map(exact), ["2", "3", "5"]);
    }

    #[test]
    fn an_incomplete_report_is_not_read() {
        assert_eq!(read_time("1700000000000000000"), None);
        assert_eq!(read_time("1500\n"), Some(UNIX_EPOCH + Duration::from_nanos(1500)));
    }
}
