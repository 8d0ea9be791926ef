//! A place in a file, as it stands in a chart.

use vitals_probes::wire::Site;

/// A place in a file, without the way to an installed package or to Python's own library.
pub fn place(site: &Site) -> String {
    let Site { file, line, .. } = site;
    if !site.has_file() {
        return String::new();
    }
    let installed =
        ["/site-packages/", "/dist-packages/"].into_iter().find_map(|folder| file.rsplit_once(folder));
    let library = file.rsplit_once("/lib/python3").filter(|_| installed.is_none());
    match (installed, library) {
        (Some((_, rest)), _) => format!("…/{rest}:{line}"),
        (_, Some((_, rest))) => format!("…/python3{rest}:{line}"),
        _ => format!("{file}:{line}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_reported_without_the_way_to_them() {
        let reported = |file: &str| place(&Site { file: file.into(), line: 7, function: String::new() });
        assert_eq!(reported("/srv/shop/app.py"), "/srv/shop/app.py:7");
        assert_eq!(
            reported("/srv/.venv/lib/python3.11/site-packages/fastapi/params.py"),
            "…/fastapi/params.py:7"
        );
        assert_eq!(reported("/usr/lib/python3.11/json/__init__.py"), "…/python3.11/json/__init__.py:7");
    }
}
