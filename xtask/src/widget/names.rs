use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::Failure;

/// A module and its script under names of two or three letters, where the script's author was a program.
///
/// wasm-bindgen ends each name with a hash, spells out each type of a callback, and names a module of ours
/// once for each function that it takes from it: no compression makes them small, and they travel twice.
pub(super) fn shorten(module: &[u8], script: &str) -> Result<(Vec<u8>, String), Failure> {
    let mut names = Names::default();
    let module = rewrite(module, &mut names).ok_or("the module has another form than expected")?;
    let mut long: Vec<(&String, &String)> = names.short.iter().collect();
    // A name may begin another one.
    long.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
    let script = take_by_name(script, &names).ok_or("the script has another form than expected")?;
    Ok((module, long.into_iter().fold(script, |script, (name, short)| script.replace(name, short))))
}

/// What the module takes from files of ours, each function by itself beside what wasm-bindgen wrote: what
/// nobody takes is left out.
fn take_by_name(script: &str, names: &Names) -> Option<String> {
    let mut taken = String::new();
    for (path, of_file) in &names.taken {
        let entries: Vec<String> =
            of_file.iter().map(|(name, short)| format!("{name} as {short}")).collect();
        writeln!(taken, "import {{ {} }} from \"{path}\";", entries.join(", ")).ok()?;
    }
    let kept = script.lines().filter(|line| {
        let line = line.trim_start();
        let is_whole = line.starts_with("import * as import");
        !is_whole
            && !names.taken.keys().any(|path| line.starts_with(&format!("\"{path}\": import")))
    });
    for line in kept {
        taken.push_str(line);
        taken.push('\n');
    }
    let shorts: Vec<&str> = names.taken.values().flatten().map(|(_, short)| &**short).collect();
    let (before, after) = taken.split_once(OWN)?;
    let (between, after) = after.split_once(&format!("\"{OWN_FILE}\": "))?;
    Some(format!("{before}{OWN} {}, {between}{FILE}: {after}", shorts.join(", ")))
}

const IMPORTS: u8 = 2;
const EXPORTS: u8 = 7;

/// Where the functions that wasm-bindgen wrote stand in its script, and the file that they are imported from.
const OWN: &str = "const import0 = {\n        __proto__: null,";
const OWN_FILE: &str = "./module_bg.js";

/// What all that is imported is imported from.
const FILE: &str = "a";

#[derive(Default)]
struct Names {
    short: BTreeMap<String, String>,
    /// By the path of a file of ours, the names in it and what they are called here.
    taken: BTreeMap<String, Vec<(String, String)>>,
    count: usize,
}

impl Names {
    fn next(&mut self) -> String {
        self.count += 1;
        format!("${:x}", self.count - 1)
    }

    fn of_import(&mut self, path: &str, name: &str) -> String {
        if path == OWN_FILE {
            return self.of(name);
        }
        let short = self.next();
        self.taken.entry(path.to_owned()).or_default().push((name.to_owned(), short.clone()));
        short
    }

    fn of(&mut self, name: &str) -> String {
        let is_ours = !name.starts_with("__wb") && !name.starts_with("wasm_bindgen_");
        if is_ours {
            return name.to_owned();
        }
        if let Some(short) = self.short.get(name) {
            return short.clone();
        }
        let next = self.next();
        self.short.insert(name.to_owned(), next.clone());
        next
    }
}

fn rewrite(module: &[u8], names: &mut Names) -> Option<Vec<u8>> {
    let mut reader = Reader { bytes: module, at: 8 };
    let mut out = module.get(..8)?.to_vec();
    while reader.at < module.len() {
        let id = reader.byte()?;
        let length = reader.number()?;
        let body = reader.take(length)?;
        let body = match id {
            IMPORTS => rename_imports(body, names)?,
            EXPORTS => rename_exports(body, names)?,
            _ => body.to_vec(),
        };
        out.push(id);
        write_bytes(&mut out, &body);
    }
    Some(out)
}

