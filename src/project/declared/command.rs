//! Takes a command that starts a service, gives what of the project it names: the module, and the object in it.

use std::path::PathBuf;

use super::shell::{commands_of, separated};
use crate::config::{factory_name, module_name};

/// What a command names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Served {
    /// `uvicorn`, `gunicorn`, `python`, …
    pub program: &'static str,
    /// The module or the file.
    pub target: Target,
    /// The object in it, where one is named.
    pub object: Option<String>,
    /// The object is called to get the application.
    pub is_factory: bool,
    /// `--app-dir`, `--chdir`: from where the module is imported, relative to the working folder.
    pub folder: Option<PathBuf>,
}

/// Where the code is that a command names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// By its dotted name.
    Module(String),
    /// By its path, relative to the working folder.
    File(PathBuf),
}

/// How a program is given what it serves.
#[derive(Clone, Copy)]
enum Manner {
    /// `module:object` among its words.
    Object,
    /// The same, or a module alone.
    ObjectOrModule,
    /// After one of these options.
    Option(&'static [&'static str]),
    /// A path among its words.
    File,
    /// `-m module`, or a path.
    Python,
}

const PROGRAMS: [(&str, Manner); 10] = [
    ("uvicorn", Manner::Object),
    ("hypercorn", Manner::Object),
    ("daphne", Manner::Object),
    ("granian", Manner::Object),
    ("waitress-serve", Manner::Object),
    ("gunicorn", Manner::ObjectOrModule),
    ("flask", Manner::Option(&["--app", "-A"])),
    ("celery", Manner::Option(&["--app", "-A"])),
    ("uwsgi", Manner::Option(&["--module", "-w", "--wsgi", "--wsgi-file"])),
    ("fastapi", Manner::File),
];

/// What a command line names, each of its commands by itself.
pub fn served_by_line(line: &str) -> Vec<Served> {
    commands_of(line).iter().filter_map(|words| served(words, NESTED)).collect()
}

/// The same, of words: an exec form.
pub fn served_by_words(words: Vec<String>) -> Vec<Served> {
    separated(words).iter().filter_map(|words| served(words, NESTED)).collect()
}

/// Shells in shells.
const NESTED: u8 = 3;

fn served(words: &[String], deeper: u8) -> Option<Served> {
    for (place, word) in words.iter().enumerate() {
        let name = word.rsplit('/').next().unwrap_or_default();
        let rest = &words[place + 1..];
        if matches!(name, "sh" | "bash" | "ash" | "dash") && deeper > 0 {
            return in_shell(rest, deeper);
        }
        if is_python(name) {
            return by(("python", Manner::Python), rest);
        }
        if let Some(program) = PROGRAMS.iter().find(|(program, _)| *program == name) {
            return by(*program, rest);
        }
    }
    None
}

/// `sh -c "exec uvicorn …"`.
fn in_shell(rest: &[String], deeper: u8) -> Option<Served> {
    let option = rest.iter().position(|word| word.starts_with('-') && word.ends_with('c'))?;
    let inner = rest.get(option + 1)?;
    commands_of(inner).iter().find_map(|words| served(words, deeper - 1))
}

/// `python`, `python3`, `python3.12`.
fn is_python(name: &str) -> bool {
    name.strip_prefix("python").is_some_and(|version| version.chars().all(|c| c.is_ascii_digit() || c == '.'))
}

