//! Whether an import compiled its source or read bytecode.

use std::time::{Duration, SystemTime};

use super::clock;
use crate::quantity::Monotonic;
use crate::wire::Bytecode;

/// The date of a point in time, to compare with a file's times.
pub fn date_of(point: Monotonic) -> SystemTime {
    let ago = clock::monotonic().since(point);
    SystemTime::now().checked_sub(ago.to_duration()).unwrap_or(SystemTime::UNIX_EPOCH)
}

/// Compiled, where the bytecode file is absent or was written since the import began.
pub fn bytecode_of(origin: Option<&str>, cached: Option<&str>, began: SystemTime) -> Bytecode {
    use std::os::unix::fs::MetadataExt;
    if !origin.is_some_and(|path| path.ends_with(".py")) {
        return Bytecode::None;
    }
    let Some(file) = cached.and_then(|path| std::fs::metadata(path).ok()) else { return Bytecode::Compiled };
    let written = SystemTime::UNIX_EPOCH + Duration::new(file.ctime() as u64, file.ctime_nsec() as u32);
    if written >= began { Bytecode::Compiled } else { Bytecode::Cached }
}

#[cfg(feature = "python-tests")]
#[allow(clippy::unwrap_used)]
pub mod tests {
    use super::*;

    inside! {
        fn bytecode_is_known_by_its_file(_) {
            let now = SystemTime::now();
            let long_ago = now - Duration::from_secs(3600);
            let own = std::env::current_exe().unwrap();
            let own = own.to_str();
            assert_eq!(bytecode_of(Some("/a/b.so"), own, now), Bytecode::None);
            assert_eq!(bytecode_of(None, own, now), Bytecode::None);
            assert_eq!(bytecode_of(Some("/a/b.py"), Some("/no/such.pyc"), now), Bytecode::Compiled);
            assert_eq!(bytecode_of(Some("/a/b.py"), own, now), Bytecode::Cached);
            assert_eq!(bytecode_of(Some("/a/b.py"), own, SystemTime::UNIX_EPOCH.max(long_ago - Duration::from_secs(1 << 31))), Bytecode::Compiled);
        }
    }
}
