//! From every older version to this one.

use std::fs;
use std::path::PathBuf;

use rusqlite::Connection;

use super::tests::{fresh, run, wall};
use super::*;

/// One for each version before this one.
const FIXTURES: [&str; version::VERSION as usize - 1] =
    [include_str!("fixtures/1.sql"), include_str!("fixtures/2.sql"), include_str!("fixtures/3.sql")];

fn old(text: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(FILE_NAME);
    Connection::open(&path).and_then(|connection| connection.execute_batch(text)).expect("an old database");
    (folder, path)
}

fn shape(history: &History) -> Vec<(String, String)> {
    let mut statement = history
        .connection
        .prepare("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY name")
        .expect("SQL");
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).expect("rows");
    rows.collect::<Result<_, _>>().expect("rows")
}

#[test]
fn every_older_version_becomes_this_one_and_keeps_its_runs() {
    for (number, text) in FIXTURES.iter().enumerate() {
        let (_folder, path) = old(text);
        let mut history = History::open_existing(&path).expect("migrated");
        assert_eq!(
            schema::version(&history.connection).expect("a version"),
            version::VERSION,
            "from {}",
            number + 1
        );
        assert_eq!(history.verify().expect("readable"), [""; 0]);
        assert_eq!(shape(&history), shape(&fresh().1));
        let row = history.run(&RunName::Latest(0)).expect("its run");
        let mut expected = run(1_000, 0.5);
        expected.variant.commit = Some(crate::git::Commit { hash: "a".repeat(40), subject: "First".into() });
        assert_eq!(row.uid, expected.uid(), "the name of a run never changes");
        let whole = history.whole(&row).expect("whole");
        assert_eq!((whole.document, whole.variant), (expected.document.clone(), expected.variant.clone()));
        assert_eq!(whole.measures[0].samples, [0.5, 0.55, 0.45]);
        assert_eq!(history.events(None).expect("events").len(), 0);
        assert_eq!(
            history.whole_run(&row).expect("whole").digests().run,
            digest_of(&expected),
            "a12: computed"
        );
        history = History::open(&path).expect("writable");
        assert_eq!(history.record(&expected).expect("known"), Recorded::Already(row.id));
        history.record(&run(2_000, 0.6)).expect("recorded");
        assert_eq!(history.series(&wall(), &Scope::default()).expect("points").len(), 2);
    }
}

/// As it is recorded today.
fn digest_of(run: &RunRecord) -> String {
    let (_folder, mut history) = fresh();
    history.record(run).expect("recorded");
    history.connection.query_row("SELECT digest FROM run", [], |row| row.get(0)).expect("a digest")
}

/// A clock of 2262 had drawn all later runs to it.
#[test]
fn d11_a_history_that_was_spoilt_is_put_right() {
    let (_folder, path) = old(FIXTURES[1]);
    let more = "UPDATE run SET started = '2262-01-01T00:00:00Z', at = 9214646400000;
        INSERT INTO run SELECT 2, 'b', origin, 2, at, '2025-01-01T00:00:00Z', kind, status, variant, 0 FROM run;
        INSERT INTO content SELECT 2, fingerprint, document FROM content;
        UPDATE origin SET seq = 2, at = 9214646400000";
    Connection::open(&path).and_then(|connection| connection.execute_batch(more)).expect("spoilt");
    let history = History::open(&path).expect("migrated");
    let runs = history.runs(&Filter::default()).expect("runs");
    assert_eq!(
        runs.iter().map(|run| (run.id.0, run.at)).collect::<Vec<_>>(),
        [
            (1, "2025-01-01T00:00:00Z".parse().expect("a time")),
            (2, "2025-01-01T00:00:00Z".parse().expect("a time")),
        ]
    );
}

/// A step that fails leaves the database as it was.
#[test]
fn a_migration_that_fails_changes_nothing() {
    let (_folder, path) = old(FIXTURES[0]);
    let spoil = "CREATE TABLE accepted (mine TEXT)";
    Connection::open(&path).and_then(|connection| connection.execute_batch(spoil)).expect("spoilt");
    let before = fs::read(&path).expect("bytes");
    assert!(matches!(History::open(&path), Err(HistoryError::Refused { .. })));
    assert!(fs::read(&path).expect("bytes") == before);
}

/// What is not ours, newer, or damaged is reported, and stays byte for byte as it is, with nothing beside it.
#[test]
fn what_is_no_history_of_this_version_is_left_alone() {
    let (folder, mut history) = fresh();
    for second in 0..40 {
        history.record(&run(second, 1.0 + second as f64)).expect("recorded");
    }
    let whole = fs::read(history.path()).expect("bytes");
    drop(history);
    let with = |place: usize, bytes: &[u8]| {
        let mut changed = whole.clone();
        changed[place..place + bytes.len()].copy_from_slice(bytes);
        changed
    };
    let wal = with(18, &[2, 2]);
    let mut newer_in_wal_mode = wal;
    newer_in_wal_mode[60..64].copy_from_slice(&9i32.to_be_bytes());
    let path = beside(folder.path());
    for (case, (name, bytes)) in [
        ("newer", with(60, &99i32.to_be_bytes())),
        ("newer", newer_in_wal_mode),
        ("not ours", with(68, &[0; 4])),
        ("not ours", b"Dear diary, today I measured nothing.".to_vec()),
        ("not ours", vec![0; 8192]),
        ("damaged", whole[..whole.len() / 2].to_vec()),
        ("damaged", whole[..whole.len() - 100].to_vec()),
        ("damaged", with(whole.len() / 2, &[0xff; 5000])),
        ("damaged", with(3 * 4096, &[0; 4096])),
    ]
    .into_iter()
    .enumerate()
    {
        fs::write(&path, &bytes).expect("written");
        let error = History::open(&path)
            .and_then(|mut history| history.record(&run(1_000, 3.0)))
            .expect_err(&format!("{name}, case {case}"));
        let reported = match error {
            HistoryError::Newer { .. } => "newer",
            HistoryError::NotAHistory { .. } => "not ours",
            HistoryError::Damaged { .. } => "damaged",
            other => panic!("{name}: {other}"),
        };
        assert_eq!(reported, name);
        assert!(fs::read(&path).expect("bytes") == bytes, "{name} was changed");
        let beside: Vec<_> = fs::read_dir(path.parent().expect("a folder")).expect("entries").collect();
        assert_eq!(beside.len(), 2, "{name}: {beside:?}");
    }
}

/// The disk is full in the middle of a run.
#[test]
fn a_database_that_cannot_grow_keeps_what_it_has() {
    let (_folder, mut history) = fresh();
    history.record(&run(1, 1.0)).expect("recorded");
    let pages: i64 =
        history.connection.pragma_query_value(None, "page_count", |row| row.get(0)).expect("pages");
    let most: i64 = history
        .connection
        .pragma_update_and_check(None, "max_page_count", pages + 2, |row| row.get(0))
        .expect("a limit");
    assert_eq!(most, pages + 2);
    let mut large = run(2, 2.0);
    large.measures[0].samples = (0..100_000).map(|n| f64::from(n).sqrt()).collect();
    assert!(matches!(history.record(&large), Err(HistoryError::Full { .. })));
    assert_eq!(history.verify().expect("readable"), [""; 0]);
    assert_eq!(history.runs(&Filter::default()).expect("runs").len(), 1);
    history.record(&run(3, 3.0)).expect("a small one fits");
}
