//! What a relative import means, seen from its module.

use std::borrow::Cow;

/// The absolute name of a `from` statement's module; None above the top.
pub fn absolute<'a>(importer: &str, is_package: bool, level: u32, module: &'a str) -> Option<Cow<'a, str>> {
    if level == 0 {
        return Some(module.into());
    }
    let up = level as usize - usize::from(is_package);
    let mut base = importer;
    for _ in 0..up {
        // A module at the top has no package; from above the top nothing can be imported.
        base = base.rsplit_once('.').map_or("", |(package, _)| package);
        if base.is_empty() {
            return None;
        }
    }
    Some(if module.is_empty() { base.to_owned().into() } else { format!("{base}.{module}").into() })
}
