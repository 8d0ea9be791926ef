//! The built program, in real interpreters, on small services with one known fault each.
