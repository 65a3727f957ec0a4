//! What a damaged or missing database lost, as the shell prints it.

use std::fmt::Write as _;

use keyfob_core::{Loss, LostPart, Recovery, authorization::Environment, clean::escaped};

/// Where a missing database was recovered from if not from its log.
const FROM_COPY: &str = "a copy that Keyfob had written before it was stopped";

/// Returns the report on a recovery: what happened, what was lost, where the damaged file is and what to do.
pub(crate) fn report(recovery: &Recovery) -> String {
    let Recovery { set_aside, recovered, lost, all_losses_known, is_missing, is_from_copy, was_missing, newest_backup } =
        recovery;
    let recovered_words = match recovered {
        0 => "No authorizations could be recovered".to_owned(),
        1 => "1 authorization was recovered".to_owned(),
        count => format!("{count} authorizations were recovered"),
    };
    let mut lines = vec![match (is_missing, set_aside.as_str()) {
        (true, "") if !is_from_copy => {
            "The database is missing, although there was data in this folder. An empty one was created.".to_owned()
        }
        (true, _) => {
            let source = if *is_from_copy { FROM_COPY } else { "its log" };
            format!("The database is missing, although there was data in this folder. {recovered_words} from {source}.")
        }
        (false, _) if *recovered == 0 && !recovery.is_loss() => {
            "The database was damaged. Keyfob repaired it.".to_owned()
        }
        (false, _) => format!("The database was damaged. {recovered_words}."),
    }];
    if *was_missing {
        lines.push("Before that, the database was missing, and an empty one was created.".to_owned());
    }
    if !lost.is_empty() {
        lines.push("Not recovered:".to_owned());
        lines.extend(counted(lost).into_iter().map(|(loss, count)| format!("  {}", line(loss, count))));
    }
    if !*all_losses_known && !is_missing {
        lines.push("More may be missing, because parts of the file couldn't be read.".to_owned());
    }
    if !recovery.is_loss() {
        lines.push("Nothing was lost.".to_owned());
    }
    match (is_missing, set_aside.as_str()) {
        (_, "") => {}
        (true, path) if *is_from_copy => {
            lines.push(format!("What was in its place was kept unchanged: `{}`", escaped(path)));
        }
        (true, path) => lines.push(format!("Its log was kept unchanged: `{}`", escaped(path))),
        (false, path) => lines.push(format!("The damaged file was kept unchanged: `{}`", escaped(path))),
    }
    match newest_backup.as_deref().map(escaped) {
        _ if !recovery.is_loss() || (*is_from_copy && lost.is_empty()) => {}
        Some(path) if *recovered == 0 => {
            lines.push(format!("To restore the newest backup, `{path}`, run `keyfob restore`."));
        }
        Some(path) => lines.push(format!("Enter what is missing again in the window. The newest backup: `{path}`")),
        None => lines.push("Enter what is missing again in the window. No backup can be restored.".to_owned()),
    }
    lines.join("\n")
}

/// Returns what an environment lost, as part of a sentence; `None` if it lost nothing. What belongs to no environment is part of each.
pub(crate) fn lost_of(losses: &[Loss], environment: Environment) -> Option<String> {
    let lost: Vec<_> = losses.iter().filter(|loss| loss.environment.is_none_or(|lost| lost == environment)).collect();
    let words: Vec<_> = counted(lost.iter().copied()).into_iter().map(|(loss, count)| words(loss, count)).collect();
    (!words.is_empty()).then(|| words.join(", "))
}

/// Returns each loss once, and how often it is there.
fn counted<'l>(losses: impl IntoIterator<Item = &'l Loss>) -> Vec<(&'l Loss, usize)> {
    let mut counted: Vec<(&Loss, usize)> = Vec::new();
    for loss in losses {
        match counted.iter_mut().find(|(known, _)| *known == loss) {
            Some((_, count)) => *count += 1,
            None => counted.push((loss, 1)),
        }
    }
    counted
}

/// Returns a loss with its authorization's name and its environment, as far as they are known.
fn line(loss: &Loss, count: usize) -> String {
    let mut line = String::new();
    if let Some(name) = &loss.name {
        let _ = write!(line, "`{}`", escaped(name));
    }
    if let Some(environment) = loss.environment {
        let _ = write!(line, ", {environment}");
    }
    if !line.is_empty() {
        line += ": ";
    }
    line + &words(loss, count)
}

