//! Turns the texts beside the checks (`src/checks/<area>/<the_bad_thing>.md`) into what is compiled in, a
//! sorted table, and what the page loads later, a `help-<area>-<hash>.json` for each area (`build/help.rs`). A text with
//! a missing part fails the build and says which. What the page loads only when it is asked for is made in
//! `build/on_demand.rs`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, process};

#[path = "build/fixes.rs"]
mod fixes;
#[path = "build/help.rs"]
mod help;
#[path = "build/on_demand.rs"]
mod on_demand;
#[path = "src/checks/framework/one_line_fix.rs"]
mod one_line_fix;
#[path = "build/placeholders.rs"]
mod placeholders;
#[path = "build/registry.rs"]
mod registry;

#[path = "tests/shared/canonical/read.rs"]
mod canonical;

const SECTIONS: [&str; 4] = ["What happened", "Why it matters", "How to fix", "Sources"];

/// What only some texts have.
const OTHER_SECTIONS: [&str; 2] = ["Affected clients", "Candidates"];

/// One text, read.
struct Text {
    code: String,
    severity: String,
    blame: String,
    certainty: String,
    /// The folder of lines to paste, where the fix is made in a server's own language.
    snippets: Option<String>,
    title: String,
    happened: String,
    why: String,
    /// Clients, what they make of it, and where that can be seen.
    affected_clients: Vec<[String; 3]>,
    fix: String,
    sources: Vec<[String; 3]>,
    candidates: Vec<[String; 3]>,
}

fn main() {
    strip_names();
    if let Err(problem) = generate() {
        eprintln!("{problem}");
        process::exit(1);
    }
}

/// The names of functions are a sixth of the page's program after compression, and nobody reads them there.
/// `strip = true` would also remove the section by which wasm-bindgen learns what the program may use.
fn strip_names() {
    let is_page = env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|arch| arch == "wasm32");
    let is_release = env::var("PROFILE").is_ok_and(|profile| profile == "release");
    if env::var("CARGO_CFG_SPLIT").is_ok() {
        // What splits the program (src/page/deferred.rs) has to know who calls whom, and strips afterwards.
        println!("cargo:rustc-link-arg-bins=--emit-relocs");
    } else if is_page && is_release {
        println!("cargo:rustc-link-arg-bins=--strip-all");
        println!("cargo:rustc-link-arg-bins=--keep-section=target_features");
    }
}

fn generate() -> Result<(), String> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").map_err(|e| e.to_string())?);
    let out = PathBuf::from(env::var("OUT_DIR").map_err(|e| e.to_string())?);
    println!("cargo:rerun-if-changed=build.rs");
    watch_modules(&root)?;
    println!("cargo:rerun-if-changed=tests/shared/canonical/read.rs");
    println!("cargo:rerun-if-changed=src/checks");

    let mut texts = Vec::new();
    for file in files(&root.join("src/checks"))? {
        texts.push(read(&file).map_err(|problem| format!("{}: {problem}", file.display()))?);
    }
    texts.sort_by(|a, b| a.code.cmp(&b.code));
    check_candidates(&texts)?;
    let checks = root.join("src/checks");
    let rows = fs::read_to_string(checks.join("registry.txt")).map_err(|e| e.to_string())?;
    let registry = registry::rust(&rows, &texts, &checks);
    let registry = registry.map_err(|problem| format!("src/checks/registry.txt: {problem}"))?;
    write(&out.join("registry.rs"), &registry)?;
    let snippets = root.join("src/checks/snippets");

    write(&out.join("catalogue.rs"), &catalogue(&texts))?;
    write(&out.join("placeholders.rs"), &placeholders::rust(&texts)?)?;
    // Tests read these under plain names.
    let (scripts, recordings) = (on_demand::scripts(&root)?, on_demand::recordings(&root)?);
    let every: Vec<&Text> = texts.iter().collect();
    write(&out.join("help.json"), &help::json(&every, &snippets)?)?;
    write(&out.join("scripts.json"), &scripts)?;
    write(&out.join("recordings.json"), &recordings)?;
    let mut names = Vec::new();
    let mut areas = Vec::new();
    for (area, texts) in help::by_area(&texts) {
        let json = help::json(&texts, &snippets)?;
        let name = publish(&root, &format!("help-{area}"), "json", &json)?;
        areas.push((area, name.clone()));
        names.push(name);
    }
    write(&out.join("help_files.rs"), &help::files(&areas))?;
    for (variable, start, ending, text) in [
        ("SCRIPTS_FILE", "scripts", "json", scripts),
        ("RECORDINGS_FILE", "recordings", "json", recordings),
        ("LATER_STYLE", "later", "css", later_style(&root)?),
    ] {
        let name = publish(&root, start, ending, &text)?;
        println!("cargo:rustc-env={variable}={name}");
        names.push(name);
    }
    remove_older(&root, &names);
    Ok(())
}

/// The files of this program in `build/`, one by one: below the folder is also what makes the page's files.
fn watch_modules(root: &Path) -> Result<(), String> {
    let entries = fs::read_dir(root.join("build")).map_err(|e| format!("build: {e}"))?;
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_file() {
            println!("cargo:rerun-if-changed={}", path.display());
        }
    }
    Ok(())
}

