//! Saving what `keyfob add` and `keyfob edit` say, after a CONNECT if that was asked for.

use keyfob_core::{
    authorization::{Authorization, Check, Completeness, Draft, Environment, Problem},
    clean::escaped,
    connect::{Outcome, network::NetworkOverrides},
    error::Error,
    keyfob::Keyfob,
};

use crate::{
    certificates,
    connect::{Naming, Verdict, block_on},
    consent::Consent,
    exit::Exit,
    failure::Failure,
    fields::{Given, NameGiven, Secrets, note_lines, problem_lines},
    opening::Opening,
    output,
    presets::Start,
    stderr,
};

/// How often an authorization is read again because another program saves it at the same time.
const TRIES: u32 = 3;

/// What is to be saved.
pub(crate) struct Change<'a> {
    pub(crate) given: &'a Given,
    pub(crate) name: Option<&'a str>,
    pub(crate) description: Option<&'a str>,
    pub(crate) environment: Environment,
    pub(crate) connect: bool,
    pub(crate) allow_origin: Option<&'a str>,
    pub(crate) allow_network: bool,
    pub(crate) name_given: NameGiven,
    /// What was done, such as *Added*.
    pub(crate) done: &'a str,
    /// The preset that it started from.
    pub(crate) start: Option<&'a Start>,
}

impl Change<'_> {
    /// Saves it over what `read` returns: again if another program was faster, on what that one saved.
    pub(crate) fn save(
        &self,
        keyfob: &Keyfob,
        mut secrets: Secrets,
        read: impl Fn() -> Result<Draft, Failure>,
    ) -> Result<Exit, Failure> {
        let mut tries = 0;
        if self.connect {
            // Nothing is sent for what can't be saved.
            keyfob.assert_can_seal()?;
        }
        loop {
            let draft = self.draft(keyfob, read()?, &mut secrets)?;
            let mut consent = Consent::to(self.allow_origin).with_network(self.allow_network);
            let connected = if self.connect { Some(self.connect(keyfob, &draft, &mut consent)?) } else { None };
            let connected = match connected {
                Some((verdict, Exit::Done)) => Some(verdict),
                Some((verdict, exit)) => {
                    output::text(&format!("{}\n", verdict.sentence()))?;
                    stderr::message("Nothing was saved, because CONNECT failed.");
                    return Ok(exit);
                }
                None => None,
            };
            match consent.with(|agreed| keyfob.save(&draft, agreed)) {
                Err(Error::Stale) if tries < TRIES => tries += 1,
                Err(Error::InvalidInput(problems)) => return Err(self.invalid(&problems, &draft)),
                Err(error) => return Err(consent.refusal(error, "saved")),
                Ok(saved) => {
                    consent.tell_if_unused();
                    Opening::tell_notice(keyfob);
                    return self.tell(keyfob, connected.as_ref(), &draft, &saved);
                }
            }
        }
    }

    /// Returns the draft with everything that was given, and without problems.
    fn draft(&self, keyfob: &Keyfob, mut draft: Draft, secrets: &mut Secrets) -> Result<Draft, Failure> {
        if let Some(name) = self.name {
            name.clone_into(&mut draft.name);
        }
        if self.given.clears_description() {
            draft.description.clear();
        }
        if let Some(description) = self.description {
            description.clone_into(&mut draft.description);
        }
        if let Some(option) = self.given.absent(&draft, self.environment) {
            let (name, environment) = (escaped(&draft.name), self.environment);
            let message = format!(
                "Nothing was saved. `{option}`: `{name}` ({environment}) has none of that name. `keyfob show` lists what it has."
            );
            return Err(Failure::new(Exit::InvalidInput, message));
        }
        self.given.apply(&mut draft, self.environment, secrets);
        if let Some((option, by)) = self.given.unused(&draft, self.environment) {
            let why = if by == "proxy" {
                "needs the address of a proxy in `--proxy`.".to_owned()
            } else {
                format!("has no effect with the current `--{by}`. Leave it out, or change `--{by}`.")
            };
            let message = format!("Nothing was saved. `--{option}` {why}");
            return Err(Failure::new(Exit::InvalidInput, message));
        }
        let mut problems = self.problems(&keyfob.check(&draft)?);
        if secrets.prompt(&problems, &mut draft, self.environment)? {
            problems = self.problems(&keyfob.check(&draft)?);
        }
        if problems.is_empty() { Ok(draft) } else { Err(self.invalid(&problems, &draft)) }
    }

    /// Returns what prevents a save. What the other environment would need if it were configured doesn't.
    fn problems(&self, check: &Check) -> Vec<Problem> {
        let blocks = |problem: &Problem| match problem.environment {
            Some(other) if other != self.environment => *check.completeness.get(other) != Completeness::NotConfigured,
            _ => check.blocking().any(|blocking| blocking == problem),
        };
        check.problems.iter().filter(|problem| blocks(problem)).cloned().collect()
    }

    fn invalid(&self, problems: &[Problem], draft: &Draft) -> Failure {
        let lines = problem_lines(problems, draft, self.environment, self.name_given);
        let found = self
            .start
            .map(|start| start.where_found(self.given, |entry| problems.iter().any(|p| p.field == entry.field)));
        let found = found.filter(|lines| !lines.is_empty());
        let found = found.map(|lines| format!("\nWhere to find them:\n  {}", lines.join("\n  "))).unwrap_or_default();
        Failure::new(
            Exit::InvalidInput,
            format!("Nothing was saved. Correct these options and try again:{lines}{found}"),
        )
    }

    fn connect(&self, keyfob: &Keyfob, draft: &Draft, consent: &mut Consent<'_>) -> Result<(Verdict, Exit), Failure> {
        let overrides = NetworkOverrides::default();
        let prepare = |agreed: &[_]| keyfob.prepare_connect(draft, self.environment, &overrides, agreed);
        let prepared = match consent.with(prepare) {
            // Another program saved it in the meantime, which the save then finds out.
            Err(Error::InvalidInput(problems)) => return Err(self.invalid(&problems, draft)),
            prepared => prepared.map_err(|error| consent.refusal(error, "sent"))?,
        };
        let outcome: Outcome = keyfob.record_connect(block_on(prepared.send())?);
        Ok(Verdict::of(&outcome, Naming::Options))
    }

    fn tell(
        &self,
        keyfob: &Keyfob,
        connected: Option<&Verdict>,
        draft: &Draft,
        saved: &Authorization,
    ) -> Result<Exit, Failure> {
        for note in note_lines(&draft.examine().notes, draft, self.environment) {
            stderr::message(&format!("Note: {note}"));
        }
        if let Some(note) = certificates::note(keyfob, &saved.draft, self.environment) {
            stderr::message(&format!("Note: {note}"));
        }
        // CONNECT says so itself.
        if let Some(warning) = certificates::unverified(&saved.draft, self.environment).filter(|_| connected.is_none())
        {
            stderr::message(&warning);
        }
        if let Some(start) = self.start {
            start.tell(self.given, &saved.draft, self.environment);
        }
        let connected = connected.map(|verdict| format!("{}\n", verdict.sentence())).unwrap_or_default();
        let validated = if saved.validated_at_ms.get(self.environment).is_some() { ", validated" } else { "" };
        let (name, done, environment) = (escaped(&saved.draft.name), self.done, self.environment);
        output::text(&format!("{connected}{done} `{name}` ({environment}{validated}).\n"))
    }
}
