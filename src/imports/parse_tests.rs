//! Every form of an import, and every place that one can stand in.

use super::parse::imports_of;
use super::statement::Kind;

/// `line kind what`, one a statement.
fn read(source: &str) -> Vec<String> {
    let found = imports_of(source.as_bytes()).expect("it parses");
    found
        .statements
        .iter()
        .map(|statement| {
            let dots = ".".repeat(statement.level as usize);
            let name = statement.name.as_deref().map_or_else(String::new, |name| format!(":{name}"));
            format!("{} {} {dots}{}{name}", statement.line, statement.kind.word(), statement.module)
        })
        .collect()
}

#[test]
fn every_form_of_the_statement() {
    let source = "import a, b.c as d; import e\n\
                  from a import b, c as d\n\
                  from a.b import (\n    x,\n    y as z,\n)\n\
                  from . import s\nfrom ..up import t\nfrom ... import u\nfrom .sib import *\n";
    let expected = [
        "1 plain a",
        "1 plain b.c",
        "1 plain e",
        "2 plain a:b",
        "2 plain a:c",
        "3 plain a.b:x",
        "3 plain a.b:y",
        "7 plain .:s",
        "8 plain ..up:t",
        "9 plain ...:u",
        "10 plain .sib:*",
    ];
    assert_eq!(read(source), expected);
}

#[test]
fn what_runs_when() {
    let table = [
        ("if x:\n    import a\nelif y:\n    import b\nelse:\n    import c\n", "CCC"),
        (
            "try:\n    import a\nexcept ImportError:\n    import b\nelse:\n    import c\nfinally:\n    import d\n",
            "CCCC",
        ),
        (
            "try:\n    try:\n        import a\n    except A:\n        import b\nexcept* B:\n    def f():\n        import c\n",
            "CCL",
        ),
        (
            "def f():\n    import a\n    if x:\n        import b\nasync def g():\n    async with y:\n        import c\n",
            "LLL",
        ),
        (
            "class A:\n    import a\n    def f(self):\n        import b\n    class B:\n        import c\n",
            "PLP",
        ),
        ("for x in y:\n    import a\nelse:\n    import b\nwhile z:\n    import c\n", "CCC"),
        ("with x:\n    import a\nmatch y:\n    case 1:\n        import b\n", "PC"),
        ("if __name__ == '__main__':\n    import a\nelse:\n    import b\n", "LC"),
        ("if False:\n    import a\n", "L"),
        ("@decorated\ndef f(): import a\n", "L"),
    ];
    for (source, kinds) in table {
        assert_eq!(kinds_of(source), kinds, "{source}");
    }
}

#[test]
fn what_type_checkers_alone_read() {
    let table = [
        ("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import a\nelse:\n    import b\n", "PTC"),
        ("import typing\nif typing.TYPE_CHECKING:\n    import a\n", "PT"),
        ("import typing as t\nif t.TYPE_CHECKING:\n    import a\n", "PT"),
        ("from typing import TYPE_CHECKING as TC\nif TC:\n    import a\n", "PT"),
        ("from typing_extensions import TYPE_CHECKING as TC\nif TC and x:\n    import a\n", "PT"),
        ("TYPE_CHECKING = False\nif TYPE_CHECKING:\n    import a\n", "T"),
        ("import typing\nTC = typing.TYPE_CHECKING\nif TC:\n    import a\n", "PT"),
        ("if not TYPE_CHECKING:\n    import a\nelse:\n    import b\n", "CT"),
        ("if not TYPE_CHECKING:\n    import a\nelif x:\n    import b\nelse:\n    import c\n", "CTT"),
        ("if x:\n    import a\nelif TYPE_CHECKING:\n    import b\nelse:\n    import c\n", "CTC"),
        ("if TYPE_CHECKING or x:\n    import a\n", "C"),
        ("def f():\n    if TYPE_CHECKING:\n        import a\n", "T"),
        (
            "if TYPE_CHECKING:\n    def f():\n        import a\n    try:\n        import b\n    except E:\n        pass\n",
            "TT",
        ),
        ("if TC:\n    import a\n", "C"),
    ];
    for (source, kinds) in table {
        assert_eq!(kinds_of(source), kinds, "{source}");
    }
}

fn kinds_of(source: &str) -> String {
    let found = imports_of(source.as_bytes()).expect("it parses");
    let letter = |kind: Kind| match kind {
        Kind::Plain => 'P',
        Kind::Conditional => 'C',
        Kind::Lazy => 'L',
        Kind::TypeChecking => 'T',
    };
    found.statements.iter().map(|statement| letter(statement.kind)).collect()
}

#[test]
fn what_a_star_takes() {
    let found =
        imports_of(b"__all__ = ['a', 'b']\n__all__ += ('c',)\n__all__: list = ['d'] + ['e'] + other\n");
    let exported = found.expect("it parses").exported;
    assert_eq!(exported.iter().map(AsRef::as_ref).collect::<Vec<&str>>(), ["a", "b", "c", "d", "e"]);
}
