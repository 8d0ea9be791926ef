//! A branch against the commit that it comes from: what it touches is compared, the rest is said.

use std::path::{Path, PathBuf};

use super::blamed_packages::blame_packages;
use super::compare::{Comparing, compare, in_place};
use super::conduct::Run;
use super::error::SessionError;
use super::prepare_fault::PreparedSide;
use super::prepared::WRITING_TOKENS;
use super::side::root_of;
use crate::config::{self, Revision, Settings, Variant, revision};
use crate::git::{Branch, Commit, GitError, Repository, state};
use crate::imports::{ImportsError, graphs};
use crate::packages::{changes, packages};
use crate::quantity::{Pairs, Tolerance};
use crate::report::comparison::{ComparisonDocument, SideRecord};
use crate::report::pull_request::{LockChange, PullRequest};
use crate::touched::{Changed, Touch, environment_files, touches};
use crate::verdict::PullRequestReason;

/// What is asked of a branch.
#[derive(Clone, Debug)]
pub struct AskedOfBranch {
    /// Where it will be merged.
    pub base: Revision,
    /// Every probe, touched or not.
    pub all: bool,
    /// The tolerance of the command line.
    pub tolerance: Option<Tolerance>,
    /// Exactly this many pairs.
    pub pairs: Option<Pairs>,
    /// Of the order and of the bootstrap.
    pub seed: u64,
}

/// Compares HEAD with where it branched off, by the probes that the branch touches.
///
/// # Errors
/// Where there is no such base, a side cannot be made ready, or the system refuses something.
pub fn pull_request(run: Run<'_>, asked: &AskedOfBranch) -> Result<ComparisonDocument, SessionError> {
    let root = root_of(run.settings)?;
    let look = Look::of(run, asked, &root)?;
    let touched = look.touched(run, asked.all)?;
    let kept = touched.iter().filter(|(_, touch)| touch.is_some()).map(|(probe, _)| probe.clone());
    let mut settings = Settings { probes: kept.collect(), checks: Vec::new(), ..run.settings.clone() };
    // The change's code runs without the tokens by which the job writes to the repository.
    for name in WRITING_TOKENS.into_iter().filter(|name| std::env::var_os(name).is_some()) {
        settings.environment.entry(name.to_owned()).or_default();
    }
    let run = Run { settings: &settings, ..run };
    let mut document = match settings.probes.is_empty() {
        true => look.nothing(run)?,
        false => look.compared(run, asked)?,
    };
    let locks = look.locks(run)?;
    blame_packages(&mut document, &locks);
    look.say(&mut document, run, &touched)?;
    document.pull_request = Some(look.record(asked, &touched, locks));
    Ok(document)
}

/// A probe, and why it is measured.
type Touched = (config::Probe, Option<Touch>);

/// What is known of the branch before anything is measured.
struct Look {
    repository: Repository,
    branch: Branch,
    files: Vec<PathBuf>,
    environment: Vec<PathBuf>,
    configuration: Option<PathBuf>,
}

impl Look {
    fn of(run: Run<'_>, asked: &AskedOfBranch, root: &Path) -> Result<Self, SessionError> {
        let interrupt = run.interrupt;
        let none =
            || GitError::NoRepository { root: root.to_owned(), revision: asked.base.as_str().to_owned() };
        let repository = Repository::around(root, interrupt)?.ok_or_else(none)?;
        let branch = repository.branch(&asked.base, interrupt)?;
        let files = repository.changed_files(&branch, interrupt)?;
        let source = run.settings.source.as_ref().and_then(|file| file.canonicalize().ok());
        let configuration =
            source.and_then(|file| file.strip_prefix(&repository.top).ok().map(Path::to_owned));
        let mut look = Self { repository, branch, files, environment: Vec::new(), configuration };
        let folder = look.configuration.as_deref().and_then(Path::parent).unwrap_or(&look.repository.inside);
        let mut failed = None;
        let environment = environment_files(&look.files, folder, |file| {
            look.both(file, run).unwrap_or_else(|error| {
                failed = Some(error);
                [None, None]
            })
        });
        if let Some(error) = failed {
            return Err(error);
        }
        look.environment = environment;
        look.environment.extend(look.env_file(run.settings));
        Ok(look)
    }

    /// The file of variables, where the branch changes it.
    fn env_file(&self, settings: &Settings) -> Option<PathBuf> {
        let file = settings.env_file.as_ref()?.canonicalize().ok()?;
        let own = file.strip_prefix(&self.repository.top).ok()?;
        self.files.iter().find(|changed| *changed == own).cloned()
    }

    /// A file's text at the merge base and at HEAD.
    fn both(&self, file: &Path, run: Run<'_>) -> Result<[Option<String>; 2], SessionError> {
        let of = |commit: &Commit| -> Result<Option<String>, SessionError> {
            let bytes = self.repository.file_of(commit, file, run.interrupt)?;
            Ok(bytes.and_then(|bytes| String::from_utf8(bytes).ok()))
        };
        Ok([of(&self.branch.merge_base)?, of(&self.branch.head)?])
    }

    /// The settings as of HEAD and of the merge base; None where there are none that can be read. What the command line says over
    /// them is in neither.
    fn both_settings(&self, run: Run<'_>) -> Result<(Settings, Option<Settings>), SessionError> {
        let same = || (run.settings.clone(), Some(run.settings.clone()));
        let Some(own) = self.configuration.as_ref().filter(|own| self.files.contains(own)) else {
            return Ok(same());
        };
        let [before, now] = self.both(own, run)?;
        let path = run.settings.source.as_deref().unwrap_or(own);
        let read = |text: Option<String>| config::read_as(path, &text?).ok();
        Ok((read(now).unwrap_or_else(|| run.settings.clone()), read(before)))
    }

