//! Looking at the bytes of a database and of the files beside it.

use std::{fs, path::Path};

const PAGE: usize = 4_096;

/// How often a text stands in the files of the database's folder, whatever its case.
pub(crate) fn n_found(path: &Path, text: &str) -> usize {
    let folder = fs::read_dir(path.parent().unwrap()).unwrap();
    folder.map(|file| n_in(&fs::read(file.unwrap().path()).unwrap(), text)).sum()
}

/// The same, but for the room that pages of the database have left between their cells' addresses and the cells.
pub(crate) fn n_found_but_in_slack(path: &Path, text: &str) -> usize {
    let mut bytes = fs::read(path).unwrap();
    slacks(&mut bytes).for_each(|slack| slack.fill(0));
    let log = fs::read(path.with_extension("db-wal")).unwrap();
    n_in(&bytes, text) + n_in(&log, text)
}

/// Writes a text into the slack of pages, wherever there is room; answers in how many. Nobody may have the file open.
pub(crate) fn plant_in_slack(path: &Path, text: &str) -> usize {
    let mut bytes = fs::read(path).unwrap();
    let rooms = slacks(&mut bytes).filter(|slack| slack.len() >= text.len());
    let n_planted = rooms.map(|slack| slack[..text.len()].copy_from_slice(text.as_bytes())).count();
    fs::write(path, bytes).unwrap();
    n_planted
}

/// What each page has between the addresses of its cells and the cells: see "B-tree Pages" in SQLite's description of
/// its file format.
fn slacks(bytes: &mut [u8]) -> impl Iterator<Item = &mut [u8]> {
    bytes.chunks_exact_mut(PAGE).enumerate().filter_map(|(index, page)| {
        let header = if index == 0 { 100 } else { 0 };
        let addresses = match page[header] {
            2 | 5 => header + 12,
            10 | 13 => header + 8,
            // Overflow or free: the number of another page, or nothing.
            _ => return None,
        };
        let number = |at: usize| usize::from(u16::from_be_bytes([page[at], page[at + 1]]));
        let (n_cells, content) = (number(header + 3), number(header + 5));
        page.get_mut(addresses + 2 * n_cells..content)
    })
}

fn n_in(bytes: &[u8], text: &str) -> usize {
    String::from_utf8_lossy(bytes).to_lowercase().matches(&text.to_lowercase()).count()
}