fn rename_imports(body: &[u8], names: &mut Names) -> Option<Vec<u8>> {
    let mut reader = Reader { bytes: body, at: 0 };
    let mut out = Vec::new();
    let count = reader.number()?;
    write_number(&mut out, count);
    for _ in 0..count {
        let file = reader.text()?;
        let name = reader.text()?;
        let (kind, index) = (reader.byte()?, reader.number()?);
        if kind != 0 {
            return None;
        }
        write_bytes(&mut out, FILE.as_bytes());
        write_bytes(&mut out, names.of_import(file, name).as_bytes());
        out.push(kind);
        write_number(&mut out, index);
    }
    Some(out)
}

fn rename_exports(body: &[u8], names: &mut Names) -> Option<Vec<u8>> {
    let mut reader = Reader { bytes: body, at: 0 };
    let mut out = Vec::new();
    let count = reader.number()?;
    write_number(&mut out, count);
    for _ in 0..count {
        let name = reader.text()?;
        write_bytes(&mut out, names.of(name).as_bytes());
        out.push(reader.byte()?);
        let index = reader.number()?;
        write_number(&mut out, index);
    }
    Some(out)
}

/// Reads a module from front to back.
pub(super) struct Reader<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) at: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn byte(&mut self) -> Option<u8> {
        let byte = *self.bytes.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    /// An unsigned number as WebAssembly writes it, seven bits a byte.
    pub(super) fn number(&mut self) -> Option<usize> {
        let (mut number, mut shift) = (0, 0);
        loop {
            let byte = self.byte()?;
            number |= usize::from(byte & 127) << shift;
            shift += 7;
            if byte < 128 {
                return Some(number);
            }
        }
    }

    pub(super) fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let taken = self.bytes.get(self.at..self.at + length)?;
        self.at += length;
        Some(taken)
    }

    fn text(&mut self) -> Option<&'a str> {
        let length = self.number()?;
        std::str::from_utf8(self.take(length)?).ok()
    }
}

pub(super) fn write_number(out: &mut Vec<u8>, mut number: usize) {
    loop {
        let byte = u8::try_from(number & 127).unwrap_or_default();
        number >>= 7;
        if number == 0 {
            out.push(byte);
            return;
        }
        out.push(byte | 128);
    }
}

pub(super) fn write_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    write_number(out, bytes.len());
    out.extend_from_slice(bytes);
}

#[cfg(test)]
mod tests {
    use super::shorten;

    #[test]
    fn names_that_a_program_made_are_short_in_both() {
        let mut module = b"\0asm\x01\0\0\0".to_vec();
        module.extend(
            b"\x02\x29\x02\x0e./module_bg.js\x06__wb_x\x00\x00\x09./page.js\x03now\x00\x01",
        );
        module.extend(b"\x07\x14\x02\x06memory\x02\x00\x07__wb_xy\x00\x01");
        let script = "import * as import1 from \"./page.js\"
    const import0 = {
        __proto__: null,
        __wb_x: function() {},
    };
    return {
        \"./module_bg.js\": import0,
        \"./page.js\": import1,
    };
wasm.__wb_xy()
";

        let (module, script) = shorten(&module, script).unwrap();

        let expected = "import { now as $1 } from \"./page.js\";
    const import0 = {
        __proto__: null, $1,\u{20}
        $0: function() {},
    };
    return {
        a: import0,
    };
wasm.$2()
";
        assert_eq!(script, expected);
        let mut expected = b"\0asm\x01\0\0\0".to_vec();
        expected.extend(b"\x02\x0f\x02\x01a\x02$0\x00\x00\x01a\x02$1\x00\x01");
        expected.extend(b"\x07\x0f\x02\x06memory\x02\x00\x02$2\x00\x01");
        assert_eq!(module, expected);
    }

    #[test]
    fn a_script_of_another_form_is_refused() {
        assert!(shorten(b"\0asm\x01\0\0\0", "const imports = {}").is_err());
    }
}
