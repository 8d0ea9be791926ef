//! What was likely meant, as the help of an error.

/// `did you mean: vitals check`; None where nothing is likely.
pub fn did_you_mean(meant: &[String]) -> Option<String> {
    let (first, others) = meant.split_first()?;
    let others: String = others.iter().map(|other| format!("\n          or: {other}")).collect();
    Some(format!("did you mean: {first}{others}"))
}
