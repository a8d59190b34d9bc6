use std::collections::BTreeMap;

use crate::Failure;

/// A module and its script under names of two or three letters, where the script's author was a program.
///
/// wasm-bindgen ends each name with a hash, and spells out each type of a callback: no compression makes
/// them small, and they travel twice.
pub(super) fn shorten(module: &[u8], script: &str) -> Result<(Vec<u8>, String), Failure> {
    let mut names = Names::default();
    let module = rewrite(module, &mut names).ok_or("the module has another form than expected")?;
    let mut long: Vec<(&String, &String)> = names.short.iter().collect();
    // A name may begin another one.
    long.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
    let mut script = script.to_owned();
    for (name, short) in long {
        script = script.replace(name.as_str(), short);
    }
    for (path, short) in &names.files {
        // As a key of the imports alone: where a file is imported from, its whole path is needed.
        script = script.replace(&format!("\"{path}\": "), &format!("\"{short}\": "));
    }
    Ok((module, script))
}

const IMPORTS: u8 = 2;
const EXPORTS: u8 = 7;

#[derive(Default)]
struct Names {
    short: BTreeMap<String, String>,
    files: BTreeMap<String, String>,
}

impl Names {
    fn of(&mut self, name: &str) -> String {
        let is_ours = !name.starts_with("__wb") && !name.starts_with("wasm_bindgen_");
        if is_ours {
            return name.to_owned();
        }
        let next = format!("${:x}", self.short.len());
        self.short.entry(name.to_owned()).or_insert(next).clone()
    }

    fn of_file(&mut self, path: &str) -> String {
        let short = path.rsplit_once('/').map_or(path, |(_, file)| file);
        self.files.insert(path.to_owned(), short.to_owned());
        short.to_owned()
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
        write_bytes(&mut out, names.of_file(file).as_bytes());
        write_bytes(&mut out, names.of(name).as_bytes());
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

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn byte(&mut self) -> Option<u8> {
        let byte = *self.bytes.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    /// An unsigned number as WebAssembly writes it, seven bits a byte.
    fn number(&mut self) -> Option<usize> {
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

    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let taken = self.bytes.get(self.at..self.at + length)?;
        self.at += length;
        Some(taken)
    }

    fn text(&mut self) -> Option<&'a str> {
        let length = self.number()?;
        std::str::from_utf8(self.take(length)?).ok()
    }
}

fn write_number(out: &mut Vec<u8>, mut number: usize) {
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

fn write_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    write_number(out, bytes.len());
    out.extend_from_slice(bytes);
}

#[cfg(test)]
mod tests {
    use super::shorten;

    #[test]
    fn names_that_a_program_made_are_short_in_both() {
        let mut module = b"\0asm\x01\0\0\0".to_vec();
        module.extend(b"\x02\x16\x01\x0b./a/page.js\x06__wb_x\x00\x00");
        module.extend(b"\x07\x14\x02\x06memory\x02\x00\x07__wb_xy\x00\x01");

        let script =
            "import {} from \"./a/page.js\"; ({\"./a/page.js\": {__wb_x}}); wasm.__wb_xy()";
        let (module, script) = shorten(&module, script).unwrap();

        assert_eq!(script, "import {} from \"./a/page.js\"; ({\"page.js\": {$0}}); wasm.$1()");
        let mut expected = b"\0asm\x01\0\0\0".to_vec();
        expected.extend(b"\x02\x0e\x01\x07page.js\x02$0\x00\x00");
        expected.extend(b"\x07\x0f\x02\x06memory\x02\x00\x02$1\x00\x01");
        assert_eq!(module, expected);
    }
}
