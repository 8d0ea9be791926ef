//! What a process can keep beside memory.

use serde::{Deserialize, Serialize};

/// A kind of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ResourceKind {
    /// A descriptor of a file or a device.
    File,
    /// A descriptor of a socket.
    Socket,
    /// A descriptor of one end of a pipe.
    Pipe,
    /// A descriptor of an event counter.
    Eventfd,
    /// Another descriptor: `epoll`, a timer, anonymous memory.
    OtherDescriptor,
    /// Of the process, whoever started it.
    Thread,
    /// A child process, ended ones that nobody waited for included.
    Child,
    /// A file of this user in `/dev/shm` that came while objects were made.
    SharedMemoryFile,
    /// A file of this user in the temporary folder that came while objects were made.
    TemporaryFile,
}

impl ResourceKind {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::File,
        Self::Socket,
        Self::Pipe,
        Self::Eventfd,
        Self::OtherDescriptor,
        Self::Thread,
        Self::Child,
        Self::SharedMemoryFile,
        Self::TemporaryFile,
    ];

    /// Whether it is counted in a folder that other programs use too.
    pub fn is_shared(self) -> bool {
        matches!(self, Self::SharedMemoryFile | Self::TemporaryFile)
    }

    /// Whether it has a number among the open descriptors.
    pub fn is_descriptor(self) -> bool {
        matches!(self, Self::File | Self::Socket | Self::Pipe | Self::Eventfd | Self::OtherDescriptor)
    }
}

/// How many of each kind there are; None of a kind that cannot be counted here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Resources {
    /// Of [`ResourceKind::File`].
    pub files: Option<u64>,
    /// Of [`ResourceKind::Socket`].
    pub sockets: Option<u64>,
    /// Of [`ResourceKind::Pipe`].
    pub pipes: Option<u64>,
    /// Of [`ResourceKind::Eventfd`].
    pub eventfds: Option<u64>,
    /// Of [`ResourceKind::OtherDescriptor`].
    pub other_descriptors: Option<u64>,
    /// Of [`ResourceKind::Thread`].
    pub threads: Option<u64>,
    /// Of [`ResourceKind::Child`].
    pub children: Option<u64>,
    /// Of [`ResourceKind::SharedMemoryFile`].
    pub shared_memory_files: Option<u64>,
    /// Of [`ResourceKind::TemporaryFile`].
    pub temporary_files: Option<u64>,
}

impl Resources {
    /// Of one kind.
    pub fn of(&self, kind: ResourceKind) -> Option<u64> {
        match kind {
            ResourceKind::File => self.files,
            ResourceKind::Socket => self.sockets,
            ResourceKind::Pipe => self.pipes,
            ResourceKind::Eventfd => self.eventfds,
            ResourceKind::OtherDescriptor => self.other_descriptors,
            ResourceKind::Thread => self.threads,
            ResourceKind::Child => self.children,
            ResourceKind::SharedMemoryFile => self.shared_memory_files,
            ResourceKind::TemporaryFile => self.temporary_files,
        }
    }
}
