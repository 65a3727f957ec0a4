//! Runs the steps of a task and reports their times and results.

use std::time::{Duration, Instant};

use crate::say;
use crate::stop::Stop;

/// The steps that were run, with their times and results.
#[derive(Default)]
pub(crate) struct Steps {
    done: Vec<(String, Duration, Result<(), Stop>)>,
}

impl Steps {
    /// Runs a step, also after a failed one, so that one run shows everything that is wrong.
    pub(crate) fn run(&mut self, name: &str, step: impl FnOnce() -> Result<(), Stop>) {
        say::step(name);
        let begun = Instant::now();
        let outcome = step();
        if let Err(stop) = &outcome {
            say::note(&stop.to_string());
        }
        self.done.push((name.to_owned(), begun.elapsed(), outcome));
    }

    /// Prints the steps with their results and times.
    pub(crate) fn summary(&self) {
        say::step("So far");
        for (name, time, outcome) in &self.done {
            let word = if outcome.is_ok() { "ok" } else { "FAILED" };
            say::note(&format!("{word:<6} {:>6.1} s  {name}", time.as_secs_f64()));
        }
    }

    /// Returns an error if a step failed.
    ///
    /// # Errors
    /// Names the failed steps.
    pub(crate) fn end(self) -> Result<(), Stop> {
        let failed: Vec<&str> =
            self.done.iter().filter(|(.., outcome)| outcome.is_err()).map(|(name, ..)| name.as_str()).collect();
        if failed.is_empty() { Ok(()) } else { Err(Stop::new(format!("Failed: {}.", failed.join("; ")))) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_step_fails_the_task_and_the_other_steps_still_run() {
        let mut steps = Steps::default();
        steps.run("first", || Err(Stop::new("broken")));
        steps.run("second", || Ok(()));
        assert_eq!(steps.done.len(), 2);
        assert_eq!(steps.end().unwrap_err().to_string(), "Failed: first.");
    }
}
