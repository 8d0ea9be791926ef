//! What a file of Python shows of a service, without running it.

mod application;
mod django;
mod factory;
mod file;
mod framework;
mod main_block;
mod meaning;
mod module;
mod route;
mod shape;

pub use application::{Application, Made};
pub use factory::{Factory, Parameter};
pub use file::{CodeFile, read};
pub use framework::{Framework, Role};
pub use module::ModuleOf;
pub use route::Protocol;
pub use shape::ClassShape;
