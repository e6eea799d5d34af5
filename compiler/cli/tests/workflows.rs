//! The workflows, the action and the hooks, as far as they can be looked at here: YAML of the right shape, scripts that
//! the shell reads, and the scripts of the action run against a stand-in for `gh`.

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use common::labc;
use serde_json::Value;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn folder(name: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("labc-workflows-{}-{name}", std::process::id()));
    drop(fs::remove_dir_all(&path));
    fs::create_dir_all(&path).unwrap();
    path
}

fn read(path: &Path) -> Value {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_saphyr::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn text<'v>(value: &'v Value, what: &str) -> &'v str {
    value.as_str().unwrap_or_else(|| panic!("{what} is not text: {value}"))
}

/// The scripts of some steps. Each step runs a script or uses an action, and no other keys are there.
fn scripts(steps: &Value) -> Vec<&str> {
    const KEYS: [&str; 8] = ["name", "id", "if", "uses", "with", "run", "env", "shell"];
    let mut scripts = Vec::new();
    for step in steps.as_array().expect("steps are a list") {
        let step = step.as_object().expect("a step has keys");
        for key in step.keys() {
            assert!(KEYS.contains(&&**key) || key == "working-directory", "a step has no key `{key}`");
        }
        match (step.get("uses"), step.get("run")) {
            (Some(uses), None) => {
                let uses = text(uses, "`uses`");
                assert!(uses.contains('/') && uses.contains('@'), "`{uses}` is not an action");
            }
            (None, Some(run)) => scripts.push(text(run, "`run`")),
            _ => panic!("a step has either `uses` or `run`: {step:?}"),
        }
    }
    scripts
}

/// Whether the shell can read a script. What GitHub fills in is a word.
fn is_shell(script: &str) {
    let mut plain = String::new();
    let mut rest = script;
    while let Some((before, after)) = rest.split_once("${{") {
        let (inside, after) =
            after.split_once("}}").unwrap_or_else(|| panic!("`${{{{` is not closed: {script}"));
        assert!(!inside.trim().is_empty() && !inside.contains('\n'), "{script}");
        plain.push_str(before);
        plain.push_str("word");
        rest = after;
    }
    plain.push_str(rest);
    let checked = std::process::Command::new("bash").args(["-n", "-c", &plain]).output();
    if let Ok(checked) = checked {
        assert!(checked.status.success(), "{}\n{script}", String::from_utf8_lossy(&checked.stderr));
    }
}

fn is_workflow(path: &Path) {
    let workflow = read(path);
    for key in ["name", "on", "permissions", "jobs"] {
        assert!(!workflow[key].is_null(), "{}: no `{key}`", path.display());
    }
    let jobs = workflow["jobs"].as_object().unwrap();
    for (name, job) in jobs {
        text(&job["runs-on"], &format!("`runs-on` of {name}"));
        let needs = match &job["needs"] {
            Value::Null => Vec::new(),
            Value::Array(needs) => needs.iter().collect(),
            one => vec![one],
        };
        for needed in needs {
            assert!(jobs.contains_key(text(needed, "`needs`")), "{name} needs {needed}, which is not there");
        }
        // Every name of the matrix that is used has a value in every row.
        let used: BTreeSet<String> = job
            .to_string()
            .split("matrix.")
            .skip(1)
            .map(|rest| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect())
            .collect();
        let rows = job["strategy"]["matrix"]["include"].as_array().cloned().unwrap_or_default();
        assert!(used.is_empty() || !rows.is_empty());
        for row in rows {
            assert_eq!(row.as_object().unwrap().keys().cloned().collect::<BTreeSet<_>>(), used, "{name}");
        }
        scripts(&job["steps"]).into_iter().for_each(is_shell);
    }
}

#[test]
fn the_workflows_of_the_repository_and_of_a_new_course() {
    is_workflow(&root().join(".github/workflows/release.yml"));
    let here = folder("course");
    assert_eq!(labc(&here, &["new", "course", "water"]).0, 0);
    is_workflow(&here.join("water/.github/workflows/labs.yml"));
}

#[test]
fn hooks_run_commands_that_there_are() {
    let of_guide = fs::read_to_string(root().join("site/reference/guide.md")).unwrap();
    let of_guide = of_guide.split("```yaml\n").nth(1).unwrap().split("```").next().unwrap();
    let of_guide: Value = serde_saphyr::from_str(of_guide).unwrap();
    let mut found = BTreeSet::new();
    for hooks in [&read(&root().join(".pre-commit-hooks.yaml")), &of_guide["repos"][0]["hooks"]] {
        for hook in hooks.as_array().unwrap() {
            for key in ["id", "name", "entry", "language"] {
                text(&hook[key], key);
            }
            let command = text(&hook["entry"], "entry").strip_prefix("labc ").unwrap();
            assert_eq!(labc(&root(), &[command, "--help"]).0, 0);
            found.insert(command.to_owned());
        }
    }
    assert_eq!(found, ["check", "fmt"].map(str::to_owned).into());
}

