//! Numbers in lines of the kernel's, as far as no crate reads them the way that a measured process needs.
//!
//! What stands here works on bytes that were read before, and allocates nothing: it is used within timed stretches, where
//! an allocation would be measured as the target's. Everything else is read by the crate `procfs`.

use crate::quantity::{Bytes, Nanos};
use crate::wire::Memory;

/// Resident pages: the second number of a line of `/proc/…/statm`.
pub fn resident_pages(line: &[u8]) -> Option<u64> {
    number(line, 1)
}

/// The time that a thread was ready without a processor: the second number of a line of `/proc/…/schedstat`.
///
/// A kernel that does not count it writes three zeroes; a thread that reads its own line has run at least once, so
/// that its count of time slices, the third, is no zero elsewhere.
pub fn run_delay(line: &[u8]) -> Option<Nanos> {
    let counted = number(line, 0)? > 0 || number(line, 2)? > 0;
    number(line, 1).filter(|_| counted).map(Nanos)
}

/// A number of a line in decimal; None where there is none, or it is no number.
fn number(line: &[u8], place: usize) -> Option<u64> {
    let word = line.trim_ascii().split(|byte| *byte == b' ').nth(place)?;
    let digit = |byte: u8| byte.is_ascii_digit().then(|| u64::from(byte - b'0'));
    let grown = |sum: u64, byte: &u8| sum.checked_mul(10)?.checked_add(digit(*byte)?);
    (!word.is_empty()).then_some(())?;
    word.iter().try_fold(0, grown)
}

/// The name of a mapping, from the first of its lines in `/proc/…/smaps`; None of another line.
pub fn mapping_name(line: &str) -> Option<&str> {
    // `7f00-7f10 rw-p 00000000 00:00 0    [heap]`: the name may have spaces.
    let mut rest = line;
    for part in 0..5 {
        let end = rest.find(' ').unwrap_or(rest.len());
        let is_range = |word: &str| word.contains('-') && !word.ends_with(':');
        if part == 0 && !is_range(&rest[..end]) {
            return None;
        }
        rest = rest[end..].trim_start();
    }
    Some(rest)
}

/// Adds up `/proc/…/smaps` line by line.
///
/// The crate keeps every mapping with every field of it, a megabyte for a large service: that would be measured too.
#[derive(Default)]
pub struct MappingSum {
    rss: Option<Bytes>,
    pss: Option<Bytes>,
    clean: Option<Bytes>,
    dirty: Option<Bytes>,
}

impl MappingSum {
    /// One more line: a field with its kilobytes, or something else.
    pub fn add(&mut self, line: &str) {
        let Some((name, rest)) = line.split_once(':') else { return };
        let sum = match name {
            "Rss" => &mut self.rss,
            "Pss" => &mut self.pss,
            "Private_Clean" => &mut self.clean,
            "Private_Dirty" => &mut self.dirty,
            _ => return,
        };
        let kilobytes = rest.split_ascii_whitespace().next().and_then(|word| word.parse::<u64>().ok());
        if let Some(kilobytes) = kilobytes {
            *sum = Some(sum.unwrap_or_default() + Bytes(kilobytes * 1024));
        }
    }

    /// The sums; a field that stood in no line was not read.
    pub fn memory(&self) -> Memory {
        let uss = self.clean.zip(self.dirty).map(|(clean, dirty)| clean + dirty);
        Memory { rss: self.rss, pss: self.pss, uss, dirty: self.dirty }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a6_a_line_that_is_empty_or_foreign_is_no_zero() {
        assert_eq!(resident_pages(b"5120 2048 700 1 0 900 0\n"), Some(2048));
        for line in [&b""[..], b"\n", b"5120", b"5120 x", b"5120 99999999999999999999999"] {
            assert_eq!(resident_pages(line), None, "{line:?}");
        }
        assert_eq!(run_delay(b"812345 6789 12\n"), Some(Nanos(6789)));
        assert_eq!(run_delay(b"812345 0 12\n"), Some(Nanos(0)));
        // A kernel without scheduler statistics.
        assert_eq!(run_delay(b"0 0 0\n"), None);
        assert_eq!(run_delay(b"812345"), None);
    }

    #[test]
    fn a_mapping_has_its_name_and_other_lines_have_none() {
        let name = |name: &str| format!("7f00-7f10 rw-p 00000000 00:00 0                          {name}");
        for expected in ["[heap]", "/srv/a b.so (deleted)", "[anon:pool]"] {
            assert_eq!(mapping_name(&name(expected)), Some(expected));
        }
        assert_eq!(mapping_name("7f00-7f10 rw-p 00000000 00:00 0 "), Some(""));
        assert_eq!(mapping_name("7f00-7f10 rw-p 00000000 00:00 0"), Some(""));
        assert_eq!(mapping_name("Private_Dirty:         8 kB"), None);
        assert_eq!(mapping_name("VmFlags: rd wr mr mw"), None);
    }

    #[test]
    fn a6_mappings_are_added_up_and_a_missing_field_stays_missing() {
        let sum = |text: &str| {
            let mut sum = MappingSum::default();
            text.lines().for_each(|line| sum.add(line));
            sum.memory()
        };
        let mapping = "7f00-7f10 rw-p 0000:01 00:00 0 [heap]\nRss: 8 kB\nPss: 6 kB\nPss_Dirty: 9 kB\n\
                       Private_Clean: 1 kB\nPrivate_Dirty: 3 kB\nVmFlags: rd wr\n";
        let kilobytes = |count: u64| Some(Bytes(count * 1024));
        let both = sum(&format!("{mapping}{mapping}"));
        let all = Memory { rss: kilobytes(16), pss: kilobytes(12), uss: kilobytes(8), dirty: kilobytes(6) };
        assert_eq!(both, all);
        assert_eq!(sum("Rss: 8 kB\n"), Memory { rss: kilobytes(8), ..Memory::default() });
        assert_eq!(sum(""), Memory::default());
    }
}
