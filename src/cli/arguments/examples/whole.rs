//! What `--help` teaches of a command beside its options.

pub const VITALS: &str = "\
Examples:
  vitals init --measure                a first vitals.toml of this project
  vitals probe import fastapi          how long does the import take, and why
  vitals probe create boto3:client --arg \"'s3'\"
  vitals check                         all that vitals.toml lists
  vitals compare main .                is this working tree slower, and why
  vitals baseline capture before-phase-2
  vitals check --baseline before-phase-2
  vitals nightly                       what is new tonight
  vitals trend                         since when, and by which commits
  vitals history                       every run is recorded
  vitals report latest --open          a past report, in a browser
  vitals triage                        woken up: what is wrong, why, what next
  vitals health                        all checks, with a score
  vitals audit                         prove that each check can fail
  vitals explain fastapi -o speedscope=fastapi.json
  vitals imports --base main           did an import cycle come in

Exit codes:
  0 pass   1 fail or error   2 inconclusive or vacuous
  64 usage or configuration   70 the tool's own fault   130 interrupted

`vitals help` lists topics, such as `vitals help formats`.
`vitals completions SHELL` and `vitals man` are for your shell and for man.";

pub const PROBE: &str = super::brief::PROBE;

pub const PROBE_IMPORT: &str = "\
Examples:
  vitals probe import json --limit 200ms
  vitals probe import shop.app --cache cold-disk --json
  vitals probe import shop.app --setup \"import django; django.setup()\"
  vitals probe import shop.app -n 40 -o samples.csv

A module's name is as in an import statement. `vitals explain MODULE` shows all
of the tree.";

pub const PROBE_CREATE: &str = "\
Examples:
  vitals probe create decimal:Decimal --arg \"'1.5'\" --limit 10ms
  vitals probe create shop.sockets:create_manager --expect-type Manager
  vitals probe create boto3:client --arg \"'s3'\" --kwarg region_name=\"'eu-1'\"
  vitals probe create shop.app:make --cleanup \"await made.close()\"";

pub const PROBE_GROWTH: &str = "\
Examples:
  vitals probe growth decimal:Decimal --arg i --limit 1MB
  vitals probe growth shop.sockets:create_manager --objects 50 --rounds 20
  vitals probe growth shop.app:make --per-hour 1200";

pub const CHECK: &str = "\
Examples:
  vitals check                         all that vitals.toml lists
  vitals check --only shop.app --open
  vitals check --baseline before -o junit=vitals.xml
  vitals check --baseline before --max-age 720h --no-replay

Exit codes:
  0 pass   1 fail or error   2 inconclusive or vacuous
  64 usage or configuration   70 the tool's own fault   130 interrupted";

pub const COMPARE: &str = "\
Examples:
  vitals compare main .                this working tree against main
  vitals compare v1.2 v1.3             two releases; the checkout is not touched
  vitals compare py:3.11 py:3.13       two interpreters
  vitals compare py:old/.venv py:new/.venv --import boto3
  vitals compare env:LAZY=0 env:LAZY=1
  vitals compare baseline:before-phase-2 .

`vitals help variants` says what BASE and CANDIDATE can be.

The configuration's websocket checks that start their server are compared too:
one server for each side, on a free port ({port}), and conversations in turn.

Runs are interleaved, so noise hits both sides alike. `regressed` is said wrongly
at most once in 1,000 runs, whatever the noise; the run ends as soon as the answer
is certain.";

pub const PR: &str = "\
Examples:
  vitals pr --base main                does this branch make anything slower
  vitals pr --base main --all          every probe, touched or not
  vitals pr --base main --all --fail-on undecided
  vitals pr --base v1.2 -o markdown=comment.md

HEAD is compared with its merge base, interleaved, each with its own files and,
by `prepare` in [pr], an environment of its own. Measured are the probes of
which the change touches a file that they may import, their configuration, or a
lock file; the others are listed. Changes that are not committed are not part of
it.

Exit code 0 where nothing is certainly slower, 1 for a regression or an error;
with --fail-on undecided 2 where something is undecided.";

pub const BASELINE: &str = "\
Examples:
  vitals baseline capture before-phase-2
  vitals check --baseline before-phase-2
  vitals compare baseline:before-phase-2 .
  vitals baseline diff before-phase-2 after-phase-2";

pub const HEALTH: &str = "\
Examples:
  vitals health                        all checks, with a score
  vitals health --only 'shop.*' --tag fast
  vitals health --watch 30s            what changes, until Ctrl-C
  vitals health --nagios               for a monitor

A check passes only with evidence: tests that ran, output that matches, a
measurement within its limit. What is vacuous, inconclusive or in error has not
passed.

Exit codes:
  0 healthy   1 degraded (80 % and up)   2 impaired (60 % and up)
  3 critical, or a critical check failed
  4 a critical check could not be decided
  with --nagios: 0 OK   1 WARNING   2 CRITICAL   3 UNKNOWN";

pub const NIGHTLY: &str = "\
Examples:
  vitals nightly                       measure, store, and report what is new
  vitals nightly accept                what changed up to HEAD is meant to stay
  vitals trend                         every series, with its last change

