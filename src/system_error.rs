//! What the system refused: the cause behind an `errno`, what to do about it, and whose fault it is.

use std::fmt;
use std::io::{self, ErrorKind};

use miette::Diagnostic;
use rustix::io::Errno;

use crate::blame::Blame;

/// Why the system refused something, by `errno(3)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// `EACCES`, `EPERM`.
    Permission,
    /// `ENOENT`.
    NotThere,
    /// `ENOTDIR`.
    NotAFolder,
    /// `EISDIR`.
    IsAFolder,
    /// `EEXIST`, `ENOTEMPTY`.
    AlreadyThere,
    /// `ENAMETOOLONG`.
    NameTooLong,
    /// `ELOOP`.
    LinkLoop,
    /// `ENOEXEC`.
    NotExecutable,
    /// `E2BIG`.
    TooManyArguments,
    /// No `errno`: the name holds a NUL, or what it leads to is no regular file.
    InvalidInput,
    /// `ENOSPC`.
    NoSpace,
    /// `EDQUOT`.
    Quota,
    /// `EFBIG`.
    FileTooLarge,
    /// `EROFS`.
    ReadOnly,
    /// `EAGAIN` of `fork` and `clone`.
    Processes,
    /// `ENOMEM`.
    Memory,
    /// `EMFILE`.
    Descriptors,
    /// `ENFILE`.
    SystemDescriptors,
    /// `EBUSY`, `ETXTBSY`.
    Busy,
    /// `EIO`, `ENXIO`, `ENODEV`, `ESTALE`.
    Device,
    /// `ENOSYS`, `EOPNOTSUPP`.
    Unsupported,
    /// Anything else.
    Other,
}

impl Cause {
    fn of(error: &io::Error) -> Self {
        let Some(number) = Errno::from_io_error(error) else { return Self::of_kind(error.kind()) };
        match number {
            Errno::NOEXEC => Self::NotExecutable,
            Errno::AGAIN => Self::Processes,
            Errno::MFILE => Self::Descriptors,
            Errno::NFILE => Self::SystemDescriptors,
            Errno::LOOP => Self::LinkLoop,
            Errno::IO | Errno::NXIO | Errno::NODEV => Self::Device,
            Errno::INVAL => Self::Other,
            _ => Self::of_kind(error.kind()),
        }
    }

    /// Where there is no `errno` left: a library has put words of its own around it.
    fn of_kind(kind: ErrorKind) -> Self {
        match kind {
            ErrorKind::PermissionDenied => Self::Permission,
            ErrorKind::NotFound => Self::NotThere,
            ErrorKind::NotADirectory => Self::NotAFolder,
            ErrorKind::IsADirectory => Self::IsAFolder,
            ErrorKind::AlreadyExists | ErrorKind::DirectoryNotEmpty => Self::AlreadyThere,
            ErrorKind::InvalidFilename => Self::NameTooLong,
            ErrorKind::ArgumentListTooLong => Self::TooManyArguments,
            ErrorKind::InvalidInput => Self::InvalidInput,
            ErrorKind::StorageFull => Self::NoSpace,
            ErrorKind::QuotaExceeded => Self::Quota,
            ErrorKind::FileTooLarge => Self::FileTooLarge,
            ErrorKind::ReadOnlyFilesystem => Self::ReadOnly,
            ErrorKind::WouldBlock => Self::Processes,
            ErrorKind::OutOfMemory => Self::Memory,
            ErrorKind::ResourceBusy | ErrorKind::ExecutableFileBusy => Self::Busy,
            ErrorKind::StaleNetworkFileHandle => Self::Device,
            ErrorKind::Unsupported => Self::Unsupported,
            _ => Self::Other,
        }
    }

