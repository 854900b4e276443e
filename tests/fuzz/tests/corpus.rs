//! Every kept input, once more, in every test run.

use std::fs;
use std::panic::catch_unwind;
use std::path::Path;
use std::time::{Duration, Instant};

use faultfinder_fuzz::TARGETS;

/// A hundred times what the slowest of them takes, in a debug build on a busy machine.
const LONGEST: Duration = Duration::from_secs(20);

#[test]
fn every_kept_input_is_survived() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let mut broken = Vec::new();
    for target in &TARGETS {
        let folder = fs::read_dir(corpus.join(target.name));
        let folder = folder.unwrap_or_else(|_| panic!("{} has no corpus", target.name));
        for entry in folder {
            let path = entry.expect("an entry").path();
            let input = fs::read(&path).expect("an input");
            let began = Instant::now();
            let survived = catch_unwind(|| (target.run)(&input)).is_ok();
            if !survived || began.elapsed() > LONGEST {
                broken.push(path);
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

/// No folder is left behind by a target that was renamed, and the corpus stays small.
#[test]
fn the_corpus_is_that_of_the_targets() {
    const MOST: u64 = 1_500_000;
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let mut bytes = 0;
    for folder in fs::read_dir(corpus).expect("the corpus").flatten() {
        let name = folder.file_name();
        assert!(TARGETS.iter().any(|target| name == target.name), "{name:?}");
        let inputs = fs::read_dir(folder.path()).expect("a folder").flatten();
        bytes += inputs
            .filter_map(|input| input.metadata().ok())
            .map(|data| data.len())
            .sum::<u64>();
    }
    assert!(bytes <= MOST, "{bytes} bytes");
}