In a crontab (examples/nightly has more):
  15 2 * * *  cd /srv/shop && vitals nightly --quiet

Exit codes: by what is new. 0 nothing, or only recoveries; 1 a step, a drift or a
failure; 2 something that could not be decided. What was reported on an earlier
night and still stands is listed, and is not new.

With `auto = true` in [culprit] the commit at fault of what is new is searched
for, within `budget` there.";

pub const TREND: &str = "\
Examples:
  vitals trend                         every series, with its last change
  vitals trend shop.app                draw one; of several, all are listed
  vitals trend \"import shop.app time\" --raw
  vitals trend shop.app --open         in a browser";

pub const PHASE: &str = "\
Examples:
  vitals phase start payments          marks HEAD, after the checks ran
  vitals phase end payments
  vitals phase list                    all of them, with their health
  vitals rollback plan phase:payments  back to where it began

The marks are refs, refs/vitals/phase/NAME/start and end, and the health is kept
in the history, so that no checkout becomes dirty. A mark is never moved: the
same one twice ends with 3. Messages such as \"Phase 2 START\" are shown by
`list`, and never choose anything.";

pub const RESPOND: &str = "\
Examples:
  vitals respond golden-path --dry-run    the steps, and the time for each
  vitals respond golden-path              looks, and plans a verified rollback
  vitals respond golden-path --yes        applies it too, and verifies again
  vitals respond isolation-breach --yes   contains first, keeps evidence
  vitals respond import-cascade --yes     the smallest change that helps
  vitals respond performance --yes        the commit at fault alone, if it helps
  vitals respond phase:prices --yes       back to where a phase began

Clocks: golden-path 5 min, isolation-breach 2, import-cascade 10,
performance 15; a phase 5, 30 or 15 (phases 1, 2, all others).

Exit codes:
  0 done and verified            5 somebody else's authority is needed
  1 the target fails its checks  6 the remote moved on, or refused
  2 applied, failed, undone      7 another response is running
  3 refused, or waits for --yes  8 not seen, or nothing to take back
  4 late or unknown: escalated   9 interrupted: the same command goes on
  64 usage or configuration   70 the tool's own fault";

pub const DRILL: &str = "\
Examples:
  vitals drill --list                  the faults, and when each was rehearsed
  vitals drill slow-import             one fault, from sight to green
  vitals drill leak removed-export     two, one after another
  vitals drill --all                   every fault that has a place here
  vitals drill leak --write-experiment leak-drill
                                       for vitals chaos, or the Chaos Toolkit

Faults: slow-import, blocking-import, leak, descriptor-leak, import-cycle,
removed-export, lying-check, dependency-upgrade, event-lost, users-mixed-up.

The clone is made of HEAD, in a temporary folder; uncommitted work is not in
it, and no file of the repository is written. Results are in the history.

Exit codes:
  0 every fault that has a place here was led back to green in time
  1 one was not   64 usage or configuration   70 the tool's own fault
  130 interrupted";

pub const DOCTOR: &str = "\
Examples:
  vitals doctor                        what would fail, before it has to work
  vitals doctor --push-test            and whether the remote takes a push
  vitals doctor --json                 for a nightly job

It changes nothing; --push-test alone writes, and deletes what it has written.
It ends with 0 where no error was found, and with 1 otherwise. What could not be
looked at is an error: unknown is not ready.";

pub const CHAOS: &str = "\
Examples:
  vitals chaos run experiment.json     the steady state, the method, the rollbacks
  vitals chaos run experiment.json --host shop.example.org

docs/how-to/chaos.md has what is read; all else is refused before anything runs.";

pub const CHAOS_RUN: &str = "\
Examples:
  vitals chaos run experiment.json
  vitals chaos run experiment.json --journal out/journal.json --json
  vitals chaos run experiment.json --host shop.example.org

Commands are lists, which no shell reads; requests go to this machine and to the
hosts that are named. The rollbacks run after a failure and after Ctrl-C too.
It ends with 0 where the steady state held before and after and every activity
was performed, with 1 otherwise, and with 64 where the experiment is refused.";

pub const LEDGER: &str = "\
Examples:
  vitals ledger                        every commit and the checks that passed
  vitals ledger --for 'golden path'    its last known good, then all others
  vitals ledger --export csv           all of it, for auditors

An entry is made by `vitals health`, `check` and `nightly` on a checkout without
changes, files of Python that git does not track included. A commit on which the
check failed later is no entry. It ends with 2 where there is none.";

pub const HISTORY: &str = "\
Examples:
  vitals history                       every recorded run, the newest first
  vitals history --probe shop.app --status fail --since 30d
  vitals history show latest           its numbers, with their intervals
  vitals report latest~1               the whole report of the run before
  vitals history export -o ci.json
  vitals history import ci.json        on another machine
  vitals history export --format csv --probe shop.app
  vitals history prune --keep-days 90 --keep-every week

Every `check`, `compare`, `health` and `nightly` is recorded in .vitals/history.db
beside the configuration, unless --no-history is given. docs/reference/history.md describes
what is kept, and in which order.

