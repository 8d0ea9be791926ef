//! A disk that is full, and stays so: nothing is lost, and with space again it is before or after.

use std::process::Command;

use super::service::Service;
use crate::program::{Run, a_python, vitals};
use crate::support::needs::needs;

/// Mounts a small disk in the checkout's place, fills it but for so many bytes, applies, frees it, recovers; prints a sum of files, index
/// and HEAD after each.
const SCRIPT: &str = r#"
top=$1; aside=$2; left=$3; vitals=$4; plan=$5; python=$6
cp -a "$top" "$aside"
mount -t tmpfs -o size=16m none "$top" || exit 111
cp -a "$aside/." "$top"
cd "$top"
sum() {
    { tar --sort=name --mtime=@0 --exclude=./.git --exclude=./.vitals --exclude=./fill.ignored -cf - .; git ls-files --stage
      git rev-parse "HEAD^{tree}"; } | sha256sum
}
git update-index -q --refresh
echo "sum $(sum)"
dd if=/dev/zero of=fill.ignored bs=1024 2>/dev/null
truncate -s "-$left" fill.ignored
"$vitals" rollback apply "$plan" --yes --quiet --python "$python" >&2
echo "code $?"
echo "sum $(sum)"
rm fill.ignored
"$vitals" rollback recover --quiet --python "$python" >&2
echo "code $?"
echo "sum $(sum)"
"#;

/// The sums before, after the attempt, and after the recovery, with the two exit codes.
fn tried(left: usize) -> Result<(Vec<String>, Vec<i32>, String), String> {
    let service = Service::with_work();
    let plan = service.keep(&service.plan("HEAD~1"));
    let mut command = Command::new("unshare");
    command.args(["--mount", "--map-root-user", "sh", "-c", SCRIPT, "sh"]);
    command.arg(service.path()).arg(service.repository.temporary().join("aside")).arg(left.to_string());
    command.arg(vitals().get_program()).arg(plan).arg(a_python());
    command.env("TMPDIR", service.repository.temporary());
    let run = command.output().map(Run::from).map_err(|error| format!("unshare: {error}"))?;
    if run.code == Some(111) || run.err.contains("unshare:") {
        return Err(format!("no small disk can be mounted: {}", run.err));
    }
    let values = |name: &str| {
        let lines = run.out.lines().filter_map(move |line| line.strip_prefix(name));
        lines.map(|value| value.trim().to_owned()).collect::<Vec<_>>()
    };
    let codes = values("code").iter().map(|code| code.parse().expect("a number")).collect();
    Ok((values("sum"), codes, run.err.clone()))
}

#[test]
fn a_disk_that_is_full_leaves_before_or_is_recovered_when_it_has_space() {
    let (whole, codes, said) = needs!(tried(8_000_000));
    assert_eq!(codes, [0, 0], "{said}");
    let [before, after] = [&whole[0], &whole[2]];
    assert_ne!(before, after);
    let mut refused = 0;
    for left in [0, 8_192, 24_576, 49_152, 98_304, 196_608, 327_680, 409_600, 700_000] {
        let (sums, codes, said) = needs!(tried(left));
        assert_eq!(&sums[0], before, "each begins alike");
        assert!([before, after].contains(&&sums[2]), "{left}: {codes:?} {sums:?} {said}");
        match codes[..] {
            [0, 0] => assert_eq!(&sums[2], after, "{left}: {said}"),
            // What stands open may be torn until it is recovered.
            [9, 0] => {}
            [_, 0] => assert_eq!((&sums[1], &sums[2]), (before, before), "{left}: {codes:?} {said}"),
            _ => panic!("{left}: recover ends with {codes:?}: {said}"),
        }
        refused += usize::from(codes[0] != 0);
    }
    assert!(refused >= 2, "the disk was full in {refused} of them");
}
