//! Serves the fault lab, and on request the built page beside it.

use std::io;
use std::path::PathBuf;
use std::process::{Command, ExitCode, Stdio};

use faultfinder_lab::page::{Page, PageOptions};
use faultfinder_lab::{Lab, Options};

const USAGE: &str = "\
Usage: faultfinder-lab [--page DIR] [--port N] [--lab-port N] [--open] [--quiet]

  --page DIR     serve the built page in DIR too
  --port N       port of the page (4117)
  --lab-port N   first port of the lab (4118)
  --open         open the page (or the lab's index) in a browser
  --quiet        print nothing
";

struct Arguments {
    page: Option<PathBuf>,
    port: u16,
    lab_port: u16,
    open: bool,
    quiet: bool,
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> ExitCode {
    let arguments = match parse(std::env::args().skip(1)) {
        Ok(arguments) => arguments,
        Err(message) => {
            eprint!("{message}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match serve(&arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("faultfinder-lab: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(arguments: &Arguments) -> io::Result<()> {
    let lab = Lab::start(Options {
        port: arguments.lab_port,
    })
    .await
    .map_err(|error| taken(arguments.lab_port, &error))?;
    let page = match &arguments.page {
        None => None,
        Some(dir) => {
            let (dir, port, lab) = (dir.clone(), arguments.port, Some(lab.origin()));
            let options = PageOptions {
                dir,
                port,
                lab,
                tls: None,
            };
            Some(
                Page::serve(options)
                    .await
                    .map_err(|error| taken(port, &error))?,
            )
        }
    };
    let front = page.as_ref().map_or_else(|| lab.origin(), Page::origin);
    if !arguments.quiet {
        match &page {
            Some(page) => println!(
                "Faultfinder is at {}/ and the fault lab at {}/",
                page.origin(),
                lab.origin()
            ),
            None => println!(
                "The fault lab is at {}/ with {} causes",
                lab.origin(),
                lab.causes().len()
            ),
        }
    }
    if arguments.open {
        open(&front);
    }
    tokio::signal::ctrl_c().await
}

fn taken(port: u16, error: &io::Error) -> io::Error {
    io::Error::new(
        error.kind(),
        format!("cannot listen on port {port} ({error}); choose another one"),
    )
}

/// Asks the desktop for a browser; without a desktop the printed address has to do.
fn open(address: &str) {
    let programs = if cfg!(target_os = "macos") {
        ["open"].as_slice()
    } else {
        ["xdg-open", "wslview"].as_slice()
    };
    for program in programs {
        let started = Command::new(program)
            .arg(address)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        if started.is_ok() {
            return;
        }
    }
}

fn parse(words: impl Iterator<Item = String>) -> Result<Arguments, String> {
    let mut arguments = Arguments {
        page: None,
        port: 4117,
        lab_port: 4118,
        open: false,
        quiet: false,
    };
    let mut words = words;
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or(format!("{word} needs a value"));
        match word.as_str() {
            "--page" => arguments.page = Some(PathBuf::from(value()?)),
            "--port" => arguments.port = number(&value()?)?,
            "--lab-port" => arguments.lab_port = number(&value()?)?,
            "--open" => arguments.open = true,
            "--quiet" => arguments.quiet = true,
            _ => return Err(format!("unknown argument: {word}")),
        }
    }
    Ok(arguments)
}

fn number(text: &str) -> Result<u16, String> {
    text.parse().map_err(|_| format!("not a port: {text}"))
}
