//! Where a run stands among those of its origin: in the order of recording, at a time that no wrong clock can spoil.
//!
//! `started` is what the clock said; `at` is what lists, `--since` and pruning go by. Of the runs of one origin the most that agree
//! with their order of recording keep their own time. The others, and those that lie ahead of the present, had a wrong
//! clock: they take the time of the run before them (or after them, where there is none before). Where most runs lie
//! ahead of the present, it is the present that is wrong.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Transaction, params};

use super::error::Sqlite;
use super::model::RunRecord;

/// A clock that is this far ahead of the present is wrong; machines differ by less. Milliseconds.
const AHEAD: i64 = 24 * 3_600_000;

/// Where a run stands among those of its origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placement {
    /// Of which database.
    pub origin: String,
    /// After how many others.
    pub seq: i64,
    /// When, by that database; milliseconds.
    pub at: i64,
}

/// The origin's row, and the run's place in it.
pub fn place(
    transaction: &Transaction<'_>,
    run: &RunRecord,
    elsewhere: Option<&Placement>,
) -> Result<(i64, Placement), Sqlite> {
    match elsewhere {
        Some(placement) => {
            transaction
                .execute("INSERT OR IGNORE INTO origin (uid, own) VALUES (?1, 0)", [&placement.origin])?;
            let found = "SELECT id FROM origin WHERE uid = ?1";
            let id = transaction.query_row(found, [&placement.origin], |row| row.get(0))?;
            let newest = "UPDATE origin SET seq = max(seq, ?2) WHERE id = ?1";
            transaction.execute(newest, params![id, placement.seq])?;
            Ok((id, placement.clone()))
        }
        None => {
            let own = "UPDATE origin SET seq = seq + 1 WHERE own = 1 RETURNING id, uid, seq";
            transaction.query_row(own, [], |row| {
                let at = run.started.as_millisecond();
                Ok((row.get(0)?, Placement { origin: row.get(1)?, seq: row.get(2)?, at }))
            })
        }
    }
}

/// The run that was just placed is the newest of its origin: where its clock went on, all others keep their times.
pub fn settle_newest(
    transaction: &Transaction<'_>,
    origin: i64,
    placement: &Placement,
    now: Timestamp,
) -> Result<(), Sqlite> {
    let before = "SELECT at FROM origin WHERE id = ?1";
    let before: i64 = transaction.query_row(before, [origin], |row| row.get(0))?;
    if placement.at < before || placement.at > now.as_millisecond() + AHEAD {
        return settle(transaction, origin, now);
    }
    transaction.execute("UPDATE origin SET at = ?2 WHERE id = ?1", params![origin, placement.at])?;
    Ok(())
}

/// Gives every run of an origin its time anew.
pub fn settle(transaction: &Transaction<'_>, origin: i64, now: Timestamp) -> Result<(), Sqlite> {
    let mut statement =
        transaction.prepare_cached("SELECT id, started, at FROM run WHERE origin = ?1 ORDER BY seq, id")?;
    let rows = statement.query_map([origin], |row| {
        Ok((row.get(0)?, super::query::time(row, 1)?.as_millisecond(), row.get(2)?))
    })?;
    let runs: Vec<(i64, i64, i64)> = rows.collect::<Result<_, _>>()?;
    let started: Vec<i64> = runs.iter().map(|(_, started, _)| *started).collect();
    let mut newest = 0;
    let mut update = transaction.prepare_cached("UPDATE run SET at = ?2 WHERE id = ?1")?;
    for ((id, _, known), time) in runs.iter().zip(times(&started, now.as_millisecond())) {
        newest = time;
        if newest != *known {
            update.execute(params![id, newest])?;
        }
    }
    transaction.execute("UPDATE origin SET at = ?2 WHERE id = ?1", params![origin, newest])?;
    Ok(())
}

/// The same for an origin by its name.
pub fn settle_named(transaction: &Transaction<'_>, origin: &str, now: Timestamp) -> Result<(), Sqlite> {
    let found = "SELECT id FROM origin WHERE uid = ?1";
    let id = transaction.query_row(found, [origin], |row| row.get(0)).optional()?;
    id.map_or(Ok(()), |id| settle(transaction, id, now))
}

