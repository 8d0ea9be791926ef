//! Takes a module, gives the paths that it answers: by HTTP, and by WebSocket.

use ruff_python_ast::visitor::{Visitor, walk_expr};
use ruff_python_ast::{Expr, ExprCall};

use crate::imports::Source;

/// How a path is spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// A request that a browser makes.
    Get,
    /// A conversation.
    Websocket,
}

/// A path that is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// As written: it may have parameters, and a prefix that is not seen here.
    pub path: String,
    /// How.
    pub protocol: Protocol,
    /// Where.
    pub line: u32,
}

/// The routes that a module declares by decorators and calls.
pub fn routes(source: &Source) -> Vec<Route> {
    let mut finder = Finder { source, found: Vec::new() };
    finder.visit_body(&source.module().body);
    finder.found
}

struct Finder<'a> {
    source: &'a Source,
    found: Vec<Route>,
}

impl Finder<'_> {
    fn call(&mut self, call: &ExprCall) {
        let name = match &*call.func {
            Expr::Attribute(method) => method.attr.as_str(),
            Expr::Name(name) => name.id.as_str(),
            _ => return,
        };
        let protocol = match name {
            "websocket"
            | "websocket_route"
            | "add_websocket_route"
            | "add_api_websocket_route"
            | "WebSocketRoute" => Protocol::Websocket,
            "get" | "route" | "add_get" | "Route" | "add_route" => Protocol::Get,
            _ => return,
        };
        let Some(path) = call.arguments.args.first().and_then(path) else { return };
        self.found.push(Route { path, protocol, line: self.source.line(call) });
    }
}

/// A text that begins with a slash.
fn path(argument: &Expr) -> Option<String> {
    let Expr::StringLiteral(text) = argument else { return None };
    let text = text.value.to_str();
    let is_path =
        text.starts_with('/') && text.len() < 200 && !text.chars().any(|c| c.is_control() || c == ' ');
    is_path.then(|| text.to_owned())
}

impl<'a> Visitor<'a> for Finder<'_> {
    fn visit_expr(&mut self, expression: &'a Expr) {
        if let Expr::Call(call) = expression {
            self.call(call);
        }
        walk_expr(self, expression);
    }
}