    /// What to do about it.
    pub fn advice(self) -> &'static str {
        match self {
            Self::Permission => "check the permissions of it and of the folders above it (`namei -l PATH`)",
            Self::NotThere => "check the path: the file, or a folder on the way to it, does not exist",
            Self::NotAFolder => "check the path: a part of it is a file, and a folder is wanted",
            Self::IsAFolder => "check the path: it is a folder, and a file is wanted",
            Self::AlreadyThere => "move away what is there, or take another name",
            Self::NameTooLong => "take a shorter name or path",
            Self::LinkLoop => "its symbolic links lead in a circle: `namei PATH` shows them",
            Self::NotExecutable => {
                "check that it is a program of this machine's architecture and may be executed"
            }
            Self::TooManyArguments => {
                "the arguments and variables are too long together: see `getconf ARG_MAX`"
            }
            Self::InvalidInput => "name another file",
            Self::NoSpace => "the disk is full: make room on it (`df -h`; `df -i` for the number of files)",
            Self::Quota => "the disk quota is used up: `quota` shows it",
            Self::FileTooLarge => "the file would be larger than is allowed: see `ulimit -f`",
            Self::ReadOnly => "the file system is mounted read-only: `findmnt --target PATH` shows it",
            Self::Processes => {
                "no more processes or threads are allowed: see `ulimit -u`, and `pids.max` of the control group"
            }
            Self::Memory => {
                "memory is used up: see `free -h`, `ulimit -v`, and `memory.max` of the control group"
            }
            Self::Descriptors => "no more files can be open in one process: see `ulimit -n`",
            Self::SystemDescriptors => "no more files can be open on this machine: see `sysctl fs.file-max`",
            Self::Busy => "something else uses it: `fuser -v PATH` shows what",
            Self::Device => "the device or the network behind it fails: see `dmesg`",
            Self::Unsupported => "the kernel, the file system or a seccomp profile does not allow this",
            Self::Other => "`man 3 errno` explains the system's errors",
        }
    }

    /// Whether a name that the user gave is wrong, or the system lacks something.
    pub fn blame(self) -> Blame {
        match self {
            Self::Permission
            | Self::NotThere
            | Self::NotAFolder
            | Self::IsAFolder
            | Self::AlreadyThere
            | Self::NameTooLong
            | Self::LinkLoop
            | Self::NotExecutable
            | Self::TooManyArguments
            | Self::InvalidInput => Blame::Usage,
            Self::NoSpace
            | Self::Quota
            | Self::FileTooLarge
            | Self::ReadOnly
            | Self::Processes
            | Self::Memory
            | Self::Descriptors
            | Self::SystemDescriptors
            | Self::Busy
            | Self::Device
            | Self::Unsupported
            | Self::Other => Blame::System,
        }
    }
}

/// An error of the system with its cause. It is shown as the system words it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SystemError {
    cause: Cause,
    text: String,
}

impl SystemError {
    /// The cause behind the `errno`, as far as it is known.
    pub fn cause(&self) -> Cause {
        self.cause
    }

    /// What to do about it.
    pub fn advice(&self) -> &'static str {
        self.cause.advice()
    }

    /// Whose fault it is, where the user named what was refused.
    pub fn blame(&self) -> Blame {
        self.cause.blame()
    }
}

impl From<&io::Error> for SystemError {
    fn from(error: &io::Error) -> Self {
        Self { cause: Cause::of(error), text: words(error) }
    }
}

impl From<io::Error> for SystemError {
    fn from(error: io::Error) -> Self {
        Self::from(&error)
    }
}

impl From<Errno> for SystemError {
    fn from(error: Errno) -> Self {
        io::Error::from(error).into()
    }
}

/// The system's words alone: some libraries put the name of a temporary file behind them.
fn words(error: &io::Error) -> String {
    match (Errno::from_io_error(error), Cause::of(error)) {
        (Some(number), _) => io::Error::from(number).to_string(),
        (None, Cause::Other | Cause::InvalidInput) => error.to_string(),
        (None, _) => error.kind().to_string(),
    }
}

impl fmt::Display for SystemError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

impl std::error::Error for SystemError {}

impl Diagnostic for SystemError {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.advice()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(number: Errno) -> SystemError {
        number.into()
    }

    #[test]
    fn room_is_asked_for_only_where_the_disk_is_full() {
        assert!(of(Errno::NOSPC).advice().contains("make room"));
        for number in [Errno::AGAIN, Errno::NOMEM, Errno::MFILE, Errno::ACCESS, Errno::ROFS, Errno::IO] {
            assert!(!of(number).advice().contains("make room"), "{number}");
        }
        assert!(of(Errno::AGAIN).advice().contains("ulimit -u"));
    }

    #[test]
    fn a_wrong_path_is_the_users_fault_and_a_lack_the_systems() {
        for number in [Errno::NOENT, Errno::ACCESS, Errno::ISDIR, Errno::NAMETOOLONG, Errno::NOEXEC] {
            assert_eq!(of(number).blame(), Blame::Usage, "{number}");
        }
        for number in [Errno::NOSPC, Errno::AGAIN, Errno::NOMEM, Errno::MFILE, Errno::IO, Errno::PROTO] {
            assert_eq!(of(number).blame(), Blame::System, "{number}");
        }
        let nul = std::fs::File::open("a\0b").expect_err("no such name");
        assert_eq!(SystemError::from(nul).blame(), Blame::Usage);
    }

    #[test]
    fn no_temporary_name_is_shown() {
        let error = tempfile::NamedTempFile::new_in("/no/such/folder").expect_err("no such folder");
        assert!(error.to_string().contains(".tmp"), "{error}");
        let error = SystemError::from(error);
        assert_eq!((error.cause(), error.to_string().as_str()), (Cause::NotThere, "entity not found"));
    }
}