/// The style of what the deferred chunk draws, without its comments and indents.
fn later_style(root: &Path) -> Result<String, String> {
    let folder = root.join("style/later");
    println!("cargo:rerun-if-changed=style/later");
    let entries = fs::read_dir(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    files.sort();
    let mut style = String::new();
    for file in files {
        let text = fs::read_to_string(&file).map_err(|e| format!("{}: {e}", file.display()))?;
        let lines = text.lines().map(str::trim);
        style.extend(lines.filter(|line| !line.is_empty() && !line.starts_with("/*")));
    }
    Ok(style)
}

/// Where the build of the page finds these files, whatever the target directory is.
const PUBLISHED: &str = "target/help";

/// Puts a file of the page there, and says what it is called: its name holds a hash of what is in it.
fn publish(root: &Path, start: &str, ending: &str, text: &str) -> Result<String, String> {
    let directory = root.join(PUBLISHED);
    let name = format!("{start}-{:08x}.{ending}", hash(text.as_bytes()));
    fs::create_dir_all(&directory).map_err(|e| format!("{}: {e}", directory.display()))?;
    write(&directory.join(&name), text)?;
    // A missing file counts as changed, so a cleaned `target/help` is filled again.
    println!("cargo:rerun-if-changed={PUBLISHED}/{name}");
    Ok(name)
}

/// What an earlier build left there.
fn remove_older(root: &Path, names: &[String]) {
    let entries = fs::read_dir(root.join(PUBLISHED));
    for entry in entries.into_iter().flatten().flatten() {
        let other = entry.file_name().to_string_lossy().into_owned();
        if !names.contains(&other) {
            // Another build may have removed it first; what counts is that it is gone.
            let _ = fs::remove_file(entry.path());
        }
    }
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    if fs::read_to_string(path).is_ok_and(|old| old == text) {
        return Ok(());
    }
    fs::write(path, text).map_err(|e| format!("{}: {e}", path.display()))
}

/// The texts, one folder deep.
fn files(checks: &Path) -> Result<Vec<PathBuf>, String> {
    let list = |folder: &Path| -> Result<Vec<PathBuf>, String> {
        let entries = fs::read_dir(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
        Ok(entries.flatten().map(|entry| entry.path()).collect())
    };
    let mut found = Vec::new();
    for folder in list(checks)?.into_iter().filter(|path| path.is_dir()) {
        found.extend(
            list(&folder)?
                .into_iter()
                .filter(|path| path.extension().is_some_and(|ending| ending == "md")),
        );
    }
    Ok(found)
}

fn read(path: &Path) -> Result<Text, String> {
    let source = fs::read_to_string(path).map_err(|e| e.to_string())?;
    let (head, sections) = split(&source);
    let mut lines = head.lines().filter(|line| !line.trim().is_empty());
    let title = lines.next().and_then(|line| line.strip_prefix("# "));
    let title = title.ok_or("the first line is not `# <title>`")?.trim();
    if title.ends_with('.') {
        return Err("the title ends with a full stop".into());
    }
    let [severity, blame, certainty] = triple(lines.next().unwrap_or_default())
        .ok_or("the second line is not `severity · blame · certainty`")?;
    let snippets = match lines.next() {
        None => None,
        Some(line) => Some(
            line.strip_prefix("snippets: ")
                .ok_or("the third line is not `snippets: <topic>`")?,
        ),
    };
    let section = |name: &str| -> Result<String, String> {
        let found = sections.iter().find(|(heading, _)| heading == name);
        let text = found
            .map(|(_, text)| text.trim())
            .filter(|text| !text.is_empty());
        text.map(str::to_owned)
            .ok_or(format!("the section `## {name}` is missing"))
    };
    for (heading, _) in &sections {
        let heading = heading.as_str();
        if !SECTIONS.contains(&heading) && !OTHER_SECTIONS.contains(&heading) {
            return Err(format!("the section `## {heading}` has no meaning"));
        }
    }
    let fix = unwrap_prose(&section("How to fix")?);
    fixes::check(&fix)?;
    Ok(Text {
        code: code(path).ok_or("the path is not <area>/<bad_thing>.md")?,
        severity: variant(&severity, &["fault", "warning", "note"])?,
        blame: variant(
            &blame,
            &[
                "server",
                "authorization-server",
                "network",
                "browser",
                "input",
                "tool",
            ],
        )?,
        certainty: variant(&certainty, &["certain", "likely", "unknown"])?,
        snippets: snippets.map(|topic| topic.trim().to_owned()),
        title: title.to_owned(),
        happened: unwrap(&section("What happened")?),
        why: unwrap(&section("Why it matters")?),
        affected_clients: marked(triples(&section("Affected clients").unwrap_or_default())?)?,
        fix,
        sources: triples(&section("Sources")?)?,
        candidates: triples(&section("Candidates").unwrap_or_default())?,
    })
}

/// What stands before the first `## `, and the sections with their headings.
fn split(source: &str) -> (String, Vec<(String, String)>) {
    let (mut head, mut sections) = (String::new(), Vec::<(String, String)>::new());
    for line in source.lines() {
        match (line.strip_prefix("## "), sections.last_mut()) {
            (Some(heading), _) => sections.push((heading.trim().to_owned(), String::new())),
            (None, Some((_, text))) => text.extend([line, "\n"]),
            (None, None) => head.extend([line, "\n"]),
        }
    }
    (head, sections)
}

/// The list items `- a · b · c` of a section.
fn triples(section: &str) -> Result<Vec<[String; 3]>, String> {
    let items = section.lines().filter(|line| !line.trim().is_empty());
    items
        .map(|line| {
            let item = line.strip_prefix("- ").and_then(triple);
            item.ok_or(format!("`{line}` is not `- a · b · c`"))
        })
        .collect()
}

/// Each client begins with a mark: affected, not affected, or it depends.
fn marked(clients: Vec<[String; 3]>) -> Result<Vec<[String; 3]>, String> {
    let lacks_mark = |[client, ..]: &&[String; 3]| {
        !["✕ ", "✓ ", "~ "]
            .iter()
            .any(|mark| client.starts_with(mark))
    };
    match clients.iter().find(lacks_mark) {
        Some([client, ..]) => Err(format!("`{client}` begins with none of ✕, ✓ and ~")),
        None => Ok(clients),
    }
}

fn triple(line: &str) -> Option<[String; 3]> {
    let mut parts = line.splitn(3, " · ").map(|part| part.trim().to_owned());
    Some([parts.next()?, parts.next()?, parts.next()?])
}

/// `src/checks/cors/header_not_allowed.md` is the text of `cors/header-not-allowed`.
fn code(path: &Path) -> Option<String> {
    let name = path.file_stem()?.to_str()?;
    let area = path.parent()?.file_name()?.to_str()?;
    Some(format!("{area}/{name}").replace('_', "-"))
}

/// The Rust variant of a word, if the word is one of these.
fn variant(word: &str, words: &[&str]) -> Result<String, String> {
    if !words.contains(&word) {
        return Err(format!("`{word}` is none of {}", words.join(", ")));
    }
    Ok(word.split('-').map(capital).collect())
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().map(|c| c.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

/// Joins the wrapped lines of each paragraph.
fn unwrap(text: &str) -> String {
    let paragraphs = text
        .split("\n\n")
        .map(|part| part.lines().map(str::trim).collect::<Vec<_>>().join(" "));
    paragraphs
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("\n\n")
}

/// Joins the wrapped lines of prose and leaves fences and lists alone: many renderers of Markdown keep every
/// line break.
fn unwrap_prose(text: &str) -> String {
    let mut joined = String::new();
    let (mut fenced, mut open) = (false, false);
    for line in text.lines() {
        let fence = line.starts_with("```");
        let prose = !fenced && !fence && !line.is_empty() && !line.starts_with("- ");
        if open && prose {
            joined.push(' ');
        } else if !joined.is_empty() {
            joined.push('\n');
        }
        joined.push_str(line);
        open = prose;
        fenced ^= fence;
    }
    joined
}

fn check_candidates(texts: &[Text]) -> Result<(), String> {
    for text in texts {
        for [candidate, _, _] in &text.candidates {
            if !texts.iter().any(|other| other.code == *candidate) {
                return Err(format!(
                    "{}: the candidate {candidate} has no text",
                    text.code
                ));
            }
        }
    }
    Ok(())
}

/// The compiled-in table, sorted by code. `{:?}` of a string is a Rust literal.
fn catalogue(texts: &[Text]) -> String {
    let mut rust = format!(
        "/// Every code, in the order of its name.\npub static CATALOGUE: [Entry; {}] = [\n",
        texts.len()
    );
    for text in texts {
        let Text {
            code,
            severity,
            blame,
            certainty,
            title,
            ..
        } = text;
        let candidates: Vec<&String> = text.candidates.iter().map(|[code, _, _]| code).collect();
        let area = code.split('/').next().unwrap_or_default();
        let step = match area {
            "tool" => "None".to_owned(),
            area => format!(
                "Some(Step::{})",
                area.split('-').map(capital).collect::<String>()
            ),
        };
        let _ = writeln!(
            rust,
            "    Entry {{ code: {code:?}, step: {step}, severity: Severity::{severity}, \
             blame: Blame::{blame}, certainty: Certainty::{certainty}, title: {title:?}, \
             candidates: &{candidates:?} }},"
        );
    }
    rust.push_str("];\n");
    let areas: Vec<&str> = help::by_area(texts).into_keys().collect();
    let _ = writeln!(
        rust,
        "/// Every area.\nconst AREAS: [&str; {}] = {areas:?};",
        areas.len()
    );
    rust
}

fn quote(text: &str) -> String {
    let mut json = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' => json.push_str("\\\""),
            '\\' => json.push_str("\\\\"),
            '\n' => json.push_str("\\n"),
            '\t' => json.push_str("\\t"),
            letter => json.push(letter),
        }
    }
    json.push('"');
    json
}

/// FNV-1a: names the content, protects nothing.
fn hash(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5, |hash, byte| {
        (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193)
    })
}
