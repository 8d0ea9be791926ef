//! The colours of charts and page: each a name, drawn as a sentinel and shown as what the reader's scheme wants.

use std::fmt::Write;

use plotters::style::RGBColor;

/// Red, green, blue.
pub type Rgb = [u8; 3];

/// A colour by what it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    /// Behind everything.
    Paper,
    /// Behind tables' heads and quotations.
    Panel,
    /// Words.
    Text,
    /// Words that matter less.
    Faint,
    /// Lines between things.
    Grid,
    /// The measurement, or the base of two.
    Base,
    /// The candidate of two.
    Candidate,
    /// The line of what is allowed.
    Limit,
    /// What is tolerated.
    Band,
    /// Standing still.
    Blocked,
    /// A module that mostly stands still.
    Waiting,
    /// A module of the target's own.
    Own,
    /// The costliest installed packages, each in a hue of its own,
    First,
    /// the second,
    Second,
    /// the third,
    Third,
    /// the fourth,
    Fourth,
    /// the fifth,
    Fifth,
    /// and all further ones.
    Installed,
    /// A module of Python's.
    Standard,
    /// New, or slower.
    Worse,
    /// Gone, or faster.
    Better,
    /// What passed.
    Pass,
    /// A failure or an error.
    Fail,
    /// Neither.
    Doubt,
}

impl Ink {
    /// All of them.
    pub const ALL: [Self; 24] = [
        Self::Paper,
        Self::Panel,
        Self::Text,
        Self::Faint,
        Self::Grid,
        Self::Base,
        Self::Candidate,
        Self::Limit,
        Self::Band,
        Self::Blocked,
        Self::Waiting,
        Self::Own,
        Self::First,
        Self::Second,
        Self::Third,
        Self::Fourth,
        Self::Fifth,
        Self::Installed,
        Self::Standard,
        Self::Worse,
        Self::Better,
        Self::Pass,
        Self::Fail,
        Self::Doubt,
    ];

    /// The hues of installed packages.
    pub const PACKAGES: [Self; 5] = [Self::First, Self::Second, Self::Third, Self::Fourth, Self::Fifth];

    /// Its name in style sheets.
    pub fn name(self) -> &'static str {
        match self {
            Self::Paper => "paper",
            Self::Panel => "panel",
            Self::Text => "text",
            Self::Faint => "faint",
            Self::Grid => "grid",
            Self::Base => "base",
            Self::Candidate => "candidate",
            Self::Limit => "limit",
            Self::Band => "band",
            Self::Blocked => "blocked",
            Self::Waiting => "waiting",
            Self::Own => "own",
            Self::First => "first",
            Self::Second => "second",
            Self::Third => "third",
            Self::Fourth => "fourth",
            Self::Fifth => "fifth",
            Self::Installed => "installed",
            Self::Standard => "standard",
            Self::Worse => "worse",
            Self::Better => "better",
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Doubt => "doubt",
        }
    }

    /// On white paper.
    pub fn light(self) -> Rgb {
        match self {
            Self::Paper => [0xff, 0xff, 0xff],
            Self::Panel => [0xf4, 0xf5, 0xf7],
            Self::Text => [0x1b, 0x1f, 0x24],
            Self::Faint => [0x57, 0x60, 0x6a],
            Self::Grid => [0xdd, 0xe1, 0xe6],
            Self::Base => [0x2f, 0x6f, 0xb3],
            Self::Candidate => [0xb3, 0x55, 0x0a],
            Self::Limit => [0xb4, 0x23, 0x18],
            Self::Band => [0x3f, 0x9a, 0x5f],
            Self::Blocked => [0xd0, 0x6a, 0x00],
            Self::Waiting => [0xf6, 0xc6, 0x7f],
            Self::Own => [0x9c, 0xc3, 0xee],
            Self::First => [0xa8, 0xdc, 0xcb],
            Self::Second => [0xd8, 0xc4, 0xf2],
            Self::Third => [0xf3, 0xe0, 0x8f],
            Self::Fourth => [0xf6, 0xc3, 0xd6],
            Self::Fifth => [0xcd, 0xe0, 0x9a],
            Self::Installed => [0xe9, 0xdc, 0xcb],
            Self::Standard => [0xd5, 0xd8, 0xe0],
            Self::Worse => [0xf2, 0xa6, 0x8d],
            Self::Better => [0x8f, 0xd1, 0x8b],
            Self::Pass => [0x1a, 0x7f, 0x37],
            Self::Fail => [0xb4, 0x23, 0x18],
            Self::Doubt => [0x8a, 0x5a, 0x00],
        }
    }

    /// On dark paper.
    pub fn dark(self) -> Rgb {
        match self {
            Self::Paper => [0x14, 0x17, 0x1b],
            Self::Panel => [0x1f, 0x23, 0x29],
            Self::Text => [0xe6, 0xe9, 0xed],
            Self::Faint => [0xa2, 0xab, 0xb6],
            Self::Grid => [0x35, 0x3b, 0x44],
            Self::Base => [0x6c, 0xab, 0xee],
            Self::Candidate => [0xf0, 0x9a, 0x52],
            Self::Limit => [0xff, 0x7b, 0x6e],
            Self::Band => [0x4f, 0xb0, 0x72],
            Self::Blocked => [0xf0, 0x9a, 0x3a],
            Self::Waiting => [0x7d, 0x4d, 0x0e],
            Self::Own => [0x2b, 0x52, 0x80],
            Self::First => [0x22, 0x5c, 0x4c],
            Self::Second => [0x57, 0x42, 0x7d],
            Self::Third => [0x63, 0x56, 0x14],
            Self::Fourth => [0x74, 0x36, 0x52],
            Self::Fifth => [0x46, 0x5a, 0x20],
            Self::Installed => [0x54, 0x49, 0x3d],
            Self::Standard => [0x42, 0x48, 0x54],
            Self::Worse => [0x8c, 0x3c, 0x24],
            Self::Better => [0x2f, 0x6b, 0x2c],
            Self::Pass => [0x57, 0xc1, 0x70],
            Self::Fail => [0xff, 0x7b, 0x6e],
            Self::Doubt => [0xe0, 0xb0, 0x3d],
        }
    }

    /// How it fills a shape: what waits is hatched.
    pub fn fill(self) -> String {
        if self == Self::Waiting { "url(#waits)".into() } else { format!("var(--{})", self.name()) }
    }

    /// What stands for it while a chart is drawn.
    pub(super) fn sentinel(self) -> RGBColor {
        RGBColor(0x01, 0xfe, self as u8)
    }
}

