//! Which module uses which: exactly as the table in `src/README.md` says, and without circles of files.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::tidy::{code, files, read, source};

/// More files than this must not use each other in a circle.
const CIRCLE: usize = 2;

/// A row of the table: the module, whether it is pure, and what it uses.
struct Row {
    module: String,
    is_pure: bool,
    uses: BTreeSet<String>,
}

/// The table of the modules.
fn table() -> Vec<Row> {
    let text = read(&source().join("README.md"));
    let rows = text.lines().filter(|line| line.starts_with("| `"));
    rows.filter_map(row).collect()
}

fn row(line: &str) -> Option<Row> {
    let cells: Vec<&str> = line.split('|').map(str::trim).collect();
    let [_, module, pure @ ("yes" | "no"), uses, ..] = cells.as_slice() else {
        return None;
    };
    let names = |cell: &str| {
        cell.split('`')
            .skip(1)
            .step_by(2)
            .map(str::to_owned)
            .collect()
    };
    Some(Row {
        module: module.trim_matches('`').to_owned(),
        is_pure: *pure == "yes",
        uses: names(uses),
    })
}

/// The modules that are pure by the table.
pub fn pure_modules() -> Vec<String> {
    let pure = table().into_iter().filter(|row| row.is_pure);
    pure.map(|row| row.module).collect()
}

/// A file and the path of its module: `engine/steps/reach.rs` is `engine::steps::reach`.
struct Module {
    file: PathBuf,
    path: Vec<String>,
}

fn modules() -> Vec<Module> {
    let found = files(&source()).into_iter().map(|file| {
        let inside = file
            .strip_prefix(source())
            .unwrap_or(&file)
            .with_extension("");
        let mut path: Vec<String> = inside
            .components()
            .map(|part| part.as_os_str().to_string_lossy().into_owned())
            .collect();
        if path.last().is_some_and(|last| last == "mod") {
            path.pop();
        }
        Module { file, path }
    });
    found.collect()
}

/// Every path that the code of a file names from `crate`, `self` or `super` on, with the groups of `use` spelled out.
fn paths(code: &str) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    let mut rest = code;
    while let Some(start) = ["crate::", "super::", "self::"]
        .iter()
        .filter_map(|root| rest.find(root))
        .min()
    {
        let is_start = !rest[..start].ends_with(is_name) && !rest[..start].ends_with("::");
        let from = &rest[start..];
        if is_start {
            expand(from, &mut Vec::new(), &mut found);
        }
        rest = &from[from.find("::").map_or(from.len(), |at| at + 2)..];
    }
    found
}

/// Reads one path, or the group of paths in braces; what follows it is returned.
fn expand<'a>(text: &'a str, before: &mut Vec<String>, found: &mut Vec<Vec<String>>) -> &'a str {
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    let text = text.trim_start();
    if let Some(mut group) = text.strip_prefix('{') {
        loop {
            group = group.trim_start();
            if group.is_empty() || group.starts_with('}') {
                return group.get(1..).unwrap_or_default();
            }
            let depth = before.len();
            group = expand(group, before, found).trim_start();
            before.truncate(depth);
            group = match group.find([',', '}']) {
                Some(at) if group[at..].starts_with(',') => &group[at + 1..],
                Some(at) => &group[at..],
                None => "",
            };
        }
    }
    let end = text.find(|c| !is_name(c)).unwrap_or(text.len());
    before.push(text[..end].to_owned());
    match text[end..].strip_prefix("::") {
        Some(more) => expand(more, before, found),
        None => {
            found.push(before.clone());
            &text[end..]
        }
    }
}

/// Where a path leads: the longest module that it begins with.
fn target<'m>(from: &Module, path: &[String], all: &'m [Module]) -> Option<&'m Module> {
    let mut absolute = match path.first()?.as_str() {
        "crate" => Vec::new(),
        _ => from.path.clone(),
    };
    for name in path {
        match name.as_str() {
            "crate" | "self" => {}
            "super" => {
                absolute.pop();
            }
            name => absolute.push(name.to_owned()),
        }
    }
    while !absolute.is_empty() {
        if let Some(module) = all.iter().find(|module| module.path == absolute) {
            return Some(module);
        }
        absolute.pop();
    }
    None
}