fn words(loss: &Loss, count: usize) -> String {
    let (one, more) = match loss.part {
        LostPart::Authorization if loss.name.is_none() => {
            ("an authorization whose name is unknown", "authorizations whose names are unknown")
        }
        LostPart::Authorization => ("the whole authorization", "authorizations"),
        LostPart::Environment => ("its settings and secrets", "environments"),
        LostPart::Secret => ("a secret", "secrets"),
        LostPart::SettingsSeal => ("the seal of its settings (check them with `keyfob verify`)", "seals of settings"),
        LostPart::Vault => ("the vault record (all secrets have to be entered again)", "vault records"),
        LostPart::Setting => ("a preference", "preferences"),
    };
    if count == 1 { one.to_owned() } else { format!("{count} {more}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn loss(part: LostPart, name: Option<&str>, environment: Option<Environment>) -> Loss {
        Loss { part, id: None, name: name.map(str::to_owned), environment }
    }

    fn lost() -> Vec<Loss> {
        let production = Some(Environment::Production);
        vec![
            loss(LostPart::Secret, Some("a\nb"), production),
            loss(LostPart::Secret, Some("a\nb"), production),
            loss(LostPart::Environment, Some("c"), Some(Environment::Staging)),
            loss(LostPart::Authorization, Some("d"), None),
            loss(LostPart::Authorization, None, None),
            loss(LostPart::Setting, None, None),
        ]
    }

    #[test]
    fn a_report_names_each_loss_the_damaged_file_and_what_to_do() {
        let damaged = Recovery {
            set_aside: "/data/damaged/keyfob-1.db".into(),
            recovered: 2,
            lost: lost(),
            all_losses_known: true,
            newest_backup: Some("/data/backups/keyfob-1.db".into()),
            ..Recovery::default()
        };
        let text = "The database was damaged. 2 authorizations were recovered.\n\
            Not recovered:\n  `a\\nb`, production: 2 secrets\n  `c`, staging: its settings and secrets\n  `d`: the whole authorization\n  \
            an authorization whose name is unknown\n  a preference\n\
            The damaged file was kept unchanged: `/data/damaged/keyfob-1.db`\n\
            Enter what is missing again in the window. The newest backup: `/data/backups/keyfob-1.db`";
        assert_eq!(report(&damaged), text);
        let nothing = Recovery { recovered: 0, lost: Vec::new(), all_losses_known: false, ..damaged.clone() };
        let text = "The database was damaged. No authorizations could be recovered.\n\
            More may be missing, because parts of the file couldn't be read.\n\
            The damaged file was kept unchanged: `/data/damaged/keyfob-1.db`\n\
            To restore the newest backup, `/data/backups/keyfob-1.db`, run `keyfob restore`.";
        assert_eq!(report(&nothing), text);
        let twice = report(&Recovery { was_missing: true, ..nothing });
        assert!(
            twice.contains("recovered.\nBefore that, the database was missing, and an empty one was created.\n"),
            "{twice}"
        );
        let sound = Recovery { recovered: 1, lost: Vec::new(), ..damaged };
        let text = "The database was damaged. 1 authorization was recovered.\nNothing was lost.\n\
            The damaged file was kept unchanged: `/data/damaged/keyfob-1.db`";
        assert_eq!(report(&sound), text);
    }

    #[test]
    fn a_missing_database_is_called_missing_also_if_its_log_was_left() {
        let missing = Recovery { is_missing: true, newest_backup: Some("/b.db".into()), ..Recovery::default() };
        let text = "The database is missing, although there was data in this folder. An empty one was created.\n\
            To restore the newest backup, `/b.db`, run `keyfob restore`.";
        assert_eq!(report(&missing), text);
        let with_log = Recovery { set_aside: "/a.db".into(), recovered: 1, newest_backup: None, ..missing };
        let text = "The database is missing, although there was data in this folder. 1 authorization was recovered from its log.\n\
            Its log was kept unchanged: `/a.db`\n\
            Enter what is missing again in the window. No backup can be restored.";
        assert_eq!(report(&with_log), text);
        let copied = Recovery { set_aside: String::new(), is_from_copy: true, ..with_log };
        let text = "The database is missing, although there was data in this folder. 1 authorization was recovered from a copy that Keyfob \
            had written before it was stopped.";
        assert_eq!(report(&copied), text);
    }

    #[test]
    fn each_environment_has_its_own_losses() {
        assert_eq!(lost_of(&lost()[..3], Environment::Production).as_deref(), Some("2 secrets"));
        assert_eq!(lost_of(&lost()[..3], Environment::Staging).as_deref(), Some("its settings and secrets"));
        assert_eq!(lost_of(&lost()[..2], Environment::Staging), None);
    }
}
