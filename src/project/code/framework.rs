//! The types that applications are made of, by the names under which they are imported.

/// What an application does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Answers requests, by ASGI.
    Asgi,
    /// Answers requests, by WSGI.
    Wsgi,
    /// Answers requests with a server of its own.
    Server,
    /// Works off a queue.
    Worker,
    /// Is a command.
    Command,
}

/// A library, and what it makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Framework {
    /// As its authors write it.
    pub name: &'static str,
    /// The type that comes back, by its own name; None where that is a detail of the library.
    pub type_name: Option<&'static str>,
    /// What it is for.
    pub role: Role,
}

impl Framework {
    /// What it makes, in a word or two.
    pub fn application(&self) -> String {
        match self.type_name {
            Some(type_name) if type_name != self.name => format!("{} {type_name}", self.name),
            _ => self.name.to_owned(),
        }
    }
}

const fn of(name: &'static str, type_name: &'static str, role: Role) -> Framework {
    Framework { name, type_name: Some(type_name), role }
}

const fn any(name: &'static str, role: Role) -> Framework {
    Framework { name, type_name: None, role }
}

const KNOWN: [(&[&str], Framework); 22] = [
    (&["fastapi.FastAPI", "fastapi.applications.FastAPI"], of("FastAPI", "FastAPI", Role::Asgi)),
    (&["flask.Flask", "flask.app.Flask"], of("Flask", "Flask", Role::Wsgi)),
    (&["quart.Quart", "quart.app.Quart"], of("Quart", "Quart", Role::Asgi)),
    (&["starlette.applications.Starlette"], of("Starlette", "Starlette", Role::Asgi)),
    (&["aiohttp.web.Application", "aiohttp.web_app.Application"], of("aiohttp", "Application", Role::Server)),
    (&["celery.Celery", "celery.app.Celery", "celery.app.base.Celery"], of("Celery", "Celery", Role::Worker)),
    (&["sanic.Sanic", "sanic.app.Sanic"], of("Sanic", "Sanic", Role::Server)),
    (&["litestar.Litestar", "litestar.app.Litestar"], of("Litestar", "Litestar", Role::Asgi)),
    (&["falcon.App", "falcon.API"], any("Falcon", Role::Wsgi)),
    (&["falcon.asgi.App"], any("Falcon", Role::Asgi)),
    (&["bottle.Bottle", "bottle.default_app"], any("Bottle", Role::Wsgi)),
    (&["tornado.web.Application"], of("Tornado", "Application", Role::Server)),
    (&["dash.Dash"], of("Dash", "Dash", Role::Wsgi)),
    (
        &["blacksheep.Application", "blacksheep.server.Application"],
        of("BlackSheep", "Application", Role::Asgi),
    ),
    (&["connexion.FlaskApp", "connexion.App"], any("Connexion", Role::Wsgi)),
    (&["connexion.AsyncApp"], any("Connexion", Role::Asgi)),
    (&["socketio.ASGIApp", "socketio.asgi.ASGIApp"], of("Socket.IO", "ASGIApp", Role::Asgi)),
    (&["django.core.wsgi.get_wsgi_application"], any("Django", Role::Wsgi)),
    (&["django.core.asgi.get_asgi_application"], any("Django", Role::Asgi)),
    (&["channels.routing.ProtocolTypeRouter"], any("Channels", Role::Asgi)),
    (&["pyramid.config.Configurator"], any("Pyramid", Role::Wsgi)),
    (&["typer.Typer", "typer.main.Typer"], of("Typer", "Typer", Role::Command)),
];

/// Decorators that make a command of a function.
const COMMANDS: [&str; 4] = ["click.command", "click.group", "rich_click.command", "rich_click.group"];

/// What a call of this name, or a decorator, makes.
pub fn framework(dotted: &str) -> Option<&'static Framework> {
    KNOWN.iter().find(|(names, _)| names.contains(&dotted)).map(|(_, framework)| framework)
}

/// Whether a decorator makes a command of a function.
pub fn is_command(dotted: &str) -> bool {
    COMMANDS.contains(&dotted)
}

/// A word that every file has in which one of them is used: nothing else is parsed.
pub const WORDS: [&str; 24] = [
    "FastAPI",
    "Flask",
    "Quart",
    "Starlette",
    "Application",
    "Celery",
    "Sanic",
    "Litestar",
    "falcon",
    "ottle",
    "Dash",
    "connexion",
    "ASGIApp",
    "get_wsgi_application",
    "get_asgi_application",
    "ProtocolTypeRouter",
    "Configurator",
    "Typer",
    "click",
    "create_",
    "make_",
    "build_",
    "__main__",
    "DJANGO_SETTINGS_MODULE",
];
