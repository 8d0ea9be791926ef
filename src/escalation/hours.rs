//! When a contact can be reached: `24/7`, or lines such as `mon-fri 08:00-18:00 +01:00`.

use jiff::Timestamp;
use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use thiserror::Error;

const DAY: u32 = 24 * 60;
/// Minutes of a week, from Monday 00:00 UTC.
pub const WEEK: u32 = 7 * DAY;
const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// Hours that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error(
    "`{0}` says no hours: write `24/7`, or days, times and the distance to UTC, like `mon-fri 08:00-18:00 +01:00`"
)]
pub struct HoursError(String);

/// Stretches of a week, in minutes from Monday 00:00 UTC: the first, and the one after the last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hours(Vec<(u32, u32)>);

impl Hours {
    /// The whole week.
    pub fn always() -> Self {
        Self(vec![(0, WEEK)])
    }

    /// Reads all lines of one contact.
    ///
    /// # Errors
    /// The first that cannot be read.
    pub fn parse(lines: &[String]) -> Result<Self, HoursError> {
        let mut all = Vec::new();
        for line in lines {
            if line.trim() == "24/7" {
                all.push((0, WEEK));
            } else {
                stretches(line, &mut all).ok_or_else(|| HoursError(line.clone()))?;
            }
        }
        Ok(Self(all))
    }

    /// Whether a minute of the week is among them.
    fn has(&self, minute: u32) -> bool {
        self.0.iter().any(|(from, to)| (*from..*to).contains(&minute))
    }

    /// Whether it can be reached then.
    pub fn cover(&self, at: Timestamp) -> bool {
        let local = at.to_zoned(TimeZone::UTC);
        let day = local.weekday().to_monday_zero_offset().unsigned_abs();
        let minute = u32::from(local.hour().unsigned_abs()) * 60 + u32::from(local.minute().unsigned_abs());
        self.has(u32::from(day) * DAY + minute)
    }

    /// The stretches of the week in which none of them can be reached.
    pub fn gaps<'a>(all: impl Iterator<Item = &'a Self>) -> Vec<(u32, u32)> {
        let mut covered: Vec<(u32, u32)> = all.flat_map(|hours| hours.0.iter().copied()).collect();
        covered.sort_unstable();
        let (mut gaps, mut reached) = (Vec::new(), 0);
        for (from, to) in covered {
            if from > reached {
                gaps.push((reached, from));
            }
            reached = reached.max(to);
        }
        if reached < WEEK {
            gaps.push((reached, WEEK));
        }
        gaps
    }
}

/// `sat 22:00` of a minute of the week.
pub fn shown(minute: u32) -> String {
    let minute = minute % WEEK;
    let day = DAYS[(minute / DAY) as usize];
    format!("{day} {:02}:{:02}", minute % DAY / 60, minute % 60)
}

/// Adds those of one line.
fn stretches(line: &str, all: &mut Vec<(u32, u32)>) -> Option<()> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let (days, times, distance) = match words[..] {
        [days, times] => (days, times, 0),
        [days, times, distance] => (days, times, offset(distance)?),
        _ => return None,
    };
    let (from, to) = times.split_once('-')?;
    let (from, to) = (clock(from)?, clock(to)?);
    // Until a time of the next day, where it is the earlier one.
    let length = if to > from { to - from } else { to + DAY - from };
    for day in days_of(days)? {
        let start = i64::from(day * DAY + from) - i64::from(distance);
        let start = u32::try_from(start.rem_euclid(i64::from(WEEK))).ok()?;
        let end = start + length;
        all.push((start, end.min(WEEK)));
        if end > WEEK {
            all.push((0, end - WEEK));
        }
    }
    Some(())
}

fn days_of(text: &str) -> Option<Vec<u32>> {
    let number = |name: &str| DAYS.iter().position(|day| *day == name.to_lowercase()).map(|at| at as u32);
    let mut days = Vec::new();
    for part in text.split(',') {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let (first, last) = (number(first)?, number(last)?);
        let many = (last + 7 - first) % 7;
        days.extend((0..=many).map(|more| (first + more) % 7));
    }
    Some(days)
}

fn clock(text: &str) -> Option<u32> {
    let (hour, minute) = text.split_once(':')?;
    let (hour, minute): (u32, u32) = (digits(hour)?, digits(minute)?);
    (hour < 24 && minute < 60 || (hour, minute) == (24, 0)).then_some(hour * 60 + minute)
}

fn digits(text: &str) -> Option<u32> {
    (text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

/// Minutes east of UTC.
fn offset(text: &str) -> Option<i32> {
    if text == "UTC" {
        return Some(0);
    }
    let (sign, rest) = match text.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let minutes = clock(rest).filter(|minutes| *minutes <= 14 * 60)?;
    Some(sign * i32::try_from(minutes).ok()?)
}

/// Kept for the compiler: the week begins on Monday here as in jiff.
const _: () = assert!(Weekday::Monday.to_monday_zero_offset() == 0);

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(lines: &[&str]) -> Hours {
        Hours::parse(&lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>()).expect("hours")
    }

    #[test]
    fn hours_are_read_in_their_distance_to_utc() {
        let office = hours(&["mon-fri 08:00-18:00 +01:00"]);
        let at = |text: &str| office.cover(text.parse().expect("a time"));
        // A Tuesday.
        assert!(at("2026-12-01T07:00:00Z") && at("2026-12-01T16:59:59Z"));
        assert!(!at("2026-12-01T06:59:59Z") && !at("2026-12-01T17:00:00Z"));
        assert!(!at("2026-12-05T10:00:00Z"), "a Saturday");
        let night = hours(&["fri-mon 22:00-06:00"]);
        assert!(night.cover("2026-12-01T05:59:00Z".parse().expect("a time")), "from Monday night");
        assert!(!night.cover("2026-12-02T05:00:00Z".parse().expect("a time")));
        let sunday = hours(&["sun 20:00-04:00"]);
        assert!(sunday.cover("2026-11-30T03:00:00Z".parse().expect("a time")), "across the week's end");
    }

    #[test]
    fn what_nobody_covers_is_found_to_the_minute() {
        let [day, night] = [hours(&["mon-sun 06:00-22:00"]), hours(&["mon-sat 22:00-06:00"])];
        let gaps = Hours::gaps([&day, &night].into_iter());
        let shown: Vec<_> = gaps.iter().map(|(from, to)| (shown(*from), shown(*to))).collect();
        let expected = [("mon 00:00", "mon 06:00"), ("sun 22:00", "mon 00:00")];
        assert_eq!(shown, expected.map(|(from, to)| (from.to_owned(), to.to_owned())));
        assert_eq!(Hours::gaps([&Hours::always()].into_iter()), []);
    }

    #[test]
    fn what_says_no_hours_is_refused() {
        for text in
            ["", "always", "mon", "mon 8-18", "mon 08:00-25:00", "xyz 08:00-18:00", "mon 08:00-18:00 CET"]
        {
            assert!(Hours::parse(&[text.to_owned()]).is_err(), "{text}");
        }
    }
}
