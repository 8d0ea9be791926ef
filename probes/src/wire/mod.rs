//! Every message between the tool and the probes.
//!
//! A worker is given one [`Request`] and answers with [`Message`]s, each in a [`crate::frame`].
//! Both ends are built from one source, so the version only guards against a mixed installation.

mod allocator;
mod child_end;
mod creation;
mod factory;
mod growth;
mod hot_lines;
mod import;
mod memory;
mod message;
mod native;
mod raised;
mod resources;
mod retention;
mod sharing;
mod site;
mod span;
mod stall;
mod task;
mod unreadable;

pub use allocator::{Allocator, AllocatorName};
pub use child_end::ChildEnd;
pub use creation::Creation;
pub use factory::Factory;
pub use growth::{Round, TypeGrowth};
pub use hot_lines::{HotLine, HotLines, HotLinesTask, Life, NativeTime, Owner, is_nameless};
pub use import::{Bytecode, Calibration, Collected, ImportSample, ModuleRecord, Trace};
pub use memory::Memory;
pub use message::{CHANNEL_LOST, Message, WHERE_SIGNAL};
pub use native::{Mapping, MappingGrowth, MemoryGrowth, NativeSearch, NativeSite};
pub use raised::{Earlier, Raised, Relation, RunningModule, Stage};
pub use resources::{ResourceKind, Resources};
pub use retention::{
    AllocationSite, BoundedHolder, HeldBy, HolderSearch, LEAST_SEARCHED, OpenedAt, Retention, RetentionTask,
    SearchOf, WARM_UP,
};
pub use sharing::Sharing;
pub use site::{Site, is_standard_library};
pub use span::Span;
pub use stall::Stall;
pub use task::{Checkout, CreateTask, GrowthTask, PROTOCOL, Request, Task};
pub use unreadable::Unreadable;
