//! What stands below the options: two examples with `-h`, all that teaches with `--help`. A test reads each example with the real parser.

pub mod brief;
pub mod whole;
