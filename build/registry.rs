//! The registry of the checks, `src/checks/registry.txt`: read, held against the texts, and made into the lists that the
//! program needs of it. `tests/engine/registry.rs` holds its claims against recordings.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use crate::Text;

/// One row, as far as the program needs it; the other cells are for the tests.
struct Row<'a> {
    code: &'a str,
    found_by: Vec<&'a str>,
}

/// Revisions of the protocol that a row may name.
const REVISIONS: [&str; 5] = [
    "2024-11-05",
    "2025-03-26",
    "2025-06-18",
    "2025-11-25",
    "2026-07-28",
];

/// The checks in the order in which they run, and the codes of deep mode.
pub fn rust(registry: &str, texts: &[Text], checks: &Path) -> Result<String, String> {
    let rows = rows(registry)?;
    every_code_once(&rows, texts)?;
    let (mut functions, mut deep) = (Vec::new(), BTreeSet::new());
    for Row { code, found_by } in &rows {
        for found_by in found_by {
            match found_by.split_once(' ') {
                Some(("check", module)) => {
                    exists(checks, code, module)?;
                    // Several rows name a check that finds several codes; it runs at the place of the first.
                    if !functions.contains(&module) {
                        functions.push(module);
                    }
                }
                Some(("deep", module)) => {
                    exists(&checks.join("deep"), code, module)?;
                    deep.insert(*code);
                }
                None if ["fault", "waiting", "evidence", "framework"].contains(found_by) => {}
                _ => return Err(format!("{code}: nothing is found by `{found_by}`")),
            }
        }
    }
    // It reads what the others found nothing in, whatever the step.
    functions.push("deep");
    let mut rust = String::from(
        "/// Every check with logic, in the order of the rows.\npub(super) const CHECKS: &[Check] = &[\n",
    );
    for module in functions {
        let _ = writeln!(rust, "    crate::checks::{module}::run,");
    }
    let _ = write!(
        rust,
        "];\n\n/// Everything that deep mode can find, and nothing else does.\npub const DEEP_CODES: [&str; {}] = {:?};\n",
        deep.len(),
        deep.iter().collect::<Vec<_>>()
    );
    Ok(rust)
}

fn rows(registry: &str) -> Result<Vec<Row<'_>>, String> {
    let lines = registry.lines();
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(row).collect()
}

fn row(line: &str) -> Result<Row<'_>, String> {
    let cells: Vec<&str> = line.split(" | ").collect();
    let [code, revisions, found_by, _, _, _] = cells[..] else {
        return Err(format!("`{line}` is not six cells with ` | ` between them"));
    };
    let is_known = |end: &str| end.is_empty() || REVISIONS.contains(&end);
    let range = revisions.split_once("..");
    if revisions != "always"
        && !range.is_some_and(|(from, until)| is_known(from) && is_known(until))
    {
        return Err(format!(
            "{code}: `{revisions}` is neither `always` nor from..until"
        ));
    }
    Ok(Row {
        code,
        found_by: found_by.split(", ").collect(),
    })
}

fn every_code_once(rows: &[Row], texts: &[Text]) -> Result<(), String> {
    let mut seen = BTreeSet::new();
    for Row { code, .. } in rows {
        if !seen.insert(*code) {
            return Err(format!("{code} has two rows"));
        }
        if !texts.iter().any(|text| text.code == *code) {
            return Err(format!("{code} has no text in src/checks"));
        }
    }
    match texts.iter().find(|text| !seen.contains(text.code.as_str())) {
        Some(text) => Err(format!("{} has a text and no row", text.code)),
        None => Ok(()),
    }
}

/// Whether the module has a file: a path that leads nowhere is easier to fix here than in generated code.
fn exists(folder: &Path, code: &str, module: &str) -> Result<(), String> {
    let path = folder.join(module.replace("::", "/"));
    match path.with_extension("rs").is_file() || path.join("mod.rs").is_file() {
        true => Ok(()),
        false => Err(format!("{code}: there is no {}.rs", path.display())),
    }
}