/// The arrows between files, by their places in `all`.
fn arrows(all: &[Module]) -> BTreeMap<usize, BTreeSet<usize>> {
    let place = |of: &Module| all.iter().position(|module| module.file == of.file);
    let mut arrows: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for (from, module) in all.iter().enumerate() {
        let targets = paths(&code(&module.file))
            .into_iter()
            .filter_map(|path| place(target(module, &path, all)?));
        arrows
            .entry(from)
            .or_default()
            .extend(targets.filter(|to| *to != from));
    }
    arrows
}

#[test]
fn modules_use_exactly_what_the_table_says() {
    let (table, all) = (table(), modules());
    let arrows = arrows(&all);
    let known: BTreeSet<&str> = table.iter().map(|row| row.module.as_str()).collect();
    let top = |at: usize| all[at].path[0].as_str();
    let mut used: BTreeMap<&str, BTreeMap<&str, &Path>> = BTreeMap::new();
    for (from, targets) in &arrows {
        for to in targets {
            let by = used.entry(top(*from)).or_default();
            by.entry(top(*to)).or_insert(&all[*from].file);
        }
    }
    let mut wrong = Vec::new();
    for module in all.iter().map(|module| module.path[0].as_str()) {
        if !known.contains(module) && !["lib", "main"].contains(&module) {
            wrong.push(format!("{module} has no row"));
        }
    }
    for row in &table {
        let uses = used.remove(row.module.as_str()).unwrap_or_default();
        for (to, file) in &uses {
            if *to != row.module && !row.uses.contains(*to) {
                wrong.push(format!("{} uses {to}: {}", row.module, file.display()));
            }
        }
        let idle = row.uses.iter().filter(|to| !uses.contains_key(to.as_str()));
        wrong.extend(idle.map(|to| format!("{} does not use {to}, as its row says", row.module)));
    }
    wrong.dedup();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn files_use_each_other_in_no_circle() {
    let all = modules();
    let arrows = arrows(&all);
    // A folder and its `mod.rs` are one: what stands in `mod.rs` serves the files beside it, and runs them.
    let is_folder_of = |one: usize, other: usize| all[other].path.starts_with(&all[one].path);
    // The page has no `mod.rs` of that kind.
    let is_page = |at: usize| all[at].path[0] == "page";
    let counts = |one: usize, other: usize| {
        is_page(one) || !is_folder_of(one, other) && !is_folder_of(other, one)
    };
    let reach = |from: usize| {
        let mut seen = BTreeSet::new();
        let mut open = vec![from];
        while let Some(at) = open.pop() {
            for to in arrows.get(&at).into_iter().flatten() {
                if counts(at, *to) && seen.insert(*to) {
                    open.push(*to);
                }
            }
        }
        seen
    };
    let reached: Vec<BTreeSet<usize>> = (0..all.len()).map(reach).collect();
    let mut circles: BTreeSet<Vec<usize>> = BTreeSet::new();
    for (at, seen) in reached
        .iter()
        .enumerate()
        .filter(|(at, seen)| seen.contains(at))
    {
        circles.insert(
            seen.iter()
                .copied()
                .filter(|to| reached[*to].contains(&at))
                .collect(),
        );
    }
    let is_in = |circle: &[usize], module: &str| circle.iter().any(|at| all[*at].path[0] == module);
    let is_wrong = |circle: &&Vec<usize>| is_in(circle, "page") || circle.len() > CIRCLE;
    let name = |at: &usize| all[*at].path.join("::");
    let wrong: Vec<Vec<String>> = circles
        .iter()
        .filter(is_wrong)
        .map(|circle| circle.iter().map(name).collect())
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}