/// `#rrggbb`.
pub(super) fn hex([red, green, blue]: Rgb) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// The sentinels of a drawing by what a style sheet says. They stand in quotes, which no text of a drawing can.
pub(super) fn named(drawing: &str) -> String {
    Ink::ALL.iter().fold(drawing.to_owned(), |drawing, ink| {
        let RGBColor(red, green, blue) = ink.sentinel();
        drawing
            .replace(&format!("\"#{red:02X}{green:02X}{blue:02X}\""), &format!("\"var(--{})\"", ink.name()))
    })
}

/// The same drawing with the light colours themselves, for programs that know no style sheet.
pub(super) fn in_light(drawing: &str) -> String {
    Ink::ALL.iter().fold(drawing.to_owned(), |drawing, ink| {
        drawing.replace(&format!("var(--{})", ink.name()), &hex(ink.light()))
    })
}

/// Both schemes as custom properties; paper is always light.
pub fn style_sheet() -> String {
    let list = |of: fn(Ink) -> Rgb| {
        Ink::ALL.iter().fold(String::new(), |mut list, ink| {
            // Writing to a String cannot fail.
            let _ = write!(list, "--{}:{};", ink.name(), hex(of(*ink)));
            list
        })
    };
    format!(
        ":root{{{}}}\n@media screen and (prefers-color-scheme:dark){{:root{{{}}}}}\n",
        list(Ink::light),
        list(Ink::dark)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance, WCAG 2.2.
    fn luminance(colour: Rgb) -> f64 {
        let [red, green, blue] = colour.map(|part| {
            let part = f64::from(part) / 255.0;
            if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    fn contrast(one: Rgb, other: Rgb) -> f64 {
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    #[test]
    fn the_formula_is_the_one_of_the_recommendation() {
        assert!((contrast([0, 0, 0], [255, 255, 255]) - 21.0).abs() < 1e-9);
        // The darkest grey that fails on white, and the lightest that does not: #777777 and #767676.
        assert!(contrast([0x77; 3], [255; 3]) < 4.5 && contrast([0x76; 3], [255; 3]) >= 4.5);
    }

    /// WCAG 2.2 AA: 4.5 to 1 for words, 3 to 1 for marks that mean something.
    #[test]
    fn both_schemes_have_contrast() {
        for of in [Ink::light, Ink::dark] {
            for paper in [Ink::Paper, Ink::Panel] {
                for word in [Ink::Text, Ink::Faint, Ink::Pass, Ink::Fail, Ink::Doubt, Ink::Limit, Ink::Base] {
                    let found = contrast(of(word), of(paper));
                    assert!(found >= 4.5, "{word:?} on {paper:?}: {found:.2}");
                }
            }
            for mark in [Ink::Base, Ink::Candidate, Ink::Limit, Ink::Blocked, Ink::Band] {
                let found = contrast(of(mark), of(Ink::Paper));
                assert!(found >= 3.0, "{mark:?}: {found:.2}");
            }
            let sources = [Ink::Waiting, Ink::Own, Ink::Installed, Ink::Standard, Ink::Worse, Ink::Better];
            for frame in sources.into_iter().chain(Ink::PACKAGES) {
                let found = contrast(of(Ink::Text), of(frame));
                assert!(found >= 4.5, "words on {frame:?}: {found:.2}");
            }
        }
    }

    #[test]
    fn sentinels_become_names_and_words_stay() {
        let RGBColor(red, green, blue) = Ink::Limit.sentinel();
        let sentinel = format!("#{red:02X}{green:02X}{blue:02X}");
        let drawing = format!("<rect fill=\"{sentinel}\"/><text>{sentinel}</text>");
        assert_eq!(named(&drawing), format!("<rect fill=\"var(--limit)\"/><text>{sentinel}</text>"));
        assert!(in_light(&named(&drawing)).contains("\"#b42318\""));
    }
}
