//! The document, from `index.html`, which says in Trunk's words what the page is made of.

use std::fmt::Write as _;
use std::path::Path;

use crate::Result;
use crate::files::{Files, list, read, read_text};
use crate::program::Program;
use crate::text::{minified_markup, minified_style, without_comments};

/// How an element begins that says what the page is made of.
const MARKS: [&str; 2] = ["<link data-trunk ", "<script data-trunk "];

/// Adds the document, and the files that it alone names.
pub fn add(root: &Path, program: &Program, files: &mut Files) -> Result<()> {
    let source = minified_markup(&read_text(&root.join("index.html"))?);
    let mut document = String::new();
    let mut rest = source.as_str();
    while let Some(start) = MARKS.iter().filter_map(|mark| rest.find(mark)).min() {
        document.push_str(&rest[..start]);
        let element = Element::first(&rest[start..])?;
        let served = element.served(root, program, files);
        document.push_str(&served.map_err(|problem| format!("index.html: {problem}"))?);
        rest = &rest[start + element.0.len()..];
    }
    document.push_str(rest);
    let list = integrity_list(files)?;
    let start = document.find("<link").ok_or("index.html has no link")?;
    document.insert_str(start, &list);
    files.add("index.html", document);
    Ok(())
}

/// What is in the files that load later: src/browser/help.rs reads it.
fn integrity_list(files: &Files) -> Result<String> {
    let is_later = |name: &&str| {
        let kinds = ["help-", "later-", "recordings-", "scripts-"];
        kinds.iter().any(|kind| name.starts_with(kind))
    };
    let mut list = Vec::new();
    for name in files.names().filter(is_later) {
        list.push(format!("{name} {}", files.integrity(name)?));
    }
    match list.is_empty() {
        true => Err("build.rs left no files that load later".into()),
        false => Ok(format!(
            "<meta name=integrity content=\"{}\">",
            list.join(" ")
        )),
    }
}

/// An element of `index.html`, from `<` to its end.
struct Element<'a>(&'a str);

impl<'a> Element<'a> {
    fn first(text: &'a str) -> Result<Self> {
        let end = match text.starts_with("<script") {
            true => "</script>",
            false => ">",
        };
        let length = text.find(end).ok_or("index.html: a tag has no end")?;
        Ok(Self(&text[..length + end.len()]))
    }

    fn attribute(&self, name: &str) -> Option<&'a str> {
        let (_, value) = self.0.split_once(&format!(" {name}=\""))?;
        Some(value.split_once('"')?.0)
    }

    /// The path of the file that it names.
    fn path(&self) -> Result<&'a str> {
        let path = self.attribute("href").or_else(|| self.attribute("src"));
        Ok(path.ok_or_else(|| format!("{} names no file", self.0))?)
    }

    /// What the document says in its place.
    fn served(&self, root: &Path, program: &Program, files: &mut Files) -> Result<String> {
        match self.attribute("rel") {
            Some("rust") => preloads(program, files),
            Some("css") => {
                let name = files.add_hashed("faultfinder", "css", minified_style(&style(root)?));
                let integrity = files.integrity(&name)?;
                Ok(format!(
                    "<link href=./{name} integrity={integrity} rel=stylesheet>"
                ))
            }
            Some("icon") => {
                let name = files.add_hashed("icon", "svg", read(&root.join(self.path()?))?);
                Ok(format!("<link href=./{name} rel=icon>"))
            }
            Some("copy-file" | "copy-dir") => copy(root, self.path()?, files),
            None if self.attribute("type") == Some("module") => {
                let name = files.add_hashed("start", "js", start(root)?);
                let integrity = files.integrity(&name)?;
                Ok(format!(
                    "<script src=./{name} integrity={integrity} type=module></script>"
                ))
            }
            _ => Err(format!("the builder does not know what {} means", self.0).into()),
        }
    }
}

/// The style sheet, which is one file per component in the repository: as Trunk.toml joins it.
fn style(root: &Path) -> Result<String> {
    let mut style = String::new();
    let first = ["tokens.css", "base.css"].map(|name| root.join("style").join(name));
    let components = list(&root.join("style/components"))?;
    for path in first.into_iter().chain(components) {
        style.push_str(&read_text(&path)?);
    }
    Ok(style)
}

/// What starts the page, with what watches it: as Trunk.toml joins them.
fn start(root: &Path) -> Result<String> {
    let (watchdog, start) = (
        read_text(&root.join("src/watchdog.js"))?,
        read_text(&root.join("src/start.js"))?,
    );
    Ok(without_comments(&(watchdog + &start)))
}

/// A file, or a directory with all that is in it, under its own name.
fn copy(root: &Path, path: &str, files: &mut Files) -> Result<String> {
    let path = root.join(path);
    let parent = path.parent().unwrap_or(root);
    let copied = match path.is_dir() {
        true => list(&path)?,
        false => vec![path.clone()],
    };
    for path in copied {
        let name = path.strip_prefix(parent)?.to_string_lossy();
        files.add(name.replace('\\', "/"), read(&path)?);
    }
    Ok(String::new())
}

/// Modules are checked by these elements, the program by src/start.js: Chromium warns of `integrity` on its preload.
fn preloads(program: &Program, files: &Files) -> Result<String> {
    let mut links = String::new();
    for name in [&program.module, &program.link] {
        let integrity = files.integrity(name)?;
        let _ = write!(
            links,
            "<link crossorigin href=./{name} integrity={integrity} rel=modulepreload>"
        );
    }
    let (name, integrity) = (&program.wasm, files.integrity(&program.wasm)?);
    let _ = write!(
        links,
        "<link as=fetch crossorigin href=./{name} data-integrity={integrity} rel=preload type=application/wasm>"
    );
    Ok(links)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_the_document_loads_says_what_is_in_it() -> Result<()> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let program = Program {
            module: "a.js".into(),
            link: "a_split.js".into(),
            wasm: "a_bg.wasm".into(),
        };
        let mut files = Files::default();
        for name in ["a.js", "a_split.js", "a_bg.wasm", "help-reach-1.json"] {
            files.add(name, name);
        }
        add(&root, &program, &mut files)?;
        let document = String::from_utf8(files.get("index.html")?.to_vec())?;
        assert!(!document.contains("data-trunk"), "{document}");
        assert!(document.contains("content=\"help-reach-1.json sha256-"));
        let elements = document.split('<').filter(|element| {
            let loads = element.starts_with("script") || element.starts_with("link");
            loads && !element.contains("rel=icon")
        });
        let mut loaded = Vec::new();
        for element in elements {
            assert!(element.contains("integrity=sha256-"), "{element}");
            let name = element.split_once("=./").map_or("", |(_, rest)| rest);
            loaded.push(name.split(' ').next().unwrap_or_default());
        }
        loaded
            .iter()
            .try_for_each(|name| files.get(name).map(drop))?;
        assert_eq!(loaded.len(), 5, "{loaded:?}");
        Ok(())
    }
}
