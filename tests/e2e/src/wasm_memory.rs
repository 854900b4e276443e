//! A WebAssembly module whose memory may not grow as it likes (WebAssembly core specification, 5.5.8, "Memory Section").

use crate::failure::{Failure, Result};

/// The memory section.
const MEMORY: u8 = 5;

/// The same module; its memory may grow by so many pages of 64 kB, and no more.
pub fn limited(module: &[u8], more: u32) -> Result<Vec<u8>> {
    let broken = || Failure("no WebAssembly module with a memory of its own".into());
    let header = module.get(..8).ok_or_else(broken)?;
    let mut limited = header.to_vec();
    let mut at = header.len();
    while let Some(id) = module.get(at) {
        let start = at;
        at += 1;
        let length = read(module, &mut at).ok_or_else(broken)? as usize;
        let body = module.get(at..at + length).ok_or_else(broken)?;
        at += length;
        if *id != MEMORY {
            limited.extend_from_slice(module.get(start..at).ok_or_else(broken)?);
            continue;
        }
        // One memory: its number, the kind of its limits, the pages it begins with.
        let mut within = 2;
        let pages = read(body, &mut within).ok_or_else(broken)?;
        let mut section = vec![1, 1];
        write(pages, &mut section);
        write(pages + more, &mut section);
        limited.push(MEMORY);
        write(u32::try_from(section.len())?, &mut limited);
        limited.extend_from_slice(&section);
    }
    Ok(limited)
}

/// An unsigned number in LEB128.
fn read(bytes: &[u8], at: &mut usize) -> Option<u32> {
    let mut value = 0;
    for shift in (0..32).step_by(7) {
        let byte = *bytes.get(*at)?;
        *at += 1;
        value |= u32::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

fn write(mut value: u32, to: &mut Vec<u8>) {
    while value > 0x7f {
        to.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    to.push(value as u8);
}
