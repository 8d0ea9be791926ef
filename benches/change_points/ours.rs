//! Change-points of the series on standard input, for run.py: JSON, one series a line.
//!
//! `{"values": […]}` gives `{"points": [[night, low, estimate, high], …], "drift": bool, "seconds": s}`.
//! With `"from": k` the series is seen night by night from its first k on, as `vitals nightly` sees it, and what was not
//! reported before is: `{"reports": [[nights so far, night], …], "drifts": n, "seconds": s}`.

use std::io::{self, BufRead, Write};
use std::time::Instant;

use serde::Deserialize;
use serde_json::json;
use vitalsign::statistics::{ChangePointRule, change_points};

#[derive(Deserialize)]
struct Asked {
    values: Vec<f64>,
    from: Option<usize>,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let rule = ChangePointRule::default();
    let mut output = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let asked: Asked = serde_json::from_str(&line?)?;
        let begin = Instant::now();
        let answer = match asked.from {
            None => {
                let changes = change_points(&asked.values, &rule)?;
                let seconds = begin.elapsed().as_secs_f64();
                let points: Vec<_> = changes
                    .points
                    .iter()
                    .map(|point| (point.night, point.ratio.low, point.ratio.estimate, point.ratio.high))
                    .collect();
                json!({"points": points, "drift": changes.drift.is_some(), "seconds": seconds})
            }
            Some(from) => {
                let (mut reports, mut reported, mut drifts, mut drifting) =
                    (Vec::new(), Vec::new(), 0, false);
                for so_far in from..=asked.values.len() {
                    let changes = change_points(&asked.values[..so_far], &rule)?;
                    for point in changes.points.iter().filter(|point| !point.is_one_of(&reported)) {
                        reports.push((so_far, point.night));
                    }
                    reported = reports.iter().map(|(_, night)| *night).collect();
                    drifts += usize::from(changes.drift.is_some() && !drifting);
                    drifting = changes.drift.is_some();
                }
                json!({"reports": reports, "drifts": drifts, "seconds": begin.elapsed().as_secs_f64()})
            }
        };
        writeln!(output, "{answer}")?;
    }
    Ok(())
}
