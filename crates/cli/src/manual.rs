//! `keyfob completions` and `keyfob man`: generated from the same definitions as the options themselves.

use std::{fs, io, path::PathBuf};

use clap::Command;
use clap_complete::Shell;
use keyfob_core::clean::escaped;

use crate::{
    exit::Exit,
    failure::{Failure, without_number},
    output,
};

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  keyfob completions bash > ~/.local/share/bash-completion/completions/keyfob
  keyfob completions zsh > ~/.zfunc/_keyfob
  keyfob completions fish > ~/.config/fish/completions/keyfob.fish")]
pub(crate) struct Completions {
    /// The shell.
    #[arg(value_enum)]
    shell: Shell,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  keyfob man | man -l -
  keyfob man --dir ~/.local/share/man/man1")]
pub(crate) struct Man {
    /// Write the pages of all commands into this folder.
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

/// Prints the completions for a shell.
pub(crate) fn completions(arguments: &Completions, mut command: Command) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut command, "keyfob", &mut script);
    output::text(&String::from_utf8_lossy(&script))
}

/// Prints the main manual page, or writes those of all commands.
pub(crate) fn man(arguments: &Man, command: Command) -> Result<Exit, Failure> {
    let Some(folder) = &arguments.dir else {
        let mut page = Vec::new();
        clap_mangen::Man::new(command).render(&mut page)?;
        return output::text(&String::from_utf8_lossy(&page));
    };
    let named = escaped(&folder.display().to_string());
    let written = fs::create_dir_all(folder).and_then(|()| clap_mangen::generate_to(command, folder));
    written.map_err(|error: io::Error| {
        let why = without_number(&error.to_string());
        Failure::new(
            Exit::Failed,
            format!("Couldn't write the manual pages into `{named}`: {why}. Choose another folder."),
        )
    })?;
    Ok(Exit::Done)
}
