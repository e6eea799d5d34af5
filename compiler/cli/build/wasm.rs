//! The runtime as WebAssembly: a nested cargo, then wasm-bindgen.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use wasm_bindgen_cli_support::{Bindgen, EncodeInto};

const TARGET: &str = "wasm32-unknown-unknown";

/// What wasm-bindgen makes of the compiled runtime.
pub(crate) struct Bound {
    /// The module, with the names of its functions.
    pub(crate) wasm: Vec<u8>,
    /// The classic script that declares the global `wasm_bindgen`.
    pub(crate) glue: String,
}

/// A crate that is compiled for the browser.
pub(crate) struct Crate {
    /// What cargo calls it.
    pub(crate) name: &'static str,
    /// With which of its features.
    pub(crate) features: &'static str,
}

/// Compiles a crate for the browser, and returns the path of the module, which the next call overwrites.
///
/// The nested cargo has a target folder of its own, because the outer one holds the lock of the usual
/// one while this runs. It sees none of the flags and wrappers of the outer build: they are meant for
/// the host (`-C target-cpu=native`, clippy, coverage) and would break or blow up the module.
pub(crate) fn compile(workspace: &Path, out: &Path, of: &Crate) -> Result<PathBuf, String> {
    let Crate { name, features } = of;
    install_target()?;
    let target_dir = out.join("runtime");
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo
        .current_dir(workspace)
        .args(["build", "--locked", "--package", name, "--lib"])
        .args(["--profile", "wasm", "--target", TARGET])
        .arg("--target-dir")
        .arg(&target_dir)
        .args(["--no-default-features", "--features", features]);
    for (name, _) in env::vars_os() {
        if name.to_str().is_some_and(is_of_the_outer_build) {
            cargo.env_remove(name);
        }
    }
    cargo.env("CARGO_ENCODED_RUSTFLAGS", flags(workspace).join("\x1f"));
    let output = run(&mut cargo)?;
    if !output.status.success() {
        return Err(format!(
            "compiling `{name}` for {TARGET} failed; the same by hand is\n    \
             cargo build -p {name} --profile wasm --target {TARGET} --no-default-features --features {features}\n{}",
            String::from_utf8_lossy(&output.stderr)
        ));
    }
    let module = target_dir.join(TARGET).join("wasm").join(name.replace('-', "_")).with_extension("wasm");
    if module.is_file() {
        Ok(module)
    } else {
        Err(format!("cargo succeeded, but {} is not there; is `{name}` still a cdylib?", module.display()))
    }
}

/// Gives the module its glue: classic scripts only, since modules do not load from `file://`.
pub(crate) fn bind(module: &Path) -> Result<Bound, String> {
    let bind = || {
        let mut output = Bindgen::new()
            .input_path(module)
            .no_modules(true)?
            .no_modules_global("wasm_bindgen")?
            .typescript(false)
            .encode_into(EncodeInto::Always)
            .omit_default_module_path(true)
            .remove_name_section(false)
            .remove_producers_section(true)
            .generate_output()?;
        let glue = without_loader(output.js())?;
        Ok(Bound { wasm: output.wasm_mut().emit_wasm(), glue })
    };
    bind().map_err(|error: Box<dyn std::error::Error>| {
        format!("wasm-bindgen refused the compiled runtime: {error}\n(its two halves must have the same version in Cargo.toml)")
    })
}

/// The glue without wasm-bindgen's own loader, which tries a dozen things that pages never do: it leaves `imports` and
/// `begin` behind, for `load.js` to load the module between them.
fn without_loader(glue: &str) -> Result<String, String> {
    let loader = glue.find("async function __wbg_load(");
    let parts = ["function __wbg_get_imports(", "function __wbg_finalize_init(instance,"];
    match loader {
        Some(loader) if parts.iter().all(|part| glue[..loader].contains(part)) => Ok(format!(
            "{}return Object.assign(exports, {{ imports: __wbg_get_imports, begin: __wbg_finalize_init }});\n\
             }})({{ __proto__: null }});\n",
            &glue[..loader]
        )),
        _ => {
            Err("its glue has another form than `without_loader` in compiler/cli/build/wasm.rs knows"
                .to_owned())
        }
    }
}

