//! Folders that go when they are dropped.

use std::fs;

use chatdesk_testkit::Folder;

#[test]
fn each_folder_is_empty_and_its_own() {
    let (one, other) = (Folder::new(), Folder::new());
    fs::write(one.file("a"), "").unwrap();
    assert!(one.file("a").exists());
    assert!(fs::read_dir(other.path()).unwrap().next().is_none());
}

#[test]
fn a_folder_goes_with_all_that_is_in_it() {
    let folder = Folder::new();
    let path = folder.path().to_owned();
    fs::create_dir(folder.file("inner")).unwrap();
    fs::write(folder.file("inner/a"), "").unwrap();
    drop(folder);
    assert!(!path.exists());
}
