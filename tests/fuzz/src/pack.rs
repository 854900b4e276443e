//! Between the kept inputs, one file per target, and libFuzzer, which wants a folder of files.
//!
//! `corpus unpack <folder>` writes a folder per target; `corpus pack <target> <folder>` keeps what lies in this folder,
//! and nothing else, as the inputs of the target.

use std::fs;
use std::io;
use std::path::Path;

use faultfinder_fuzz::{TARGETS, corpus, target};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match arguments[..] {
        ["unpack", folder] => TARGETS
            .iter()
            .try_for_each(|target| unpack(target.name, &Path::new(folder).join(target.name))),
        ["pack", name, folder] if target(name).is_some() => pack(name, Path::new(folder)),
        _ => Err(io::Error::other(
            "say unpack <folder>, or pack <target> <folder>",
        )),
    };
    if let Err(error) = done {
        eprintln!("corpus: {error}");
        std::process::exit(2);
    }
}

fn unpack(name: &str, folder: &Path) -> io::Result<()> {
    let inputs = match corpus::kept(name) {
        // A new target learned nothing yet.
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        inputs => inputs.map_err(|error| io::Error::other(format!("{name}: {error}")))?,
    };
    // What was kept before and is not any more must not come back.
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder)?;
    for (index, input) in inputs.iter().enumerate() {
        // The names of the seeds are numbers; both are put into one folder before the smallest set is sought.
        fs::write(folder.join(format!("kept-{}", index + 1)), input)?;
    }
    Ok(())
}

fn pack(name: &str, folder: &Path) -> io::Result<()> {
    let entries = fs::read_dir(folder)?;
    let inputs: io::Result<Vec<Vec<u8>>> = entries.map(|entry| fs::read(entry?.path())).collect();
    fs::write(corpus::file(name), corpus::pack(inputs?))
}
