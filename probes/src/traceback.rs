//! Takes a traceback as Python prints it, gives as much of it as fits: frames are left out of the middle, each gap with its count.

use std::collections::VecDeque;

/// A piece of a traceback.
enum Part<'a> {
    /// Anything that is no frame: titles, messages, the words between two exceptions.
    Line(&'a str),
    Frames(Frames<'a>),
}

/// Frames in a row. What is left out lies between the outer and the inner ones.
#[derive(Default)]
struct Frames<'a> {
    outer: Vec<Frame<'a>>,
    left_out: usize,
    inner: VecDeque<Frame<'a>>,
}

struct Frame<'a> {
    lines: Vec<&'a str>,
    /// Recursion is printed as one frame and a count.
    count: usize,
}

/// The whole text where its lines cost at most `most` together, else without frames of its middle.
pub fn excerpt(text: &str, most: usize, cost: impl Fn(&str) -> usize) -> String {
    let mut parts = parts_of(text);
    let total = |parts: &[Part<'_>]| written(parts).iter().map(|line| cost(line)).sum::<usize>();
    while total(&parts) > most {
        let rows = parts.iter_mut().filter_map(|part| match part {
            Part::Frames(frames) => Some(frames),
            Part::Line(_) => None,
        });
        let Some(longest) = rows.max_by_key(|frames| frames.kept()).filter(|frames| frames.kept() > 1) else {
            return without_lines(&written(&parts), most, cost).join("\n");
        };
        longest.leave_one_out();
    }
    written(&parts).join("\n")
}

impl Frames<'_> {
    fn kept(&self) -> usize {
        self.outer.len() + self.inner.len()
    }

    /// Of four frames that stay, one is an outer one: the cause lies further in.
    fn leave_one_out(&mut self) {
        let from_outer = self.outer.len() * 3 >= self.inner.len();
        let gone = if from_outer { self.outer.pop() } else { self.inner.pop_front() };
        self.left_out += gone.map_or(0, |frame| frame.count);
    }
}

fn parts_of(text: &str) -> Vec<Part<'_>> {
    let mut parts: Vec<Part<'_>> = Vec::new();
    for line in text.lines() {
        let row = match parts.last_mut() {
            Some(Part::Frames(frames)) => Some(frames),
            _ => None,
        };
        if let Some(count) = left_out(line) {
            match row {
                Some(frames) => {
                    frames.outer.extend(frames.inner.drain(..));
                    frames.left_out += count;
                }
                None => parts.push(Part::Frames(Frames { left_out: count, ..Frames::default() })),
            }
        } else if is_frame(line) {
            let frame = Frame { lines: vec![line], count: 1 };
            match row {
                Some(frames) => frames.inner.push_back(frame),
                None => parts.push(Part::Frames(Frames { inner: [frame].into(), ..Frames::default() })),
            }
        } else if let Some(last) = row.and_then(|frames| frames.inner.back_mut()).filter(|_| is_inside(line))
        {
            last.lines.push(line);
            last.count += repeated(line).unwrap_or(0);
        } else {
            parts.push(Part::Line(line));
        }
    }
    for part in &mut parts {
        if let Part::Frames(frames) = part
            && frames.left_out == 0
        {
            let outer = frames.inner.len().div_ceil(4);
            frames.outer = frames.inner.drain(..outer).collect();
        }
    }
    parts
}

fn written<'a>(parts: &'a [Part<'a>]) -> Vec<String> {
    let mut lines = Vec::new();
    let of = |frame: &Frame<'a>| frame.lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>();
    for part in parts {
        match part {
            Part::Line(line) => lines.push((*line).to_owned()),
            Part::Frames(frames) => {
                lines.extend(frames.outer.iter().flat_map(of));
                if frames.left_out > 0 {
                    let plural = if frames.left_out == 1 { "" } else { "s" };
                    lines.push(format!("  … {} frame{plural} left out …", frames.left_out));
                }
                lines.extend(frames.inner.iter().flat_map(of));
            }
        }
    }
    lines
}

