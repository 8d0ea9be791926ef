//! A reader at a shell: the built program on the path, a project of the reader's own, and a crontab that is a file.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use super::blocks::Step;
use super::shown::assert_printed;
use crate::program::{Run, vitals};

pub struct Reader {
    folder: TempDir,
    project: PathBuf,
}

impl Reader {
    /// In an empty folder.
    pub fn new() -> Self {
        let reader = Self::above_the_project();
        fs::create_dir(&reader.project).expect("made");
        reader.prepare("cd shop");
        reader
    }

    /// Where the project is still to be made, in the folder `shop`.
    pub fn above_the_project() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().canonicalize().expect("there");
        for name in ["programs", "temporary"] {
            fs::create_dir(root.join(name)).expect("made");
        }
        let crontab = root.join("programs/crontab");
        let kept = root.join("crontab");
        let text = format!(
            "#!/bin/sh\nif [ \"$1\" = -l ]; then cat '{0}'; else cat > '{0}.new' && mv '{0}.new' '{0}'; fi\n",
            kept.display()
        );
        fs::write(&crontab, text).expect("written");
        fs::set_permissions(&crontab, fs::Permissions::from_mode(0o755)).expect("executable");
        fs::write(root.join("where"), format!("{}\n", root.display())).expect("written");
        Self { project: root.join("shop"), folder }
    }

    pub fn project(&self) -> &Path {
        &self.project
    }

    pub fn write(&self, name: &str, text: &str) {
        let path = self.project.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    }

    /// Runs a command by the shell, as it was pasted, in the folder that the last one changed to.
    pub fn run(&self, command: &str) -> Run {
        let program = vitals();
        let beside = Path::new(program.get_program()).parent().expect("a folder");
        let path = std::env::var("PATH").unwrap_or_default();
        let root = self.project.parent().expect("a folder");
        let place = fs::read_to_string(root.join("where")).expect("a folder");
        let mut shell = Command::new("sh");
        shell
            .args(["-c", &format!("trap 'pwd > \"{}/where\"' EXIT\n{command}", root.display())])
            .current_dir(place.trim_end())
            .env("PATH", format!("{}:{}:{path}", beside.display(), root.join("programs").display()))
            .env("TMPDIR", root.join("temporary"))
            .env("NO_COLOR", "1");
        for (name, value) in [("NAME", "Reader"), ("EMAIL", "reader@example.org")] {
            shell.env(format!("GIT_AUTHOR_{name}"), value).env(format!("GIT_COMMITTER_{name}"), value);
        }
        for variable in ["VIRTUAL_ENV", "RUST_BACKTRACE", "GITHUB_STEP_SUMMARY", "GITHUB_WORKSPACE"] {
            shell.env_remove(variable);
        }
        shell.output().expect("a shell").into()
    }

    /// Runs a command that must succeed.
    pub fn prepare(&self, command: &str) {
        let run = self.run(command);
        assert_eq!(run.code, Some(0), "{command}\n{}{}", run.out, run.err);
    }

    /// Runs a step of a page: it ends with this code, and prints what the page shows.
    pub fn follow(&self, step: &Step, code: i32) -> Run {
        let run = self.run(&step.command);
        assert_eq!(run.code, Some(code), "{}\n{}{}", step.command, run.out, run.err);
        assert_printed(&step.shown, &run.out, &self.project);
        run
    }

    /// Runs the command of the one line in the crontab, with what cron gives it: no variables to speak of.
    pub fn at_night(&self) -> Run {
        let table = fs::read_to_string(self.folder.path().join("crontab")).expect("a crontab");
        let line = table.strip_suffix('\n').expect("a whole line");
        let command: Vec<&str> = line.splitn(6, ' ').collect();
        assert_eq!(command[2..5], ["*", "*", "*"], "every night: {line}");
        let mut cron = Command::new("/bin/sh");
        cron.args(["-c", command[5]]).current_dir("/").env_clear().env("PATH", "/usr/bin:/bin");
        cron.output().expect("a shell").into()
    }
}
