//! A chart in the page: its words, its pictures, its legend, and the table behind it.

use maud::{Markup, html};

use super::text::reported;
use crate::report::charts::{Chart, Ink, Picture, Svg, Table};
use crate::untrusted::shortened;

/// The longest text in a cell, in characters.
const CELL: usize = 300;
/// One that is not longer stays in one line.
const ONE_LINE: usize = 28;

/// A chart; `section` makes its names unique.
pub fn figure(section: &str, chart: &Chart) -> Markup {
    let id = format!("{section}-{}", chart.id);
    html! {
        figure class="chart" id=(id) {
            figcaption {
                h3 id={ (id) "-title" } { (chart.title) }
                p id={ (id) "-words" } { (reported(&chart.description)) }
            }
            (picture(&id, &chart.picture))
            ul class="legend" {
                @for (ink, words) in &chart.legend {
                    li { (swatch(*ink)) (words) }
                }
            }
            (behind(&chart.table, "The numbers behind this chart"))
        }
    }
}

fn swatch(ink: Ink) -> Markup {
    html! {
        svg class="swatch" width="12" height="12" aria-hidden="true" { rect width="12" height="12" rx="2" fill=(ink.fill()) {} }
    }
}

fn picture(id: &str, picture: &Picture) -> Markup {
    match picture {
        Picture::Sizes { wide, narrow } => html! { (svg(id, "wide", wide)) (svg(id, "narrow", narrow)) },
        Picture::Views(views) if views.len() == 1 => {
            html! { div class="views" { @for (_, view) in views { div class="pane alone" { (svg(id, "fluid", view)) } } } }
        }
        Picture::Views(views) => html! {
            fieldset class="views" {
                legend { "Width by" }
                @for (number, (name, _)) in views.iter().enumerate() {
                    input type="radio" class={ "v" (number) } name={ (id) "-view" } id={ (id) "-view-" (number) } checked[number == 0];
                    label for={ (id) "-view-" (number) } { (name) }
                }
                @for (number, (_, view)) in views.iter().enumerate() {
                    div class={ "pane pane" (number) } { (svg(id, "fluid", view)) }
                }
            }
        },
    }
}

fn svg(id: &str, class: &str, picture: &Svg) -> Markup {
    let labels = format!("{id}-title {id}-words");
    html! {
        @if picture.fluid {
            svg class=(class) width="100%" height=(picture.height) role="img" aria-labelledby=(labels) { (picture.body) }
        } @else {
            svg class=(class) width=(picture.width) height=(picture.height) viewBox={ "0 0 " (picture.width) " " (picture.height) } role="img" aria-labelledby=(labels) { (picture.body) }
        }
    }
}

/// A table that opens.
pub fn behind(table: &Table, name: &str) -> Markup {
    html! {
        @if !table.rows.is_empty() {
            details class="numbers" {
                summary { (name) " (" (table.rows.len()) @if table.rows.len() == 1 { " row" } @else { " rows" } ")" }
                (rows(&table.without_empty_columns(), name))
            }
        }
    }
}

/// A table.
pub fn rows(table: &Table, name: &str) -> Markup {
    html! {
        div class="scroll" tabindex="0" role="group" aria-label=(name) {
            table {
                thead { tr { @for cell in &table.header { th scope="col" { (cell) } } } }
                tbody {
                    @for row in &table.rows {
                        tr {
                            @for (number, cell) in row.iter().enumerate() {
                                @if number == 0 { th scope="row" { (reported(&shortened(cell, CELL))) } }
                                @else if cell.chars().count() <= ONE_LINE { td { (reported(cell)) } }
                                @else { td class="w" { (reported(&shortened(cell, CELL))) } }
                            }
                        }
                    }
                }
            }
        }
        @if let Some(left_out) = &table.left_out { p class="faint" { (left_out) } }
    }
}