/// Where the messages alone are too long: the beginning and the end.
fn without_lines(lines: &[String], most: usize, cost: impl Fn(&str) -> usize) -> Vec<String> {
    let fitting = |lines: &mut dyn Iterator<Item = &String>| {
        let mut spent = 0;
        lines
            .take_while(|line| {
                spent += cost(line);
                spent <= most / 2
            })
            .count()
    };
    let [first, last] = [fitting(&mut lines.iter()), fitting(&mut lines.iter().rev())];
    let gap = lines.len().saturating_sub(first + last);
    let plural = if gap == 1 { "" } else { "s" };
    let mark = format!("… {gap} line{plural} left out …");
    [&lines[..first], &[mark], &lines[lines.len() - last..]].concat()
}

/// `  File "app.py", line 3, in f`: the place of a syntax error has no function.
fn is_frame(line: &str) -> bool {
    line.strip_prefix("  File \"").is_some_and(|rest| rest.contains(", in ") && rest.contains("\", line "))
}

fn is_inside(line: &str) -> bool {
    line.starts_with("    ") || repeated(line).is_some()
}

/// `  [Previous line repeated 970 more times]`
fn repeated(line: &str) -> Option<usize> {
    let rest = line.strip_prefix("  [Previous line repeated ")?;
    rest.split(' ').next()?.parse().ok()
}

/// The mark of an excerpt.
fn left_out(line: &str) -> Option<usize> {
    let rest = line.strip_prefix("  … ")?.strip_suffix(" left out …")?;
    rest.split_once(" frame")?.0.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn traceback(frames: usize) -> String {
        let frame = |number| format!("  File \"app.py\", line {number}, in f{number}\n    call({number})\n");
        let all: String = (1..=frames).map(frame).collect();
        format!("Traceback (most recent call last):\n{all}ValueError: no price")
    }

    fn in_lines(text: &str, most: usize) -> String {
        excerpt(text, most, |_| 1)
    }

    #[test]
    fn what_fits_stays_whole() {
        assert_eq!(in_lines(&traceback(3), 8), traceback(3));
        assert_eq!(in_lines("", 8), "");
    }

    #[test]
    fn frames_are_left_out_of_the_middle_and_counted() {
        let short = in_lines(&traceback(40), 12);
        let expected = "Traceback (most recent call last):\n  File \"app.py\", line 1, in f1\n    call(1)\n  … 36 frames left out …\n\
                        \x20 File \"app.py\", line 38, in f38\n    call(38)\n  File \"app.py\", line 39, in f39\n    call(39)\n\
                        \x20 File \"app.py\", line 40, in f40\n    call(40)\nValueError: no price";
        assert_eq!(short, expected);
        let shorter = in_lines(&short, 7);
        assert!(shorter.contains("… 38 frames left out …") && shorter.contains("f40"), "{shorter}");
    }

    #[test]
    fn repeated_frames_are_counted() {
        let text =
            traceback(6).replace("    call(3)\n", "    call(3)\n  [Previous line repeated 970 more times]\n");
        assert!(
            in_lines(&text, 6).contains("  … 975 frames left out …\n  File \"app.py\", line 6"),
            "{}",
            in_lines(&text, 6)
        );
    }

    #[test]
    fn of_a_chain_each_exception_keeps_its_innermost_frames() {
        let text = format!(
            "{}\n\nThe above exception was the direct cause of the following exception:\n\n{}",
            traceback(9),
            traceback(30)
        );
        let short = in_lines(&text, 16);
        assert!(
            short.lines().count() <= 16 && short.contains("in f9\n") && short.contains("in f30\n"),
            "{short}"
        );
    }

    #[test]
    fn long_messages_lose_their_middle() {
        let text = format!("{}\n{}", traceback(2), "line of the message\n".repeat(90));
        let short = in_lines(&text, 12);
        assert!(short.lines().count() <= 13 && short.contains("lines left out …"), "{short}");
    }
}