Exit codes:
  0 done   1 `check` found damage   64 usage, or no such run or history
  70 locked, read-only, damaged, full";

pub const PRUNE: &str = "\
Examples:
  vitals history prune --keep-last 100            what would go
  vitals history prune --keep-days 90 --keep-every week --yes
  vitals history prune --samples-older-than 180 --yes

A run that any rule keeps stays. Runs of which something was reported, or after
which a commit was accepted, stay too. With --samples-older-than alone no run
goes, only samples.";

pub const REPORT: &str = "\
Examples:
  vitals report latest                 as it was printed then
  vitals report 17 --verbose           with everything that passed
  vitals report 3f2a --json            byte for byte the report.json of that run
  vitals report latest --open          the page, in a browser
  vitals report latest~1 --reports reports
  vitals report ci/report.json -o ci.html

Exit codes:
  0 whatever its verdict was   64 no such run   70 the history cannot be read";

pub const TRIAGE: &str = "\
Examples:
  vitals triage                        what is wrong, why, what next
  vitals triage --budget 20s --open
  vitals triage --only 'shop.*'

What failed before is printed at once, each finding as it is found, and the
summary within the budget of a minute.

With `auto = true` in [culprit] the commit of each check that fails is searched
for, as long as there is time.";

pub const EXPLAIN: &str = "\
Examples:
  vitals explain json                  its whole module tree
  vitals explain fastapi --lines 200
  vitals explain fastapi -o speedscope=fastapi.json
  vitals explain fastapi --export chrome-trace -o trace.json
  vitals explain fastapi -o flame.svg

Of three imports the fastest is explained. `vitals help formats` lists the
formats of traces.";

pub const IMPORTS: &str = "\
Examples:
  vitals imports                       is there a cycle below the root
  vitals imports shop --json           all edges, with file, line and kind
  vitals imports shop --why shop.app shop.db
  vitals imports --base main~50        new cycles, and the commits that closed them
  vitals imports --base v1.2 --head v1.3
  vitals imports --who-uses shop.sockets:Manager

Nothing is run: the source is read. What is imported in functions or under
TYPE_CHECKING makes no cycle; imports whose names are computed are listed. The
folder `src` and the projects of a workspace are roots too.

Exit codes:
  0 no cycle   1 cycles (with --base: new ones), files that do not parse, a name
  that is gone and in use, no path
  64 usage   70 the tool's own fault   130 interrupted";

pub const INIT: &str = "\
Examples:
  vitals init --dry-run                print what would be written
  vitals init --measure --python .venv
  vitals init services/shop

Files are read, and nothing of the project is run without --measure. Above each
line that is written stands why.";

pub const WEBSOCKET: &str = "\
Examples:
  vitals websocket                     every websocket check
  vitals websocket --only chat --json
  vitals websocket --env SHOP_TOKEN=test --root services/shop";

pub const COMPLETIONS: &str = "\
Examples:
  vitals completions bash
  vitals completions zsh
  vitals completions fish

Read it where your shell starts:
  bash, ~/.bashrc:     source <(vitals completions bash)
  zsh, ~/.zshrc:       source <(vitals completions zsh)
  fish, ~/.config/fish/config.fish:  vitals completions fish | source
  elvish, rc.elv:      eval (vitals completions elvish | slurp)
  powershell, $PROFILE:
      vitals completions powershell | Out-String | Invoke-Expression

The shell then asks vitals for names of probes, checks, baselines, runs and
revisions of the project that the current folder is in. Nothing is measured and
nothing of the target is run.";

pub const MAN: &str = "\
Examples:
  vitals man                           the page of vitals itself
  vitals man history prune             one page
  vitals man --dir man/man1            every page, into a folder

Read one with `vitals man check | man -l -`.";

pub const BISECT: &str = "\
Examples:
  vitals bisect v1.2 HEAD --import shop.app    which commit made the import slower
  vitals bisect v1.2 HEAD --check leak         a check of the configuration
  vitals bisect v1.2 HEAD -- python -m pytest tests/test_cart.py
  vitals bisect resume                         go on after Ctrl-C or a spent budget
  vitals bisect --lock HEAD~1 HEAD --import shop.app
  vitals bisect --lock old/uv.lock uv.lock --find-links wheels";

pub const INCIDENT: &str = "\
Examples:
  vitals incident open checkout-down --scenario golden-path
  vitals health                        and every other command writes an entry
  vitals incident note 'the cache was restarted'
  vitals incident validate-recovery --for 10m
  vitals incident attest monitoring yes --until 24h
  vitals incident answer root-cause 'a lock held while waiting'
  vitals incident lint                 what is still missing
  vitals incident report -o incident.html
  vitals incident close

The journal lies in the common git directory, vitals/incidents/ID/journal.jsonl,
and is only added to: each line has a sum over all before it. One incident is
open at a time. `vitals phase`, `vitals baseline capture` and `vitals nightly
accept` wait until it is over, or take --during-incident REASON. Exit codes: 1
something is missing or does not hold, 3 refused, 64 usage, 70 own fault.";
