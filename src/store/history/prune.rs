//! Runs and samples that are let go, by rule.

use std::collections::HashSet;

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use rusqlite::{Transaction, params};
use serde::Serialize;

use super::database::History;
use super::error::{HistoryError, Sqlite};
use super::model::{RunId, RunRow};
use super::query::Filter;

/// A stretch of the calendar (UTC), of which one run is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Every {
    /// By the calendar, in UTC.
    Day,
    /// A week, from Monday on.
    Week,
    /// By the calendar, in UTC.
    Month,
}

/// What is kept. A run that any rule keeps stays; with no rule about runs all stay.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    /// The newest so many.
    pub last: Option<usize>,
    /// All of the last so many days.
    pub days: Option<u32>,
    /// The newest of each stretch, for each command and machine.
    pub every: Option<Every>,
    /// Samples of runs older than so many days go, whatever becomes of the runs.
    pub samples_days: Option<u32>,
}

/// What goes, or would go.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Pruned {
    /// Runs that go.
    pub runs: Vec<RunRow>,
    /// Runs that stay.
    pub kept: usize,
    /// Of those that stay: kept against the rules, for an event or an accepted commit is of them.
    pub needed: usize,
    /// Lists of samples that go while their run stays.
    pub samples: usize,
    /// Whether it was done.
    pub done: bool,
}

impl Rules {
    fn about_runs(&self) -> bool {
        self.last.is_some() || self.days.is_some() || self.every.is_some()
    }

    /// Whether anything is asked for.
    pub fn any(&self) -> bool {
        self.about_runs() || self.samples_days.is_some()
    }

    /// The runs that a rule keeps. `runs` are in order, the oldest first.
    fn kept(&self, runs: &[RunRow], now: Timestamp) -> HashSet<RunId> {
        let mut kept = HashSet::new();
        let newest_first = || runs.iter().rev();
        if let Some(last) = self.last {
            kept.extend(newest_first().take(last).map(|run| run.id));
        }
        if let Some(days) = self.days {
            let from = before(now, days);
            // A run whose time was taken from its neighbours stays for its own, too, unless that lies ahead.
            let recent = |run: &&RunRow| run.at >= from || (from..=now).contains(&run.started);
            kept.extend(runs.iter().filter(recent).map(|run| run.id));
        }
        if let Some(every) = self.every {
            let mut seen = HashSet::new();
            let first_seen = |run: &&RunRow| {
                seen.insert((run.kind.clone(), run.variant.machine.clone(), every.of(run.at)))
            };
            kept.extend(newest_first().filter(first_seen).map(|run| run.id));
        }
        kept
    }
}

impl Every {
    /// A year, and the stretch's number in it.
    fn of(self, at: Timestamp) -> (i16, i16) {
        let date = at.to_zoned(TimeZone::UTC).date();
        match self {
            Self::Day => (date.year(), date.day_of_year()),
            Self::Week => {
                let week = date.iso_week_date();
                (week.year(), week.week().into())
            }
            Self::Month => (date.year(), date.month().into()),
        }
    }
}

fn before(now: Timestamp, days: u32) -> Timestamp {
    now.checked_sub(SignedDuration::from_hours(24 * i64::from(days))).unwrap_or(Timestamp::MIN)
}

impl History {
    /// Lets go what the rules do not keep; with `really` false it only says what that would be.
    ///
    /// A day counts from `now` or from the newest run, whichever is earlier: a clock that is ahead lets nothing go. A run
    /// that an event or an accepted commit is of stays.
    ///
    /// # Errors
    /// Where the file cannot be read or written; then nothing went.
    pub fn prune(&mut self, rules: &Rules, now: Timestamp, really: bool) -> Result<Pruned, HistoryError> {
        if really {
            self.expect_whole()?;
        }
        let runs = self.runs(&Filter::default())?;
        let now = runs.last().map_or(now, |newest| newest.at.min(now));
        let needed = self.needed().map_err(|error| self.failed("read", &error))?;
        let kept = rules.kept(&runs, now);
        let rule_keeps = |run: &RunRow| !rules.about_runs() || kept.contains(&run.id);
        let (stay, go): (Vec<RunRow>, Vec<RunRow>) =
            runs.into_iter().partition(|run| rule_keeps(run) || needed.contains(&run.uid));
        let old = rules.samples_days.map(|days| before(now, days));
        let bare: Vec<RunId> =
            stay.iter().filter(|run| old.is_some_and(|old| run.at < old)).map(|run| run.id).collect();
        let mut pruned = Pruned {
            kept: stay.len(),
            needed: stay.iter().filter(|run| !rule_keeps(run)).count(),
            samples: self.samples_of(&bare).map_err(|error| self.failed("read", &error))?,
            runs: go,
            done: false,
        };
        if really {
            let going: Vec<RunId> = pruned.runs.iter().map(|run| run.id).collect();
            self.at_once(|transaction| let_go(transaction, &going, &bare))?;
            // Only to give the room back; where there is no room to do that, the file keeps its size.
            let _ = self.connection.execute_batch("VACUUM");
            pruned.done = true;
        }
        Ok(pruned)
    }

    /// Runs (uid) that an event or an accepted commit is of.
    fn needed(&self) -> Result<HashSet<String>, Sqlite> {
        let mut statement = self.connection.prepare(
            "SELECT after_run FROM event UNION SELECT before_run FROM event WHERE before_run IS NOT NULL
             UNION SELECT after FROM accepted WHERE after IS NOT NULL",
        )?;
        let rows = statement.query_map([], |row| row.get(0))?;
        rows.collect()
    }

    fn samples_of(&self, runs: &[RunId]) -> Result<usize, Sqlite> {
        let mut statement = self.connection.prepare(
            "SELECT count(*) FROM measure JOIN sample ON sample.measure = measure.id WHERE measure.run = ?1",
        )?;
        let counts = runs.iter().map(|run| statement.query_row([run.0], |row| row.get::<_, i64>(0)));
        Ok(usize::try_from(counts.sum::<Result<i64, _>>()?).unwrap_or(0))
    }
}

fn let_go(transaction: &Transaction<'_>, runs: &[RunId], bare: &[RunId]) -> Result<(), Sqlite> {
    let mut samples =
        transaction.prepare("DELETE FROM sample WHERE measure IN (SELECT id FROM measure WHERE run = ?1)")?;
    for run in bare {
        samples.execute(params![run.0])?;
    }
    // Numbers, samples and reports go with their run.
    let mut whole = transaction.prepare("DELETE FROM run WHERE id = ?1")?;
    for run in runs {
        whole.execute(params![run.0])?;
    }
    transaction.execute(
        "DELETE FROM variant WHERE id NOT IN (SELECT variant FROM run UNION SELECT variant FROM measure)",
        [],
    )?;
    transaction.execute(
        "DELETE FROM series WHERE id NOT IN
             (SELECT series FROM measure UNION SELECT series FROM event)",
        [],
    )?;
    Ok(())
}