/// The same for every origin.
pub fn settle_all(transaction: &Transaction<'_>, now: Timestamp) -> Result<(), Sqlite> {
    let mut statement = transaction.prepare("SELECT id FROM origin")?;
    let origins: Vec<i64> = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    origins.into_iter().try_for_each(|origin| settle(transaction, origin, now))
}

/// The time of each run, in the order of recording.
fn times(started: &[i64], now: i64) -> Vec<i64> {
    let ahead = started.iter().filter(|time| **time > now + AHEAD).count();
    let latest = if 2 * ahead > started.len() { i64::MAX } else { now + AHEAD };
    let agreeing = agreeing(started, latest);
    let mut last = agreeing.iter().position(|agrees| *agrees).map_or(now, |place| started[place]);
    let time = |(started, agrees): (&i64, &bool)| {
        if *agrees {
            last = *started;
        }
        last
    };
    started.iter().zip(&agreeing).map(time).collect()
}

/// The most runs whose times never fall; of several such choices one that holds the earlier runs. Found from the end, by
/// patience sorting.
fn agreeing(started: &[i64], latest: i64) -> Vec<bool> {
    // Of each length the run with the latest time that begins such a row, and what follows it.
    let mut heads: Vec<usize> = Vec::new();
    let mut next: Vec<Option<usize>> = vec![None; started.len()];
    for place in (0..started.len()).rev().filter(|place| started[*place] <= latest) {
        let length = heads.partition_point(|head| started[*head] >= started[place]);
        next[place] = length.checked_sub(1).map(|shorter| heads[shorter]);
        if length == heads.len() { heads.push(place) } else { heads[length] = place }
    }
    let mut chosen = vec![false; started.len()];
    let mut place = heads.last().copied();
    while let Some(index) = place {
        chosen[index] = true;
        place = next[index];
    }
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 24 * 3_600_000;

    const FAR: i64 = 300 * 365;

    fn days(started: &[i64], now: i64) -> Vec<i64> {
        let started: Vec<i64> = started.iter().map(|day| day * DAY).collect();
        times(&started, now * DAY).into_iter().map(|time| time / DAY).collect()
    }

    #[test]
    fn d11_a_clock_that_was_ahead_once_takes_the_place_of_the_run_before_it() {
        assert_eq!(days(&[100, FAR, 101, 102], 102), [100, 100, 101, 102]);
        assert_eq!(days(&[FAR, 101, 102], 102), [101, 101, 102], "of the one after it");
        assert_eq!(days(&[100, FAR], 102), [100, 100], "the newest too, where the present says so");
        assert_eq!(days(&[FAR], 102), [FAR], "alone there is nothing to hold it against");
        assert_eq!(days(&[100, 200, 101, 102], 300), [100, 100, 101, 102], "the present has passed it");
        assert_eq!(days(&[100, 200, FAR, 150, 151, 201], 300), [100, 100, 100, 150, 151, 201]);
    }

    #[test]
    fn d11_a_clock_that_was_behind_takes_the_place_of_the_run_before_it() {
        assert_eq!(days(&[100, 0, 101], 102), [100, 100, 101]);
        assert_eq!(days(&[100, 0], 102), [100, 100], "of two the earlier one is believed");
        assert_eq!(days(&[0, 100, 101], 102), [0, 100, 101]);
        assert_eq!(days(&[100, 101, 102, 0], 0), [100, 101, 102, 102], "the present itself may be wrong");
    }

    proptest::proptest! {
        #[test]
        fn d11_times_never_fall_and_no_longer_row_was_there(started in proptest::collection::vec(0i64..20, 0..12)) {
            let chosen = agreeing(&started, 15);
            let kept: Vec<i64> = started.iter().zip(&chosen).filter(|(_, kept)| **kept).map(|(time, _)| *time).collect();
            proptest::prop_assert!(kept.windows(2).all(|two| two[0] <= two[1]) && kept.iter().all(|time| *time <= 15));
            let longest = (0u32..1 << started.len()).filter_map(|mask| {
                let row: Vec<i64> = (0..started.len()).filter(|place| mask >> place & 1 == 1).map(|place| started[place]).collect();
                (row.windows(2).all(|two| two[0] <= two[1]) && row.iter().all(|time| *time <= 15)).then_some(row.len())
            }).max();
            proptest::prop_assert_eq!(Some(kept.len()), longest);
            let times = times(&started, 15);
            proptest::prop_assert!(times.windows(2).all(|two| two[0] <= two[1]));
        }
    }
}
