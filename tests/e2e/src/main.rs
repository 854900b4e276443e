//! The built page in real browsers, against the fault lab and real MCP servers.
//!
//! `faultfinder-e2e --dist DIR` runs every suite, prints a table of each and the one case that was tried again, if
//! any, and ends with one line, `N passed, N failed`. `faultfinder-e2e bench --dist DIR` prints figures instead, and
//! `faultfinder-e2e soak --dist DIR` what a tab holds after many runs. With `--save-transcripts
//! tests/transcripts` it renews what the native tests read; the README there says how.

use std::path::PathBuf;
use std::process::ExitCode;

use crate::failure::{Result, ensure, fail};
use crate::runner::Only;
use crate::suite::Suite;
use crate::world::{Choices, World};

mod bench;
mod browser;
mod case;
mod certificates;
mod deep;
mod differences;
mod failure;
mod firefox;
mod gist;
mod host_page;
#[path = "../../shared/transcripts.rs"]
mod kept;
mod native;
mod page;
mod page_files;
mod processes;
mod products;
mod ready;
mod relay;
mod retry;
mod runner;
mod schema;
mod sign_in;
mod silence;
mod soak;
mod suite;
mod table;
mod targets;
mod tiny_http;
mod transcripts;
mod verdict;
mod wasm_memory;
mod world;

const USAGE: &str = "\
faultfinder-e2e [bench | soak] --dist DIR
    --dist DIR            the built page
    --former DIR          an earlier build of it, to compare with in `bench`
    --inspector DIR       the files of the official Inspector's page, to compare with in `bench`
    --only SUITE[/CASE]   only this suite, or this case of it
    --screenshots DIR     where the pictures go (target/screenshots)
    --update-readme       also renew docs/diagnosis.png
    --save-transcripts DIR
                          run the lab's suites only, and keep what the page recorded of each
                          cause in DIR (tests/transcripts) for the native tests
    --save-verdicts FILE  write down what the page says of each cause of the lab
    --verdicts FILE       print what it says otherwise than that file, and fail if it does
    --runs N              how often `soak` runs (500)
    --workers N           browsers side by side (2)
    --headed              show them";

#[tokio::main]
async fn main() -> ExitCode {
    match start().await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(failure) => {
            eprintln!("faultfinder-e2e: {failure}");
            ExitCode::from(2)
        }
    }
}

async fn start() -> Result<bool> {
    let Some((command, choices, only)) = read_arguments(std::env::args().skip(1))? else {
        println!("{USAGE}");
        return Ok(true);
    };
    let world = World::start(choices).await?;
    if command == Command::Bench {
        bench::run(&world).await?;
        native::print();
        return Ok(true);
    }
    if let Command::Soak { runs } = command {
        return soak::run(&world, runs).await;
    }
    let saves = world.choices.save_transcripts.is_some();
    let wanted = |suite: &&Suite| !saves || transcripts::SUITES.contains(&suite.name);
    let suites: Vec<&Suite> = suite::ALL.iter().filter(wanted).collect();
    let tally = runner::run(&world, &suites, &only).await?;
    if let Some(file) = &world.choices.save_verdicts {
        world.verdicts.save(file)?;
    }
    let verdicts = world.choices.verdicts.as_deref();
    let are_same = verdicts.map_or(Ok(true), |file| world.verdicts.are_as_in(file))?;
    tally.print();
    Ok(tally.failed == 0 && are_same)
}

#[derive(PartialEq, Eq)]
enum Command {
    Test,
    Bench,
    Soak { runs: usize },
}

fn read_arguments(
    mut arguments: impl Iterator<Item = String>,
) -> Result<Option<(Command, Choices, Only)>> {
    let mut command = Command::Test;
    let mut only = Only::default();
    let mut choices = Choices {
        dist: PathBuf::new(),
        former: None,
        inspector: None,
        headed: false,
        screenshots: PathBuf::from("target/screenshots"),
        update_readme: false,
        save_transcripts: None,
        save_verdicts: None,
        verdicts: None,
        workers: 2,
    };
    while let Some(argument) = arguments.next() {
        let mut value = || {
            arguments
                .next()
                .map_or_else(|| fail(format!("{argument} needs a value")), Ok)
        };
        match argument.as_str() {
            "bench" => command = Command::Bench,
            "soak" => command = Command::Soak { runs: soak::RUNS },
            "--runs" => {
                let runs = value()?.parse()?;
                command = Command::Soak { runs };
            }
            "--dist" => choices.dist = value()?.into(),
            "--only" => {
                only = Only(Some(value()?));
                ensure(suite::ALL.iter().any(|s| only.suite(s.name)), || {
                    let names = suite::ALL.map(|s| s.name).join(", ");
                    format!("there is no such suite; there are {names}")
                })?;
            }
            "--inspector" => choices.inspector = Some(value()?.into()),
            "--headed" => choices.headed = true,
            "--screenshots" => choices.screenshots = value()?.into(),
            "--update-readme" => choices.update_readme = true,
            "--save-transcripts" => choices.save_transcripts = Some(value()?.into()),
            "--save-verdicts" => choices.save_verdicts = Some(value()?.into()),
            "--verdicts" => choices.verdicts = Some(value()?.into()),
            "--workers" => choices.workers = value()?.parse::<usize>()?.clamp(1, 8),
            "--help" | "-h" => return Ok(None),
            _ => return fail(format!("unknown argument {argument}\n{USAGE}")),
        }
    }
    let index = choices.dist.join("index.html");
    ensure(index.is_file(), || {
        format!("--dist: there is no {}; run `./dev build`", index.display())
    })?;
    Ok(Some((command, choices, only)))
}
