//! README and tutorial: their commands run as they are written, and print what is shown below them.

mod blocks;
mod readme;
mod reader;
mod shown;
mod tutorial;