    /// Each probe with why the branch may touch it.
    fn touched(&self, run: Run<'_>, all: bool) -> Result<Vec<Touched>, SessionError> {
        let probes = run.settings.probes.iter().cloned();
        if all {
            return Ok(probes.map(|probe| (probe, Some(Touch::Asked))).collect());
        }
        let Branch { merge_base, head } = &self.branch;
        let graphs = graphs(&self.repository, [merge_base, head], run.interrupt).map_err(of_the_graph)?;
        let (now, before) = self.both_settings(run)?;
        let changed = Changed {
            settings: (&now, before.as_ref()),
            environment: &self.environment,
            files: &self.files,
            root: &self.repository.inside,
            configuration: self.configuration.as_deref(),
            graphs: graphs.each_ref(),
        };
        Ok(probes.map(|probe| (probe.clone(), touches(&changed, &probe))).collect())
    }

    fn compared(&self, run: Run<'_>, asked: &AskedOfBranch) -> Result<ComparisonDocument, SessionError> {
        // A hash is a revision by its letters.
        let variant =
            |commit: &Commit| revision(&commit.hash).map(Variant::Revision).unwrap_or(Variant::WorkingTree);
        let Branch { merge_base, head } = &self.branch;
        let comparing = Comparing {
            base: variant(merge_base),
            candidate: variant(head),
            tolerance: asked.tolerance,
            pairs: asked.pairs.map(Pairs::to_usize),
            prepare: run.settings.prepare.clone(),
            ..in_place(asked.seed)
        };
        compare(run, &comparing).map_err(|error| error.of_side(merge_base))
    }

    /// The document of a branch that touches nothing.
    fn nothing(&self, run: Run<'_>) -> Result<ComparisonDocument, SessionError> {
        let (_, fingerprint, _) = super::side::in_place(run)?;
        let side = |commit: &Commit| SideRecord {
            label: commit.short().to_owned(),
            subject: Some(commit.subject.clone()),
            fingerprint: crate::python::Fingerprint {
                git_commit: Some(commit.hash.clone()),
                git_dirty: Some(false),
                ..fingerprint.clone()
            },
        };
        let sides = [side(&self.branch.merge_base), side(&self.branch.head)];
        let mut document = ComparisonDocument::begin(sides, &run.conduct.command, run.settings);
        document.end(None);
        Ok(document)
    }

    /// The packages that differ, by lock file.
    fn locks(&self, run: Run<'_>) -> Result<Vec<LockChange>, SessionError> {
        let mut locks = Vec::new();
        for file in &self.environment {
            let [before, after] = self.both(file, run)?;
            let read = |text: Option<String>| match text {
                Some(text) => packages(file, &text),
                None => Some(Default::default()),
            };
            let (Some(before), Some(after)) = (read(before), read(after)) else { continue };
            let changes = changes(&before, &after);
            if !changes.is_empty() {
                locks.push(LockChange { file: file.clone(), packages: changes });
            }
        }
        Ok(locks)
    }

    /// What the reader has to know beside the verdicts.
    fn say(
        &self,
        document: &mut ComparisonDocument,
        run: Run<'_>,
        touched: &[Touched],
    ) -> Result<(), SessionError> {
        let untouched: Vec<String> =
            touched.iter().filter(|(_, touch)| touch.is_none()).map(|(probe, _)| name(probe)).collect();
        let notes = &mut document.head.notes;
        if !untouched.is_empty() {
            let (of, files) = (touched.len(), self.files.len());
            notes.push(PullRequestReason::Untouched { probes: untouched, of, files }.into());
        }
        let [base, head] = &document.sides;
        let one = base.fingerprint.python.prefix == head.fingerprint.python.prefix;
        if one && !document.probes.is_empty() && !self.environment.is_empty() {
            notes.push(PullRequestReason::OneEnvironment { files: self.environment.clone() }.into());
        }
        if let Some((_, true)) = state(&self.repository.top, run.interrupt) {
            notes.push(PullRequestReason::Uncommitted.into());
        }
        Ok(())
    }

    fn record(&self, asked: &AskedOfBranch, touched: &[Touched], locks: Vec<LockChange>) -> PullRequest {
        let reasons = touched.iter().filter_map(|(probe, touch)| {
            Some(crate::report::pull_request::TouchedProbe { name: name(probe), touch: touch.clone()? })
        });
        PullRequest {
            base: asked.base.as_str().to_owned(),
            merge_base: self.branch.merge_base.clone(),
            head: self.branch.head.clone(),
            files: self.files.clone(),
            configuration: self.configuration.clone(),
            probes: touched.len(),
            touched: reasons.collect(),
            locks,
        }
    }
}

/// `import shop.app`.
fn name(probe: &config::Probe) -> String {
    format!("{} {}", probe.kind(), probe.name())
}

/// Without a graph nothing is known of what the change touches.
fn of_the_graph(error: ImportsError) -> SessionError {
    match error {
        ImportsError::Git(error) => error.into(),
        other => SessionError::System(std::io::Error::other(other.to_string()).into()),
    }
}

impl SessionError {
    /// The same, with the side that a preparation failed on.
    fn of_side(self, base: &Commit) -> Self {
        match self {
            Self::NotPrepared(mut unprepared) => {
                let is_base = unprepared.commit == *base;
                unprepared.side = Some(if is_base { PreparedSide::Base } else { PreparedSide::Head });
                Self::NotPrepared(unprepared)
            }
            other => other,
        }
    }
}
