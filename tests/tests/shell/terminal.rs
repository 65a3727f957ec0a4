//! Commands at a terminal: `script` gives them one.

use std::{
    io::{Read, Write},
    process::Stdio,
};

use keyfob_tests::{built, process::Group};

use crate::Person;

/// Runs a line of the shell at a terminal, in which `keyfob` is the program and FILE the passphrase's file. Each line of `typed` is typed
/// once a prompt is seen. Returns everything that is seen.
pub(crate) fn run(person: &Person, line: &str, typed: &str) -> String {
    let line = line.replace("FILE", &person.passphrase.display().to_string());
    at_terminal(person, &line, &typed.split_inclusive('\n').collect::<Vec<_>>())
}

/// Runs a line, types Ctrl-C at its prompt, and returns what is seen, with the exit status and the terminal's settings after it.
pub(crate) fn ctrl_c(person: &Person, line: &str) -> String {
    // The shell must outlive the interrupt.
    at_terminal(person, &format!("trap : INT; {line}; echo status $?; stty -a | tr ';\\n' '  '"), &["\u{3}"])
}

fn at_terminal(person: &Person, line: &str, typed: &[&str]) -> String {
    let line = line.replace("keyfob", &built::find("keyfob").display().to_string());
    // A test run that a script started in the background ignores these signals, and so would its children.
    let mut command = person.command("env");
    command.args(["--default-signal=INT,QUIT", "script", "--quiet", "--return", "--command", &line, "/dev/null"]);
    command.env("SHELL", "/bin/sh");
    let mut group = Group::start(command.stdin(Stdio::piped()).stdout(Stdio::piped()));
    let mut input = group.child().stdin.take().unwrap();
    let mut output = group.child().stdout.take().unwrap();
    let (mut seen, mut prompts) = (Vec::new(), typed.iter());
    let mut buffer = [0; 4096];
    // `script` ends when the line does; its standard input stays open until then.
    loop {
        let count = output.read(&mut buffer).unwrap_or(0);
        if count == 0 {
            break;
        }
        seen.extend_from_slice(&buffer[..count]);
        let is_prompt = seen.ends_with(b": ") || seen.ends_with(b"[y/N] ");
        if is_prompt && let Some(text) = prompts.next() {
            input.write_all(text.as_bytes()).unwrap();
        }
    }
    String::from_utf8_lossy(&seen).into_owned()
}