/// The action installs what a release holds, and runs its commands; a file that is not what the release says stops it.
#[cfg(unix)]
#[test]
fn the_action_installs_a_release_and_runs_it() {
    use std::os::unix::fs::PermissionsExt;
    use std::process::Command;

    let action = read(&root().join(".github/actions/labc/action.yml"));
    let scripts = scripts(&action["runs"]["steps"]);
    let [install, run] = scripts[..] else { panic!("{scripts:?}") };
    scripts.iter().for_each(|script| is_shell(script));
    let here = folder("action");
    let packed = here.join("labc-linux-x86_64");
    fs::create_dir(&packed).unwrap();
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_labc"), packed.join("labc")).unwrap();
    let bash = |script: &str, folder: &Path, variables: &[(&str, &str)]| {
        let path = format!("{}:{}", here.display(), std::env::var("PATH").unwrap());
        Command::new("bash")
            .args(["--noprofile", "--norc", "-e", "-o", "pipefail", "-c", script])
            .current_dir(folder)
            .env("PATH", path)
            .envs(variables.iter().copied())
            .output()
            .unwrap()
    };
    let release = here.join("release");
    fs::create_dir(&release).unwrap();
    let pack = "tar -czf release/labc-linux-x86_64.tar.gz labc-linux-x86_64; cd release; \
                if command -v sha256sum >/dev/null; then sha256sum -- *.gz; else shasum -a 256 -- *.gz; fi > SHA256SUMS";
    assert!(bash(pack, &here, &[]).status.success());
    let gh = format!("#!/bin/sh\necho \"$@\" > {0}/asked\ncp {0}/release/* .\n", here.display());
    fs::write(here.join("gh"), gh).unwrap();
    fs::set_permissions(here.join("gh"), fs::Permissions::from_mode(0o755)).unwrap();
    let (temp, path) = (here.to_str().unwrap(), here.join("path"));
    let variables = [
        ("RUNNER_TEMP", temp),
        ("GITHUB_PATH", path.to_str().unwrap()),
        ("REPOSITORY", "owner/name"),
        ("VERSION", "v1.2.3"),
        ("SYSTEM", "Linux-X64"),
    ];
    let done = bash(install, &here, &variables);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let asked = fs::read_to_string(here.join("asked")).unwrap();
    assert!(
        asked.starts_with("release download v1.2.3 --repo owner/name --pattern labc-linux-x86_64.tar.gz"),
        "{asked}"
    );
    let installed = fs::read_to_string(&path).unwrap();
    assert_eq!(installed.trim(), here.join("labc/labc-linux-x86_64").to_str().unwrap());

    assert_eq!(labc(&here, &["new", "course", "water"]).0, 0);
    let course = here.join("water");
    let commands = text(&action["inputs"]["run"]["default"], "run");
    let with_labc = format!("PATH={}:$PATH\n{run}", installed.trim());
    let done = bash(&with_labc, &course, &[("RUN", commands)]);
    assert!(done.status.success() && course.join("site/index.html").is_file(), "{done:?}");
    // A check that fails ends the step.
    let lab = course.join("labs/kettle/lab.lab");
    fs::write(&lab, fs::read_to_string(&lab).unwrap().replace("let energy = water", "let energy = wter"))
        .unwrap();
    assert_eq!(bash(&with_labc, &course, &[("RUN", commands)]).status.code(), Some(1));

    fs::write(release.join("labc-linux-x86_64.tar.gz"), "something else").unwrap();
    assert!(!bash(install, &here, &variables).status.success());
    // A branch stands for the newest release; a machine without a release is told.
    fs::write(release.join("SHA256SUMS"), "").unwrap();
    let mut others = variables;
    others[3] = ("VERSION", "main");
    assert!(!bash(install, &here, &others).status.success());
    assert!(fs::read_to_string(here.join("asked")).unwrap().starts_with("release download --repo"));
    others[4] = ("SYSTEM", "Plan9-X64");
    let done = bash(install, &here, &others);
    assert!(
        !done.status.success() && String::from_utf8_lossy(&done.stdout).contains("no release of labc"),
        "{done:?}"
    );
}
