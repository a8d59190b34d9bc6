use std::collections::BTreeMap;

use super::names::{Reader, write_bytes, write_number};
use crate::Failure;

const CUSTOM: u8 = 0;
const IMPORTS: u8 = 2;
const CODE: u8 = 10;

/// So many bytes in a row are one piece of likeness.
const PIECE: usize = 7;

/// So far back gzip finds what it has seen.
const WINDOW: usize = 32_000;

/// A module whose functions have names in whose order those stand near each other that are alike: so more of each is
/// found again by what packs it for the way.
pub(super) fn name_by_likeness(module: &[u8]) -> Result<Vec<u8>, Failure> {
    let functions =
        Functions::of(module).ok_or("the module has another form than expected".to_owned())?;
    let mut named = module.to_vec();
    let mut section = Vec::new();
    write_bytes(&mut section, b"name");
    section.push(1);
    write_bytes(&mut section, &functions.names());
    named.push(CUSTOM);
    write_bytes(&mut named, &section);
    Ok(named)
}

/// What a module has of functions: how many are imported, and the code of the others.
struct Functions<'a> {
    n_imported: usize,
    bodies: Vec<&'a [u8]>,
}

impl<'a> Functions<'a> {
    fn of(module: &'a [u8]) -> Option<Self> {
        let mut functions = Self { n_imported: 0, bodies: Vec::new() };
        let mut reader = Reader { bytes: module, at: 8 };
        while reader.at < module.len() {
            let id = reader.byte()?;
            let length = reader.number()?;
            let mut section = Reader { bytes: reader.take(length)?, at: 0 };
            match id {
                // wasm-bindgen imports functions alone.
                IMPORTS => functions.n_imported = section.number()?,
                CODE => {
                    for _ in 0..section.number()? {
                        let length = section.number()?;
                        functions.bodies.push(section.take(length)?);
                    }
                }
                _ => {}
            }
        }
        Some(functions)
    }

    /// The map of function indices to names, as the name section has it.
    fn names(&self) -> Vec<u8> {
        let mut names = vec![String::new(); self.bodies.len()];
        for (place, function) in order(&self.bodies).into_iter().enumerate() {
            names[function] = format!("f{place:06}");
        }
        let mut map = Vec::new();
        write_number(&mut map, self.n_imported + names.len());
        let imported = (0..self.n_imported).map(|index| format!("i{index:06}"));
        for (index, name) in imported.chain(names).enumerate() {
            write_number(&mut map, index);
            write_bytes(&mut map, name.as_bytes());
        }
        map
    }
}

/// All functions, each as near as can be to those that it is like: the longest first, and then always the one of
/// which most is known from the last ones.
fn order(bodies: &[&[u8]]) -> Vec<usize> {
    let mut pieces = Pieces::of(bodies);
    let mut order: Vec<usize> = Vec::with_capacity(bodies.len());
    let (mut n_left_behind, mut length) = (0, 0);
    let mut next = (0..bodies.len()).max_by_key(|&function| bodies[function].len());
    while let Some(function) = next {
        order.push(function);
        pieces.see(function);
        length += bodies[function].len();
        while length > WINDOW && n_left_behind + 1 < order.len() {
            let behind = order[n_left_behind];
            pieces.forget(behind);
            length -= bodies[behind].len();
            n_left_behind += 1;
        }
        next = pieces.most_known();
    }
    order
}

/// What functions are made of, and how much of each was seen not long ago.
struct Pieces {
    /// Of each function, its pieces in their order.
    of: Vec<Vec<usize>>,
    /// Of each piece, the functions that have it, and how often.
    having: Vec<BTreeMap<usize, usize>>,
    /// How often each piece stands in the window.
    n_seen: Vec<usize>,
    /// Of each function, how many of its pieces stand there.
    known: Vec<usize>,
    is_placed: Vec<bool>,
}

impl Pieces {
    fn of(bodies: &[&[u8]]) -> Self {
        let mut numbers: BTreeMap<&[u8], usize> = BTreeMap::new();
        let mut having: Vec<BTreeMap<usize, usize>> = Vec::new();
        let mut of = Vec::with_capacity(bodies.len());
        for (function, body) in bodies.iter().enumerate() {
            let pieces = body.windows(PIECE).map(|piece| {
                let next = numbers.len();
                let number = *numbers.entry(piece).or_insert(next);
                if number == having.len() {
                    having.push(BTreeMap::new());
                }
                *having[number].entry(function).or_default() += 1;
                number
            });
            of.push(pieces.collect());
        }
        let (n_seen, known) = (vec![0; having.len()], vec![0; bodies.len()]);
        Self { of, having, n_seen, known, is_placed: vec![false; bodies.len()] }
    }

    fn see(&mut self, function: usize) {
        self.is_placed[function] = true;
        for &piece in &self.of[function] {
            self.n_seen[piece] += 1;
            if self.n_seen[piece] == 1 {
                for (&other, n) in &self.having[piece] {
                    self.known[other] += n;
                }
            }
        }
    }

    fn forget(&mut self, function: usize) {
        for &piece in &self.of[function] {
            self.n_seen[piece] -= 1;
            if self.n_seen[piece] == 0 {
                for (&other, n) in &self.having[piece] {
                    self.known[other] -= n;
                }
            }
        }
    }

    /// Of those that have no place yet, the one of which the largest part is known; of equals the first.
    fn most_known(&self) -> Option<usize> {
        let waiting = (0..self.of.len()).filter(|&function| !self.is_placed[function]);
        // Of two short ones the one with more of it known saves more.
        let length = |function: usize| self.of[function].len() + 8;
        waiting.reduce(|best, function| {
            let is_better =
                self.known[function] * length(best) > self.known[best] * length(function);
            if is_better { function } else { best }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{name_by_likeness, order};

    #[test]
    fn functions_that_are_alike_stand_beside_each_other() {
        let (one, two) = ([1_u8; 40], *b"something that is nothing like the other");
        let long = [one.as_slice(), &one].concat();
        assert_eq!(order(&[&two, &one, &two, &long, &one]), [3, 1, 4, 0, 2]);
        assert_eq!(order(&[b"short", b""]), [0, 1], "what has no piece has a place all the same");
        assert_eq!(order(&[]), Vec::<usize>::new());
    }

    #[test]
    fn each_function_has_a_name_and_nothing_else_changes() {
        // One imported, and two of the module's own that do nothing.
        let mut module = b"\0asm\x01\0\0\0\x01\x04\x01\x60\0\0".to_vec();
        module.extend(b"\x02\x07\x01\x01a\x01b\0\0");
        module.extend(b"\x03\x03\x02\0\0\x0a\x08\x02\x02\0\x0b\x03\0\x01\x0b");

        let named = name_by_likeness(&module).unwrap();

        let (before, section) = named.split_at(module.len());
        assert_eq!(before, module);
        assert_eq!(
            section,
            b"\0\x23\x04name\x01\x1c\x03\0\x07i000000\x01\x07f000001\x02\x07f000000"
        );
        assert!(name_by_likeness(&module[..module.len() - 1]).is_err());
    }
}