fn by((program, manner): (&'static str, Manner), rest: &[String]) -> Option<Served> {
    let folder = value_of(rest, &["--app-dir", "--chdir", "--working-dir"]).map(PathBuf::from);
    let is_factory = rest.iter().any(|word| word == "--factory");
    let named = |(target, object, called): (Target, Option<String>, bool)| Served {
        program,
        target,
        object,
        is_factory: is_factory || called,
        folder: folder.clone(),
    };
    match manner {
        Manner::Object => rest.iter().find_map(|word| object(word)).map(named),
        Manner::ObjectOrModule => {
            let dotted = |word: &String| {
                let module = module_name(word).ok().filter(|module| module.contains('.'))?;
                Some((Target::Module(module), None, false))
            };
            rest.iter().find_map(|word| object(word)).or_else(|| rest.iter().find_map(dotted)).map(named)
        }
        Manner::Option(names) => application(&value_of(rest, names)?).map(named),
        Manner::File => rest.iter().find_map(|word| file(word)).map(named),
        Manner::Python => python(rest),
    }
}

/// Options of Python itself, each of which may take a value, come before what it runs.
fn python(rest: &[String]) -> Option<Served> {
    let mut words = rest.iter().enumerate();
    while let Some((place, word)) = words.next() {
        let after = &rest[place + 1..];
        match word.as_str() {
            "-m" => {
                let module = after.first()?;
                if let Some(program) = PROGRAMS.iter().find(|(program, _)| program == module) {
                    return by(*program, &after[1..]);
                }
                let target = Target::Module(module_name(module).ok()?);
                return Some(Served {
                    program: "python -m",
                    target,
                    object: None,
                    is_factory: false,
                    folder: None,
                });
            }
            "-c" => return None,
            "-W" | "-X" => drop(words.next()),
            option if option.starts_with('-') => {}
            path => {
                let (target, object, is_factory) = file(path)?;
                return Some(Served { program: "python", target, object, is_factory, folder: None });
            }
        }
    }
    None
}

type Named = (Target, Option<String>, bool);

/// `shop.main:app`, `shop:create_app()`.
fn object(word: &str) -> Option<Named> {
    let (name, arguments) = word.split_once('(').map_or((word, None), |(name, rest)| (name, Some(rest)));
    let (module, object) = factory_name(name).ok()?;
    Some((Target::Module(module), Some(object), arguments.is_some()))
}

/// What Flask and Celery take: an object, a module, or a file.
pub fn application(word: &str) -> Option<Named> {
    let in_module = |module: String| (Target::Module(module), None, false);
    object(word).or_else(|| module_name(word).ok().map(in_module)).or_else(|| file(word))
}

fn file(word: &str) -> Option<Named> {
    (word.ends_with(".py") && !word.starts_with('-')).then(|| (Target::File(word.into()), None, false))
}

/// The value of the first of these options: in the next word, or after a `=`.
fn value_of(words: &[String], names: &[&str]) -> Option<String> {
    words.iter().enumerate().find_map(|(place, word)| {
        names.iter().find_map(|name| {
            let rest = word.strip_prefix(name)?;
            if rest.is_empty() {
                words.get(place + 1).cloned()
            } else {
                rest.strip_prefix('=').map(str::to_owned)
            }
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The program, the target, the object with `()` where it is called, and the folder.
    fn shown(line: &str) -> Vec<String> {
        let one = |served: Served| {
            let target = match served.target {
                Target::Module(module) => module,
                Target::File(file) => file.display().to_string(),
            };
            let object = served.object.map(|object| format!(":{object}")).unwrap_or_default();
            let called = if served.is_factory { "()" } else { "" };
            let folder = served.folder.map(|folder| format!(" in {}", folder.display())).unwrap_or_default();
            format!("{} {target}{object}{called}{folder}", served.program)
        };
        served_by_line(line).into_iter().map(one).collect()
    }

    #[test]
    fn every_way_to_name_what_is_served() {
        for (line, expected) in [
            ("uvicorn shop.main:app --host 0.0.0.0 --port $PORT", "uvicorn shop.main:app"),
            ("uvicorn --factory shop.main:create_app --app-dir src", "uvicorn shop.main:create_app() in src"),
            ("gunicorn -w 4 -b localhost:8000 'shop:create_app(\"test\")'", "gunicorn shop:create_app()"),
            ("gunicorn mysite.wsgi --log-file -", "gunicorn mysite.wsgi"),
            (
                "SECRET=a:b exec gunicorn -k uvicorn.workers.UvicornWorker shop.asgi:app",
                "gunicorn shop.asgi:app",
            ),
            ("uv run --frozen --no-dev uvicorn shop:app", "uvicorn shop:app"),
            ("python -X dev -m uvicorn shop:app", "uvicorn shop:app"),
            ("/opt/venv/bin/python3.12 -u -m shop.cli serve", "python -m shop.cli"),
            ("python ./server.py --port 1", "python ./server.py"),
            ("flask --app shop:create_app run", "flask shop:create_app"),
            ("celery --app=proj worker -l info", "celery proj"),
            ("celery -A proj.celery:app beat", "celery proj.celery:app"),
            ("fastapi run src/shop/main.py --port 80", "fastapi src/shop/main.py"),
            ("daphne -b 0.0.0.0 mysite.asgi:application", "daphne mysite.asgi:application"),
            ("uwsgi --http :8000 --module mysite.wsgi", "uwsgi mysite.wsgi"),
            ("sh -c \"sleep 1; exec uvicorn shop:app\"", "uvicorn shop:app"),
            ("dumb-init -- bash -lc 'cd app && uvicorn app.main:app'", "uvicorn app.main:app"),
        ] {
            assert_eq!(shown(line), [expected], "{line}");
        }
        assert_eq!(shown("python manage.py migrate && gunicorn mysite.wsgi").len(), 2);
        for nothing in
            ["npm start", "python -c 'import x'", "uvicorn", "", "gunicorn -b unix:/tmp/s", "'", "echo a:"]
        {
            assert_eq!(shown(nothing), [""; 0], "{nothing}");
        }
    }
}
