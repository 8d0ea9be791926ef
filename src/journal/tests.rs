use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::*;

const SCHEMA: &str = "test-journal/1";

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Record {
    Begun { schema: String },
    Said(u32),
}

fn begun() -> Record {
    Record::Begun { schema: SCHEMA.to_owned() }
}

/// Three records, and the writer of the next.
fn three(folder: &Path) -> (PathBuf, Writer) {
    let path = folder.join("journal.jsonl");
    let mut writer = Writer::begin(&path, &begun()).expect("begun");
    writer.append(&Record::Said(1)).expect("written");
    writer.append(&Record::Said(2)).expect("written");
    (path, writer)
}

fn read(path: &Path) -> Result<Reading<Record>, Fault> {
    Reading::of(path, SCHEMA)
}

#[test]
fn what_was_written_is_read_and_a_line_that_was_cut_off_is_none() {
    let folder = tempfile::tempdir().expect("a folder");
    let (path, _) = three(folder.path());
    let whole = fs::read(&path).expect("bytes");
    let ends: Vec<usize> = (0..whole.len()).filter(|at| whole[*at] == b'\n').map(|at| at + 1).collect();
    for cut in 0..=whole.len() {
        fs::write(&path, &whole[..cut]).expect("written");
        let lines = ends.iter().filter(|end| **end <= cut).count();
        match read(&path) {
            Err(fault) => assert_eq!((lines, fault), (0, Fault::Empty), "{cut}"),
            Ok(reading) => {
                assert_eq!((reading.records.len(), reading.damage.len()), (lines, 0), "{cut}");
                assert_eq!(reading.cut_off, cut != ends[lines - 1], "{cut}");
                let (_, mut writer) = reading.undamaged(&path).expect("undamaged");
                writer.append(&Record::Said(9)).expect("written");
                let again = read(&path).expect("whole");
                assert_eq!((again.records.len(), again.cut_off), (lines + 1, false), "{cut}");
            }
        }
    }
}

#[test]
fn a_line_that_was_changed_removed_or_moved_is_named_and_the_rest_is_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let (path, mut writer) = three(folder.path());
    writer.append(&Record::Said(3)).expect("written");
    let text = fs::read_to_string(&path).expect("text");
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let damage = |lines: &[&str]| {
        fs::write(&path, lines.concat()).expect("written");
        let reading = read(&path).expect("read");
        (reading.damage.clone(), reading.records.len())
    };
    let changed = lines[1].replace("\"said\":1", "\"said\":7");
    assert_ne!(changed, lines[1]);
    assert_eq!(damage(&[lines[0], &changed, lines[2], lines[3]]), (vec![Damage::Broken(2)], 4));
    assert_eq!(damage(&[lines[0], lines[2], lines[3]]), (vec![Damage::Broken(2)], 3));
    assert_eq!(
        damage(&[lines[0], lines[2], lines[1], lines[3]]).0,
        [Damage::Broken(2), Damage::Broken(3), Damage::Broken(4)]
    );
    assert_eq!(damage(&[lines[0], "nothing\n", lines[2], lines[3]]), (vec![Damage::Unreadable(2)], 3));
    let reading = read(&path).expect("read");
    assert!(matches!(reading.undamaged(&path), Err(Fault::Damaged(Damage::Unreadable(2)))));
}

#[test]
fn another_schema_and_a_file_that_is_there_are_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("journal.jsonl");
    Writer::begin(&path, &Record::Begun { schema: "test-journal/2".to_owned() }).expect("begun");
    assert_eq!(read(&path), Err(Fault::Schema("test-journal/2".to_owned())));
    let error = Writer::begin(&path, &begun()).expect_err("there");
    assert_eq!(error.kind(), std::io::ErrorKind::AlreadyExists);
}

#[test]
fn a_shared_journal_takes_records_from_all_in_one_chain() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("journal.jsonl");
    Writer::begin(&path, &begun()).expect("begun");
    std::thread::scope(|scope| {
        for writer in 0..8 {
            let path = &path;
            scope.spawn(move || {
                for count in 0..20 {
                    append_shared(path, SCHEMA, |_| Ok::<_, Fault>(vec![Record::Said(writer * 100 + count)]))
                        .expect("written");
                }
            });
        }
    });
    let reading = read(&path).expect("read");
    assert_eq!((reading.records.len(), reading.damage.len(), reading.cut_off), (161, 0, false));
}

#[test]
fn a_shared_journal_repairs_nothing_silently() {
    let folder = tempfile::tempdir().expect("a folder");
    let (path, _) = three(folder.path());
    let whole = fs::read(&path).expect("bytes");
    fs::write(&path, &whole[..whole.len() - 5]).expect("written");
    append_shared(&path, SCHEMA, |reading| {
        assert!(reading.cut_off);
        Ok::<_, Fault>(vec![Record::Said(3), Record::Said(4)])
    })
    .expect("written");
    let reading = read(&path).expect("read");
    assert_eq!(reading.damage, [Damage::Unreadable(3)]);
    assert_eq!(reading.records, [begun(), Record::Said(1), Record::Said(3), Record::Said(4)]);
    let refused = append_shared(&path, SCHEMA, |_: &Reading<Record>| Err(Fault::Empty));
    assert_eq!(refused.map(|_| ()), Err(Fault::Empty));
    assert_eq!(read(&path).expect("read"), reading);
}
