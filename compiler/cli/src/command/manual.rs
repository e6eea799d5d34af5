//! `labc completions` and `labc man`: what shells and `man` want, made from the same definitions as the help.

use std::fs;
use std::process::ExitCode;

use clap::CommandFactory;
use clap_mangen::Man;

use crate::args::{self, Args, Completions};
use crate::error::CommandError;
use crate::make::alone;
use crate::report::CLEAN;
use crate::report::console;

/// What every manual page has in its first lines.
const TITLE: &str = ".TH labc";

/// Prints the completions for a shell.
pub(crate) fn completions(args: &Completions) -> Result<ExitCode, CommandError> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Args::command(), "labc", &mut script);
    console::say(&String::from_utf8_lossy(&script));
    Ok(ExitCode::from(CLEAN))
}

/// Prints the page of `labc`, or writes those of all commands into a folder.
pub(crate) fn pages(args: &args::Man) -> Result<ExitCode, CommandError> {
    let all = all(Args::command())?;
    let Some(folder) = &args.out else {
        if let Some((_, page)) = all.first() {
            console::say(page);
        }
        return Ok(ExitCode::from(CLEAN));
    };
    fs::create_dir_all(folder).map_err(|error| CommandError::file("create", folder, error))?;
    for (name, page) in &all {
        let ours =
            |found: &[u8]| String::from_utf8_lossy(found).lines().take(5).any(|line| line.starts_with(TITLE));
        alone::put(&folder.join(name), page.as_bytes(), "a manual page", ours)?;
    }
    console::say_unless_quiet(&format!("wrote {} manual pages into {}\n", all.len(), folder.display()));
    Ok(ExitCode::from(CLEAN))
}

/// The pages by the names of their files: that of `labc` first.
fn all(command: clap::Command) -> Result<Vec<(String, String)>, CommandError> {
    let mut command = command.disable_help_subcommand(true);
    command.build();
    let mut pages = Vec::new();
    let mut rest = vec![command];
    while let Some(command) = rest.pop() {
        let name = command.get_display_name().unwrap_or_else(|| command.get_name()).to_owned();
        let mut page = Vec::new();
        // The version would be that of the day when it was made; two releases of one version are the same.
        let man = Man::new(command.clone()).title(&name).date("");
        man.render(&mut page)
            .map_err(|error| CommandError::new(format!("cannot write the page of {name}: {error}")))?;
        pages.push((format!("{name}.1"), String::from_utf8_lossy(&page).into_owned()));
        let below: Vec<_> = command.get_subcommands().filter(|below| !below.is_hide_set()).cloned().collect();
        rest.extend(below.into_iter().rev());
    }
    Ok(pages)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_a_page_for_each_command_with_its_options_and_examples() {
        let pages = all(Args::command()).unwrap();
        let page = |name: &str| {
            let found = pages.iter().find(|(known, _)| known == name);
            &found
                .unwrap_or_else(|| {
                    panic!("{name}: {:?}", pages.iter().map(|page| &page.0).collect::<Vec<_>>())
                })
                .1
        };
        assert_eq!(pages[0].0, "labc.1");
        assert_eq!(pages.len(), 1 + commands(&Args::command()));
        assert!(page("labc.1").contains("labc\\-watch(1)"), "{}", page("labc.1"));
        for (name, says) in
            [("labc-build.1", "set\\-aside"), ("labc-new-lab.1", "\\-\\-in"), ("labc-man.1", "Examples")]
        {
            assert!(page(name).contains(says), "{}", page(name));
        }
        for (name, page) in &pages {
            assert!(page.lines().take(5).any(|line| line.starts_with(TITLE)), "{name}");
        }
    }

    fn commands(command: &clap::Command) -> usize {
        command.get_subcommands().map(|below| 1 + commands(below)).sum()
    }

    #[test]
    fn completions_know_every_command_and_option() {
        for shell in [clap_complete::Shell::Bash, clap_complete::Shell::Zsh, clap_complete::Shell::Fish] {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Args::command(), "labc", &mut script);
            let script = String::from_utf8(script).unwrap();
            for command in Args::command().get_subcommands() {
                assert!(script.contains(command.get_name()), "{shell}: {}", command.get_name());
            }
            assert!(script.contains("set-aside") && script.contains("json-lines"), "{shell}");
        }
    }
}
