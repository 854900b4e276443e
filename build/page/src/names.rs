//! What script and program call each other by. wasm-bindgen makes long names of what they stand for, with digits that no
//! compression makes smaller: 6 kB of the first load.

use std::collections::BTreeMap;

use walrus::Module;

use crate::Result;

/// The names of one side, and what stands in their place.
type Names = BTreeMap<String, String>;

/// Gives everything that script and program have of each other a short name in both. What the chunks use keeps its name:
/// `link` loads them, and tells them of it.
pub fn shorten(script: &str, glue: &str, program: &mut Module, link: &str) -> Result<String> {
    let imports = shorten_imports(program, glue);
    let exports = shorten_exports(program, script, link);
    let mut found = 0;
    let mut short = String::with_capacity(script.len());
    for line in script.lines() {
        // An entry of the object with what the program imports.
        let entry = line.split_once(": ");
        match entry.and_then(|(name, value)| Some((imports.get(name)?, value))) {
            Some((name, value)) => {
                found += 1;
                short.extend([name, ":", &with_exports(value, &exports), "\n"]);
            }
            None => short.extend([&with_exports(line, &exports), "\n"]),
        }
    }
    let (from, to) = (format!("\"{glue}\": "), format!("{GLUE}: "));
    match found == imports.len() && short.contains(&from) {
        true => Ok(short.replace(&from, &to)),
        false => Err("wasm-bindgen writes what the program imports in another form".into()),
    }
}

/// What the program calls the script.
const GLUE: &str = "g";

/// What the program has of the script, the module that it calls `glue`.
fn shorten_imports(program: &mut Module, glue: &str) -> Names {
    let mut names = Names::new();
    let imports = program.imports.iter_mut();
    for import in imports.filter(|import| import.module == glue) {
        let next = short(names.len());
        let name = names.entry(import.name.clone()).or_insert(next);
        import.name.clone_from(name);
        GLUE.clone_into(&mut import.module);
    }
    names
}

/// What the script has of the program.
fn shorten_exports(program: &mut Module, script: &str, link: &str) -> Names {
    let is_named = |text: &str, name: &str| {
        text.split(|letter| !is_word(letter))
            .any(|word| word == name)
    };
    let mut names = Names::new();
    for export in program.exports.iter_mut() {
        if is_named(script, &export.name) && !is_named(link, &export.name) {
            let next = short(names.len());
            names.insert(std::mem::replace(&mut export.name, next.clone()), next);
        }
    }
    names
}

fn is_word(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
}

/// A line of the script, with what it has of the program by its short name.
fn with_exports(line: &str, exports: &Names) -> String {
    let mut parts = line.split("wasm.");
    let mut short = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|letter| !is_word(letter)).unwrap_or(part.len());
        let (name, rest) = part.split_at(end);
        let name = exports.get(name).map_or(name, String::as_str);
        short.extend(["wasm.", name, rest]);
    }
    short
}

/// The name of this number: a letter, and digits or letters.
fn short(mut number: usize) -> String {
    const SIGNS: &[u8; 36] = b"abcdefghijklmnopqrstuvwxyz0123456789";
    let mut name = String::from(char::from(SIGNS[number % 26]));
    number /= 26;
    while number > 0 {
        number -= 1;
        name.push(char::from(SIGNS[number % 36]));
        number /= 36;
    }
    name
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use walrus::ValType;

    use super::*;

    /// A program that imports and exports functions of these names.
    fn program(imports: &[&str], exports: &[&str]) -> Module {
        let mut program = Module::default();
        let nothing = program.types.add(&[], &[] as &[ValType]);
        for name in imports {
            let (function, _) = program.add_import_func("./glue", name, nothing);
            for name in exports {
                program.exports.add(name, function);
            }
        }
        program
    }

    fn names(program: &Module) -> [Vec<&str>; 2] {
        let imports = program.imports.iter().map(|import| import.name.as_str());
        let exports = program.exports.iter().map(|export| export.name.as_str());
        [imports.collect(), exports.collect()]
    }

    #[test]
    fn both_sides_get_the_same_short_names() -> Result<()> {
        let mut program = program(
            &["__wbg_log_0123456789abcdef"],
            &["start", "memory", "other"],
        );
        let script = "__wbg_log_0123456789abcdef: function() { wasm.start(wasm.memory, started); }\n\"./glue\": import0,\n";
        let short = shorten(script, "./glue", &mut program, "const { memory } = 1")?;
        assert_eq!(
            short,
            "a:function() { wasm.a(wasm.memory, started); }\ng: import0,\n"
        );
        assert_eq!(names(&program), [vec!["a"], vec!["a", "memory", "other"]]);
        Ok(())
    }

    #[test]
    fn a_script_in_another_form_is_refused() {
        for script in ["log: 1\n", "\"./glue\": import0,\n", ""] {
            assert!(shorten(script, "./glue", &mut program(&["log"], &[]), "").is_err());
        }
    }

    #[test]
    fn every_number_has_a_name_of_its_own() {
        let names: BTreeSet<String> = (0..50_000).map(short).collect();
        assert_eq!(names.len(), 50_000);
        assert!(
            names
                .iter()
                .all(|name| name.starts_with(|c: char| c.is_ascii_lowercase()))
        );
    }
}
