//! What a search will probably take.

use serde::{Deserialize, Serialize};

/// What a search will probably take, by what its ends took.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Forecast {
    /// Commits in the range.
    pub commits: usize,
    /// Commits that are probably made ready yet.
    pub builds: usize,
    /// Runs of the target, or answers.
    pub runs: usize,
    /// How long that takes; None where nothing was measured, in a search that goes on.
    pub seconds: Option<f64>,
}

/// `40 commits; about 4 of them will be made ready, 88 runs, 1.5 minutes`.
pub fn forecast_line(forecast: &Forecast) -> String {
    let Forecast { commits, builds, runs, seconds } = forecast;
    let time = seconds.map_or_else(String::new, |seconds| format!(", {}", duration(seconds)));
    format!("{commits} commits; about {builds} of them will be made ready, {runs} runs{time}")
}

fn duration(seconds: f64) -> String {
    match seconds {
        short if short < 60.0 => format!("{} seconds", short.ceil()),
        minutes if minutes < 5400.0 => format!("{:.0} minutes", (minutes / 60.0).ceil()),
        hours => format!("{:.1} hours", hours / 3600.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_forecast_says_builds_runs_and_time() {
        let forecast = Forecast { commits: 40, builds: 4, runs: 88, seconds: Some(61.0) };
        let line = "40 commits; about 4 of them will be made ready, 88 runs, 2 minutes";
        assert_eq!(forecast_line(&forecast), line);
        let none = Forecast { seconds: None, ..forecast };
        assert_eq!(forecast_line(&none), "40 commits; about 4 of them will be made ready, 88 runs");
        assert_eq!([duration(3.2), duration(7200.0)], ["4 seconds", "2.0 hours"]);
    }
}
