//! The program of the page: what wasm-split and wasm-bindgen make of what the compiler wrote.

use std::fs;
use std::path::Path;

use walrus::ModuleConfig;
use wasm_bindgen_cli_support::Bindgen;

use crate::Result;
use crate::files::{Files, hash, integrity, read, read_text};
use crate::names;
use crate::text::without_comments;

/// What script and program call themselves, wherever the name of a file does not matter.
const STEM: &str = "faultfinder";

/// The module by which wasm-split loads the chunks, as it calls it.
const LINK: &str = "__wasm_split.js";

/// The names of the files that the document loads.
pub struct Program {
    /// What wasm-bindgen wrote: it starts the program.
    pub module: String,
    /// What loads the chunks.
    pub link: String,
    pub wasm: String,
}

/// The program without its chunks, what loads these, and each chunk under the name that wasm-split gave it.
struct Parts {
    module: String,
    wasm: Vec<u8>,
    link: String,
    chunks: Vec<(String, Vec<u8>)>,
}

/// Makes the files of the program, all with one hash in their names: the two modules name each other.
pub fn add(program: &Path, files: &mut Files) -> Result<Program> {
    let Parts {
        module,
        wasm,
        mut link,
        chunks,
    } = parts(program)?;
    let texts = [module.as_bytes(), &wasm, link.as_bytes()];
    let chunk_bytes = chunks.iter().map(|(_, chunk)| chunk.as_slice());
    let name = format!("{STEM}-{}", hash(texts.into_iter().chain(chunk_bytes)));
    let names = Program {
        module: format!("{name}.js"),
        link: format!("{name}_split.js"),
        wasm: format!("{name}_bg.wasm"),
    };
    for (stem, chunk) in chunks {
        let file = format!("{name}_{}.wasm", stem.trim_start_matches("split_"));
        let address = format!("new URL(\"./{stem}.wasm\", import.meta.url)");
        let sealed = format!(
            "new URL(\"./{file}\", import.meta.url), {{ integrity: \"{}\" }}",
            integrity(&chunk)
        );
        link = replaced(&link, &address, &sealed)?;
        files.add(file, chunk);
    }
    let link = replaced(
        &link,
        &format!("./{STEM}.js"),
        &format!("./{}", names.module),
    )?;
    let from = |file: &str| format!("from \"./{file}\"");
    let module = replaced(&module, &from(LINK), &from(&names.link))?;
    files.add(&names.module, module);
    files.add(&names.link, link);
    files.add(&names.wasm, wasm);
    Ok(names)
}

/// With every place replaced, of which there must be one.
fn replaced(text: &str, from: &str, to: &str) -> Result<String> {
    match text.contains(from) {
        true => Ok(text.replace(from, to)),
        false => Err(format!("a script of the page does not contain {from}").into()),
    }
}

fn parts(program: &Path) -> Result<Parts> {
    let scratch = program.with_file_name("split");
    if scratch.exists() {
        fs::remove_dir_all(&scratch)?;
    }
    let mut chunks = split(program, &scratch)?;
    let link = read_text(&scratch.join(LINK))?;
    // What holds nothing is written and never loaded.
    chunks.retain(|(stem, _)| link.contains(&format!("/{stem}.wasm")));
    let (module, wasm) = bind(read(&scratch.join(format!("{STEM}.wasm")))?, &link)?;
    Ok(Parts {
        module,
        wasm,
        link: without_comments(&link),
        chunks,
    })
}

/// Puts each part of the program that is marked with `wasm_split` into a file of its own, and what several of them share
/// and nothing else needs into others: src/page/deferred.rs, src/page/on_demand.rs.
fn split(program: &Path, scratch: &Path) -> Result<Vec<(String, Vec<u8>)>> {
    let input = read(program)?;
    let (main_module, main_out) = (format!("./{STEM}.js"), scratch.join(format!("{STEM}.wasm")));
    let mut options = wasm_split_cli_support::Options::new(&input);
    options.output_dir = scratch;
    options.main_out_path = &main_out;
    options.main_module = &main_module;
    let split = wasm_split_cli_support::transform(options)?;
    let mut chunks = Vec::new();
    for path in split.split_modules {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        chunks.push((stem.into_owned(), packed(&read(&path)?)?));
    }
    chunks.sort();
    Ok(chunks)
}

/// Script and program, with what each needs to call the other; `link` is what loads the chunks.
fn bind(wasm: Vec<u8>, link: &str) -> Result<(String, Vec<u8>)> {
    let mut output = Bindgen::new()
        .input_bytes(STEM, wasm)
        .web(true)?
        // Chunks use the memory and the table by their names.
        .keep_lld_exports(true)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate_output()?;
    if output.js().contains("\"./snippets/") {
        return Err(
            "a dependency brings a script of its own, which the page does not serve".into(),
        );
    }
    let (script, glue) = (without_comments(output.js()), format!("./{STEM}_bg.js"));
    let program = output.wasm_mut();
    let script = names::shorten(&script, &glue, program, link)?;
    Ok((script, program.emit_wasm()))
}

/// The names of functions are a fifth of a chunk, and wasm-split leaves each number as long as its linker might have
/// needed it.
fn packed(chunk: &[u8]) -> Result<Vec<u8>> {
    let mut config = ModuleConfig::new();
    config.strict_validate(false);
    config.generate_name_section(false);
    config.generate_producers_section(false);
    let mut module = config.parse(chunk)?;
    let sections: Vec<_> = module.customs.iter().map(|(id, _)| id).collect();
    for section in sections {
        module.customs.delete(section);
    }
    walrus::passes::gc::run(&mut module);
    Ok(module.emit_wasm())
}
