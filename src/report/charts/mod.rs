//! Measured things to pictures: one file a chart, each a function from data to a [`Chart`].

mod axis;
mod canvas;
mod chart;
mod creation;
mod growth;
mod hatching;
mod icicle;
mod outlined;
mod palette;
mod place;
mod png;
mod room;
mod scale;
mod small;
mod strip;
mod timeline;
mod trend;
mod value;
mod waterfall;

pub use canvas::Svg;
pub use chart::{Chart, Picture, Table};
pub use creation::{creation, creations, repeated};
pub use growth::{growth, growths};
pub use hatching::hatching;
pub use icicle::{differential, icicle};
pub use palette::{Ink, style_sheet};
pub use place::place;
pub use png::images;
pub use room::Room;
pub use small::Small;
pub use strip::{RatioRow, Strip, StripRow, ratio_strip, strip};
pub use timeline::timeline;
pub use trend::{Level, TrendData, TrendPoint, trend};
pub use waterfall::waterfall;
