//! `vitals init`: the doors and factories that it finds in projects of a few files.

use std::fs;
use std::os::unix::fs::symlink;

use crate::program::a_python;
use crate::support::proposed::{Written, owned, project};

#[test]
fn two_applications_are_both_measured() {
    let app = "from fastapi import FastAPI\napp = FastAPI()\n";
    let folder = project(&[("shop/main.py", app), ("admin/main.py", app), ("examples/demo.py", app)]);
    assert_eq!(Written::of(folder.path()).imports(), ["admin.main", "shop.main"]);
}

#[test]
fn a_module_that_serves_when_it_is_imported_is_left_out() {
    let folder = project(&[("server.py", "from flask import Flask\napp = Flask('x')\napp.run()\n")]);
    let written = Written::of(folder.path());
    assert_eq!(written.imports(), [""; 0]);
    assert!(written.text.contains("left out: server.py:3 starts the service when"), "{}", written.text);
}

#[test]
fn a_factory_that_needs_what_only_a_person_knows_is_left_out() {
    let text = "from flask import Flask\ndef create_app(settings):\n    return Flask('x')\n";
    let folder = project(&[("shop.py", text)]);
    let written = Written::of(folder.path());
    assert_eq!((written.imports(), written.factories()), (owned(&["shop"]), vec![]));
    assert!(
        written.text.contains("give it values for `args`, Python expressions: settings"),
        "{}",
        written.text
    );
}

/// A default that is refused is none.
#[test]
fn a_factory_that_raises_without_a_value_needs_it() {
    let text = "from flask import Flask\ndef create_app(name='x', settings=None):\n    if settings is None:\n        raise ValueError('no settings')\n    return Flask(name)\n";
    let folder = project(&[("shop.py", text)]);
    let written = Written::of(folder.path());
    assert_eq!((written.imports(), written.factories()), (owned(&["shop"]), vec![]));
    assert!(written.text.contains("Python expressions: settings"), "{}", written.text);
}

#[test]
fn djangos_settings_and_the_environment_beside_are_named() {
    let wsgi = "import os\nfrom django.core.wsgi import get_wsgi_application\n\
                os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'site1.settings')\napplication = get_wsgi_application()\n";
    let manage = "import os\nif __name__ == '__main__':\n    os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'site1.settings')\n";
    let files = [
        ("backend/manage.py", manage),
        ("backend/site1/wsgi.py", wsgi),
        ("backend/.env", "SECRET_KEY=hunter2\n"),
    ];
    let folder = project(&files);
    fs::create_dir_all(folder.path().join("backend/.venv/bin")).expect("made");
    fs::write(folder.path().join("backend/.venv/pyvenv.cfg"), "").expect("written");
    symlink(a_python(), folder.path().join("backend/.venv/bin/python")).expect("a link");
    let written = Written::of(folder.path());
    assert_eq!(written.imports(), ["site1.wsgi"]);
    assert_eq!(written.target("root"), "\"backend\"");
    assert_eq!(written.target("python"), "\"backend/.venv\"");
    assert!(
        written.target("env").contains("DJANGO_SETTINGS_MODULE = \"site1.settings\""),
        "{}",
        written.text
    );
    assert_eq!(written.target("env_file"), "\"backend/.env\"");
    assert!(!written.text.contains("hunter2"), "{}", written.text);
    // One that cannot be read is left out with its line, and without what stands in it.
    fs::write(folder.path().join("backend/.env"), "A='hunter2\n").expect("written");
    let written = Written::of(folder.path());
    assert_eq!(written.target("env_file"), "");
    assert!(written.text.contains("# env_file = \"backend/.env\""), "{}", written.text);
    assert!(!written.text.contains("hunter2"), "{}", written.text);
}

#[test]
fn what_gunicorns_settings_serve_is_a_door() {
    let flask = "from flask import Flask\napp = Flask('x')\n";
    let folder = project(&[
        ("gunicorn.conf.py", "bind = '[::]:80'\nwsgi_app = 'shop.entry:app'\n"),
        ("shop/__init__.py", ""),
        ("shop/entry.py", flask),
        ("Procfile", "web: gunicorn -w 4\n"),
    ]);
    let written = Written::of(folder.path());
    assert_eq!(written.imports(), ["shop.entry"]);
    assert!(written.text.contains("# gunicorn.conf.py:2: `gunicorn` starts it"), "{}", written.text);
    // One that does not parse is named, and the rest is proposed.
    fs::write(folder.path().join("gunicorn.conf.py"), "wsgi_app = \n").expect("written");
    let written = Written::of(folder.path());
    assert_eq!(written.imports(), ["shop.entry"]);
    assert!(written.text.contains("gunicorn.conf.py"), "{}", written.text);
}

/// Flask's own command calls a factory; uvicorn would take its application for one of ASGI.
#[test]
fn what_flask_serves_is_started_by_flask() {
    let shop = "from flask import Flask\n\n\ndef create_app():\n    app = Flask('x')\n\n    @app.get('/health')\n    \
                def health():\n        return 'ok'\n\n    return app\n";
    let folder = project(&[(".flaskenv", "FLASK_APP=shop:create_app\n"), ("shop.py", shop)]);
    let text = Written::of(folder.path()).text;
    let start = r#"start = ["python", "-m", "flask", "--app", "shop:create_app", "run", "--port", "{port}"]"#;
    assert!(text.contains(start), "{text}");
}

/// Without an annotation, through an import of its own, and through a function whose name promises nothing.
#[test]
fn a_factory_is_followed_to_the_class_that_it_makes() {
    let front = "from fastapi import FastAPI\nfrom shop.factory import create_manager\napp = FastAPI()\n";
    let factory = "async def create_manager(user=None):\n    from shop.exports import get_manager\n    return await get_manager(user)\n";
    let managers = "class _Manager:\n    def __init__(self, user):\n        self.user = user\n\n    async def close(self):\n        pass\n\n\n\
                    async def get_manager(user=None) -> _Manager:\n    return _Manager(user)\n";
    let folder = project(&[
        ("shop/__init__.py", ""),
        ("shop/main.py", front),
        ("shop/factory.py", factory),
        ("shop/managers.py", managers),
        (
            "shop/exports.py",
            "from shop import managers\nfrom shop.managers import get_manager as _get\nget_manager = _get\n",
        ),
    ]);
    let written = Written::of(folder.path());
    assert_eq!(written.factories(), ["shop.factory:create_manager"], "{}", written.text);
    assert_eq!(written.all(&["probe", "create"], "expect_type"), ["_Manager"]);
    assert_eq!(written.all(&["probe", "growth"], "cleanup"), ["await made.close()"]);
}
