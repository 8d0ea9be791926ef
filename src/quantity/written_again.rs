//! Times and sizes as a person would write them, exactly.

use std::fmt;

use super::written::{WrittenDuration, WrittenSize};

/// The whole number of the largest of these units, the last of which is one.
fn whole(value: u64, units: &[(u64, &str)], formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    let unit = units.iter().find(|(factor, _)| value > 0 && value.is_multiple_of(*factor));
    let (factor, unit) = unit.or(units.last()).copied().unwrap_or((1, ""));
    write!(formatter, "{}{unit}", value / factor)
}

/// Exactly, so that it reads back: `90s`, `1500ms`.
impl fmt::Display for WrittenDuration {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let units = [
            (3_600_000_000_000, "h"),
            (60_000_000_000, "m"),
            (1_000_000_000, "s"),
            (1_000_000, "ms"),
            (1_000, "us"),
            (1, "ns"),
        ];
        whole(self.0.0, &units, formatter)
    }
}

/// Exactly, so that it reads back: `2GB`, `64MiB`.
impl fmt::Display for WrittenSize {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let units = [
            (1 << 30, "GiB"),
            (1_000_000_000, "GB"),
            (1 << 20, "MiB"),
            (1_000_000, "MB"),
            (1 << 10, "KiB"),
            (1_000, "kB"),
            (1, "B"),
        ];
        whole(self.0.0, &units, formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_again_reads_back() {
        for text in ["2s", "1500ms", "90s", "2m", "100000h", "7ns", "33us"] {
            let time: WrittenDuration = text.parse().expect("a duration");
            assert_eq!((time.to_string(), time.to_string().parse()), (text.to_owned(), Ok(time)));
        }
        for text in ["50MB", "64MiB", "2GB", "1GiB", "1B", "999kB"] {
            let size: WrittenSize = text.parse().expect("a size");
            assert_eq!((size.to_string(), size.to_string().parse()), (text.to_owned(), Ok(size)));
        }
    }
}