/// The glue without one of the functions that it exports.
pub(crate) fn without_export(glue: &str, name: &str) -> Result<String, String> {
    let (begin, end) = (format!("function {name}("), format!("exports.{name} = {name};"));
    match (glue.find(&begin), glue.find(&end)) {
        (Some(from), Some(to)) if from < to => Ok(glue[..from].to_owned() + &glue[to + end.len()..]),
        _ => Err(format!("its glue does not export the function `{name}` in the form that is known here")),
    }
}

/// Adds the target to the toolchain where it is missing: rustup ignores `targets` in
/// `rust-toolchain.toml` where its automatic installation is switched off.
fn install_target() -> Result<(), String> {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = run(Command::new(rustc).args(["--print", "sysroot"]))?;
    let sysroot = PathBuf::from(String::from_utf8_lossy(&output.stdout).trim());
    if sysroot.join("lib/rustlib").join(TARGET).join("lib").is_dir() {
        return Ok(());
    }
    let mut rustup = Command::new("rustup");
    rustup.args(["target", "add", TARGET]);
    // A rustup toolchain lies in a folder of its name: the one in use, whatever the default is.
    if let Some(toolchain) = sysroot.file_name() {
        rustup.arg("--toolchain").arg(toolchain);
    }
    let why = match run(&mut rustup) {
        Ok(output) if output.status.success() => return Ok(()),
        Ok(output) => String::from_utf8_lossy(&output.stderr).into_owned(),
        Err(error) => error,
    };
    Err(format!(
        "the toolchain in {} cannot compile for the browser, and adding the target failed:\n{why}\n\
         with rustup: `rustup target add {TARGET}` in this folder;\n\
         without: install your distribution's package of Rust's standard library for {TARGET}",
        sysroot.display()
    ))
}

/// Paths of this machine end up in panic messages; cut them down to what is the same everywhere.
fn flags(workspace: &Path) -> Vec<String> {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| {
        env::var_os("HOME")
            .or_else(|| env::var_os("USERPROFILE"))
            .map(|home| PathBuf::from(home).join(".cargo"))
    });
    let mut flags = vec![format!("--remap-path-prefix={}=.", workspace.display())];
    let Some(home) = home else { return flags };
    let mut registries: Vec<PathBuf> = fs::read_dir(home.join("registry/src"))
        .map(|entries| entries.flatten().map(|entry| entry.path()).collect())
        .unwrap_or_default();
    registries.sort();
    flags.extend(registries.iter().map(|path| format!("--remap-path-prefix={}=crates", path.display())));
    flags
}

/// Whether a variable speaks about the build that this script is part of. What says where and how to
/// download (`CARGO_HOME`, `CARGO_HTTP_*`, `CARGO_NET_*`, `CARGO_REGISTRIES_*`) stays, and the job server.
fn is_of_the_outer_build(name: &str) -> bool {
    const NAMES: [&str; 18] = [
        "RUSTFLAGS",
        "RUSTDOCFLAGS",
        "RUSTC",
        "RUSTDOC",
        "RUSTC_LINKER",
        "RUSTC_WRAPPER",
        "RUSTC_WORKSPACE_WRAPPER",
        "CARGO_ENCODED_RUSTFLAGS",
        "CARGO_ENCODED_RUSTDOCFLAGS",
        "CARGO_TARGET_DIR",
        "CARGO_INCREMENTAL",
        "CARGO_LOCKED",
        "CLIPPY_ARGS",
        "CLIPPY_CONF_DIR",
        "TARGET",
        "HOST",
        "OPT_LEVEL",
        "PROFILE",
    ];
    const PREFIXES: [&str; 9] = [
        "CARGO_BUILD_",
        "CARGO_TARGET_",
        "CARGO_PROFILE_",
        "CARGO_CFG_",
        "CARGO_FEATURE_",
        "CARGO_PKG_",
        "CARGO_MANIFEST_",
        "CARGO_UNSTABLE_",
        "DEP_",
    ];
    NAMES.contains(&name) || PREFIXES.iter().any(|prefix| name.starts_with(prefix))
}

fn run(command: &mut Command) -> Result<Output, String> {
    command.output().map_err(|error| format!("cannot run {}: {error}", command.get_program().display()))
}
