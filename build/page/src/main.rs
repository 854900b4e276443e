//! Makes what a host serves of the compiled program: `build-page <program.wasm> <directory>`, from the root of the
//! repository. `./dev build` runs it. Trunk.toml describes the same page for those who have Trunk: there the program is one
//! file, and nothing says what is in the files.

mod copies;
mod document;
mod files;
mod names;
mod program;
mod text;

use std::error::Error;
use std::path::Path;
use std::process::ExitCode;

use files::Files;

/// Whatever went wrong, in words: nobody catches it.
type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let (Some(program), Some(directory)) = (arguments.next(), arguments.next()) else {
        eprintln!("build-page <program.wasm> <directory>");
        return ExitCode::FAILURE;
    };
    match build(Path::new("."), Path::new(&program), Path::new(&directory)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

/// The document names everything else, so it is made last.
fn build(root: &Path, program: &Path, directory: &Path) -> Result<()> {
    let mut files = Files::default();
    copies::add(root, &mut files)?;
    let program = program::add(program, &mut files)?;
    document::add(root, &program, &mut files)?;
    files.write(directory)
}
