//! The figures of `src`: how long its functions and files are, and how much is commented, beside where they stood and
//! where they are to get. `cargo test --test engine figures -- --nocapture` prints them.

use std::path::Path;

use crate::tidy::{files, read, source};

/// Longer files are listed, and none is the goal.
const LONG_FILE: usize = 400;

/// So many of the longest functions are listed.
const LISTED: usize = 8;

/// A figure, what it was and what it may come to.
struct Figure {
    of: Of,
    /// At commit f566f53, which had 2004 functions in 279 files.
    before: Option<f64>,
    /// The test fails where the figure is worse. It is made tighter as the figure gets better, until it is the goal.
    limit: Option<f64>,
    goal: Option<f64>,
}

enum Of {
    /// The number of lines that so many of 100 functions do not exceed.
    Functions(usize),
    FunctionAverage,
    /// The same of files.
    Files(usize),
    /// How many files are longer than `LONG_FILE`.
    LongFiles,
    /// Lines of comments per line of code in a module.
    Comments(&'static str),
}

use Of::{Comments, Files, FunctionAverage, Functions, LongFiles};

#[rustfmt::skip]
const FIGURES: [Figure; 13] = [
    //                           before       limit        goal
    figure(Functions(50),        Some(9.0),   Some(8.0),   Some(8.0)),
    figure(FunctionAverage,      Some(12.3),  Some(12.3),  None),
    figure(Functions(90),        Some(26.0),  Some(26.0),  Some(26.0)),
    figure(Functions(99),        Some(47.0),  Some(47.0),  None),
    figure(Functions(100),       Some(79.0),  Some(79.0),  Some(79.0)),
    figure(Files(50),            Some(95.0),  None,        None),
    figure(Files(100),           Some(500.0), Some(400.0), Some(400.0)),
    figure(LongFiles,            Some(11.0),  Some(0.0),   Some(0.0)),
    figure(Comments("protocol"), Some(0.14),  Some(0.25),  Some(0.25)),
    figure(Comments("trace"),    None,        Some(0.25),  Some(0.25)),
    figure(Comments("engine"),   Some(0.10),  Some(0.25),  Some(0.25)),
    figure(Comments("checks"),   Some(0.07),  Some(0.25),  Some(0.25)),
    figure(Comments(""),         Some(0.09),  None,        None),
];

const fn figure(of: Of, before: Option<f64>, limit: Option<f64>, goal: Option<f64>) -> Figure {
    Figure {
        of,
        before,
        limit,
        goal,
    }
}

#[test]
fn figures_are_no_worse_than_their_limits() {
    let src = Source::measure();
    let mut worse = Vec::new();
    println!("{:>42}  f566f53      now    limit     goal", "");
    for figure in &FIGURES {
        let name = figure.of.name();
        let now = figure.of.value(&src);
        let cells = [figure.before, now, figure.limit, figure.goal].map(cell);
        println!("{name:>42}{}", cells.concat());
        if figure.is_worse(now) {
            worse.push(name);
        }
    }
    src.print_longest();
    assert!(worse.is_empty(), "worse than the limit: {worse:#?}");
}

impl Figure {
    fn is_worse(&self, now: Option<f64>) -> bool {
        let (Some(now), Some(limit)) = (now, self.limit) else {
            return false;
        };
        match self.of {
            Comments(_) => now < limit,
            Functions(_) | FunctionAverage | Files(_) | LongFiles => now > limit,
        }
    }
}

impl Of {
    fn name(&self) -> String {
        match self {
            Functions(part) => format!("lines of a function, {}", part_name(*part)),
            FunctionAverage => "lines of a function, average".into(),
            Files(part) => format!("lines of a file, {}", part_name(*part)),
            LongFiles => format!("files of more than {LONG_FILE} lines"),
            Comments(module) => format!("comment lines per code line, src/{module}"),
        }
    }

    /// As it is printed, so that nothing fails over a digit that nobody sees.
    fn value(&self, src: &Source) -> Option<f64> {
        let value = match self {
            Functions(part) => percentile(src.functions.iter().map(|f| f.lines), *part),
            Files(part) => percentile(src.files.iter().map(|f| f.lines), *part),
            FunctionAverage => {
                let all: usize = src.functions.iter().map(|f| f.lines).sum();
                all as f64 / src.functions.len() as f64
            }
            LongFiles => src.long_files().count() as f64,
            Comments(module) => comments(&source().join(module))?,
        };
        Some((value * 100.0).round() / 100.0)
    }
}

fn part_name(part: usize) -> String {
    match part {
        50 => "median".into(),
        100 => "longest".into(),
        _ => format!("p{part}"),
    }
}

fn cell(value: Option<f64>) -> String {
    match value {
        None => format!("{:>9}", "-"),
        Some(whole) if whole.fract() == 0.0 => format!("{whole:>9}"),
        Some(value) => format!("{value:>9.2}"),
    }
}

/// The least length that so many of 100 do not exceed.
fn percentile(lengths: impl Iterator<Item = usize>, part: usize) -> f64 {
    let mut lengths: Vec<usize> = lengths.collect();
    lengths.sort_unstable();
    let place = (lengths.len() * part).div_ceil(100).saturating_sub(1);
    lengths.get(place).copied().unwrap_or_default() as f64
}

/// Lines of comments per line of code, or nothing for a module that is not there.
fn comments(module: &Path) -> Option<f64> {
    let (mut comments, mut code) = (0, 0);
    for file in files(module) {
        for line in read(&file).lines().map(str::trim_start) {
            if line.starts_with("//") {
                comments += 1;
            } else if !line.is_empty() {
                code += 1;
            }
        }
    }
    (code > 0).then(|| f64::from(comments) / f64::from(code))
}

/// A function or file, by its place, and its length.
struct Length {
    place: String,
    lines: usize,
}

/// Every function and every file of `src`.
#[derive(Default)]
struct Source {
    functions: Vec<Length>,
    files: Vec<Length>,
}

impl Source {
    fn measure() -> Self {
        let mut src = Self::default();
        for path in files(&source()) {
            let text = read(&path);
            let place = path.strip_prefix(source()).unwrap_or(&path);
            let place = place.display().to_string();
            let functions = functions(&text).into_iter();
            src.functions.extend(functions.map(|found| Length {
                place: format!("{place}:{} {}", found.first + 1, found.name),
                lines: found.lines,
            }));
            let lines = text.lines().count();
            src.files.push(Length { place, lines });
        }
        src.functions.sort_by_key(|function| function.lines);
        src.files.sort_by_key(|file| file.lines);
        src
    }

