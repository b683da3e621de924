use std::os::unix::fs::MetadataExt as _;

use tempfile::TempDir;

use super::*;

#[test]
fn equal_content_is_not_written_again() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("new/record.json");
    assert!(write_whole(&path, "one").unwrap(), "folders are made");
    let inode = fs::metadata(&path).unwrap().ino();
    assert!(!write_whole(&path, "one").unwrap());
    assert_eq!(fs::metadata(&path).unwrap().ino(), inode);
    assert!(write_whole(&path, "two").unwrap());
    assert_eq!(fs::read_to_string(&path).unwrap(), "two");
}

#[test]
fn readers_of_the_checkout_may_read_what_was_written() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("record.json");
    write_whole(&path, "one").unwrap();
    let ordinary = folder.path().join("ordinary");
    fs::write(&ordinary, "").unwrap();
    assert_eq!(fs::metadata(&path).unwrap().mode(), fs::metadata(&ordinary).unwrap().mode());
}

#[test]
fn a_failed_write_names_the_file_and_leaves_nothing_behind() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("record.json");
    fs::create_dir(&path).unwrap();
    let error = format!("{:#}", write_whole(&path, "one").unwrap_err());
    assert!(error.contains("record.json") && error.contains("untouched"), "{error}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn what_a_killed_writer_left_is_swept() {
    let folder = TempDir::new().unwrap();
    for name in [".unfinished-x1", "record.json"] {
        fs::write(folder.path().join(name), "").unwrap();
    }
    sweep(folder.path());
    let left: Vec<_> = fs::read_dir(folder.path()).unwrap().flatten().map(|e| e.file_name()).collect();
    assert_eq!(left, ["record.json"]);
}
