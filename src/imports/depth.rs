//! Takes tokens, gives the place where they nest so deeply that no walk of their tree is safe.

use ruff_python_ast::token::{TokenKind, Tokens};
use ruff_text_size::{Ranged, TextSize};

/// About where CPython gives up too.
const DEEPEST: usize = 3_000;

/// Where the tree may be deeper than can be walked. An upper bound is counted: each operator of an expression may be one level.
pub fn too_deep(tokens: &Tokens) -> Option<TextSize> {
    let mut indentation: usize = 0;
    // For each open bracket, what has been counted in it since the last comma.
    let mut levels: Vec<usize> = vec![0];
    let mut depth: usize = 0;
    for token in tokens {
        let kind = token.kind();
        match kind {
            TokenKind::Indent => indentation += 1,
            TokenKind::Dedent => indentation = indentation.saturating_sub(1),
            TokenKind::Newline => (levels, depth) = (vec![0], 0),
            TokenKind::Comma => depth -= levels.last_mut().map_or(0, std::mem::take),
            TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace if levels.len() > 1 => {
                depth -= levels.pop().unwrap_or(0);
            }
            TokenKind::Name | TokenKind::Int | TokenKind::Float | TokenKind::String => {}
            TokenKind::Comment | TokenKind::NonLogicalNewline => {}
            _ => {
                // A call is a level of what it calls.
                depth += 1;
                if let Some(level) = levels.last_mut() {
                    *level += 1;
                }
                if matches!(kind, TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace) {
                    levels.push(0);
                }
            }
        }
        if depth + indentation > DEEPEST {
            return Some(token.start());
        }
    }
    None
}