    fn long_files(&self) -> impl Iterator<Item = &Length> {
        self.files.iter().filter(|file| file.lines > LONG_FILE)
    }

    fn print_longest(&self) {
        let functions = self.functions.iter().rev().take(LISTED);
        println!("\n{} functions; the longest:", self.functions.len());
        functions.for_each(Length::print);
        println!(
            "\n{} files; of more than {LONG_FILE} lines:",
            self.files.len()
        );
        self.long_files().for_each(Length::print);
    }
}

impl Length {
    fn print(&self) {
        println!("{:>5}  {}", self.lines, self.place);
    }
}

/// A function that has a body.
#[derive(Debug, PartialEq, Eq)]
pub struct Function<'a> {
    pub name: &'a str,
    /// The index of the line that holds its `fn`; attributes and docs stand above it.
    pub first: usize,
    /// From there to its closing brace.
    pub lines: usize,
}

/// The functions of a file: free ones, methods, and those inside others or in a macro, which no parser of Rust sees.
/// rustfmt, which `./dev test` runs first, puts the closing brace below the `fn`.
pub fn functions(text: &str) -> Vec<Function<'_>> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    for (first, line) in lines.iter().enumerate() {
        let words = line.trim_start();
        let (Some(name), Some(rest)) = (function_name(words), lines.get(first..)) else {
            continue;
        };
        let indent = &line[..line.len() - words.len()];
        if let Some(lines) = body_end(rest, indent) {
            found.push(Function { name, first, lines });
        }
    }
    found
}

/// The name of the function that this line begins, if it begins one.
fn function_name(line: &str) -> Option<&str> {
    let (before, after) = match line.strip_prefix("fn ") {
        Some(after) => ("", after),
        None => line.split_once(" fn ")?,
    };
    let is_qualifier = |word: &str| {
        ["const", "async", "unsafe", "extern", "pub", "in"].contains(&word)
            || word.starts_with("pub(")
            || word.starts_with('"')
            || word.ends_with(')')
    };
    let name = after.split(['(', '<']).next()?;
    // `$name` of a macro stands for several functions, which are counted where they are written out.
    let is_name = name.starts_with(|c: char| c.is_alphabetic() || c == '_');
    (is_name && before.split_whitespace().all(is_qualifier)).then_some(name)
}

/// How many lines the function has that begins these; nothing if it is only declared, as traits do.
fn body_end(lines: &[&str], indent: &str) -> Option<usize> {
    if lines.first()?.ends_with('}') {
        return Some(1);
    }
    let belongs = |line: &&str| {
        line.strip_prefix(indent)
            .is_some_and(|rest| !rest.starts_with(' '))
    };
    let ends = lines.iter().enumerate().filter(|(_, line)| belongs(line));
    for (index, line) in ends {
        match line.trim_start() {
            "}" => return Some(index + 1),
            declared if declared.ends_with(';') => return None,
            _ => {}
        }
    }
    None
}

#[test]
fn functions_are_found_wherever_they_stand() {
    let text = "
/// fn in_a_comment() {}
pub(in crate::a) const fn free<T>() -> usize { 1 }
trait Trait {
    fn declared(&self);
    fn declared_in_lines(
        &self,
    ) -> usize;
    #[inline]
    async fn method(
        &self,
    ) -> usize {
        fn inner() {
            call();
        }

        inner()
    }
}
macro_rules! of {
    () => {
        pub unsafe extern \"C\" fn in_a_macro()
        where
            A: B,
        {
        }
    };
}
static NO: fn(usize) -> usize = no;
let text = \"a fn b\";
";
    let found = functions(text).into_iter();
    let found: Vec<(&str, usize)> = found.map(|f| (f.name, f.lines)).collect();
    let expected = [("free", 1), ("method", 9), ("inner", 3), ("in_a_macro", 5)];
    assert_eq!(found, expected);
}
