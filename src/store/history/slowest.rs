//! By how much a run found something slower.

use rusqlite::params;

use super::database::History;
use super::error::{HistoryError, Sqlite};
use super::model::RunId;

impl History {
    /// The largest ratio of a time that a run compared, candidate over base; None where it compared none.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn slowest(&self, run: RunId) -> Result<Option<f64>, HistoryError> {
        let sql = "SELECT MAX(measure.value) FROM measure JOIN series ON series.id = measure.series
             WHERE measure.run = ?1 AND measure.relation = 'ratio' AND series.unit = 'seconds'";
        let read = || -> Result<Option<f64>, Sqlite> {
            self.connection.prepare_cached(sql)?.query_row(params![run.0], |row| row.get(0))
        };
        read().map_err(|error| self.failed("read", &error))
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{fresh, run};
    use super::super::{Recorded, Relation};

    #[test]
    fn the_largest_ratio_of_a_time_is_found_and_a_run_without_one_has_none() {
        let (_folder, mut history) = fresh();
        let Recorded::New(plain) = history.record(&run(1_000, 0.5)).expect("recorded") else { panic!("new") };
        assert_eq!(history.slowest(plain).expect("read"), None);
        let mut compared = run(2_000, 1.1);
        compared.measures[0].relation = Relation::Ratio("base".into());
        let mut memory = compared.measures[0].clone();
        (memory.series.unit, memory.value) = ("bytes".into(), 9.0);
        let mut worse = compared.measures[0].clone();
        (worse.series.target, worse.value) = ("shop.cart".into(), 1.25);
        compared.measures.extend([memory, worse]);
        let Recorded::New(id) = history.record(&compared).expect("recorded") else { panic!("new") };
        assert_eq!(history.slowest(id).expect("read"), Some(1.25));
    }
}
