//! Two examples of each command.

pub const VITALS: &str = "\
Examples:
  vitals init --measure                a first vitals.toml of this project
  vitals probe import json             how long an import takes, and why
Exit codes: 0 pass, 1 fail or error, 2 undecided, 64 usage, 70 own fault
`vitals help` lists topics; `vitals --help` and `COMMAND --help` say more";

pub const PROBE: &str = "\
Examples:
  vitals probe import json
  vitals probe create decimal:Decimal --arg \"'1.5'\"";

pub const PROBE_IMPORT: &str = "\
Examples:
  vitals probe import json --limit 200ms
  vitals probe import shop.app --cache cold-disk --json";

pub const PROBE_CREATE: &str = "\
Examples:
  vitals probe create decimal:Decimal --arg \"'1.5'\" --limit 10ms
  vitals probe create shop.sockets:create_manager --expect-type Manager";

pub const PROBE_GROWTH: &str = "\
Examples:
  vitals probe growth decimal:Decimal --arg i --limit 1MB
  vitals probe growth shop.sockets:create_manager --objects 50 --rounds 20";

pub const CHECK: &str = "\
Examples:
  vitals check                         all that vitals.toml lists
  vitals check --baseline before -o junit=vitals.xml";

pub const COMPARE: &str = "\
Examples:
  vitals compare main .                is this working tree slower than main
  vitals compare py:3.11 py:3.13 --import json";

pub const BISECT: &str = "\
Examples:
  vitals bisect v1.2 HEAD --import shop.app    which commit made it slower
  vitals bisect --lock HEAD~1 HEAD             which upgrade";

pub const NOTIFY: &str = "\
Examples:
  vitals notify                        send what waits
  vitals notify --test team";

pub const PR: &str = "\
Examples:
  vitals pr --base main                does this branch make anything slower
  vitals pr --base main --all --fail-on undecided";

pub const BASELINE: &str = "\
Examples:
  vitals baseline capture before-phase-2
  vitals check --baseline before-phase-2";

pub const CAPTURE: &str = "\
Examples:
  vitals baseline capture before-phase-2
  vitals baseline capture before-phase-2 --merge";

pub const BASELINE_LIST: &str = "\
Examples:
  vitals baseline list
  vitals baseline list --json";

pub const BASELINE_SHOW: &str = "\
Examples:
  vitals baseline show before-phase-2
  vitals baseline show before-phase-2 --json";

pub const BASELINE_DIFF: &str = "\
Examples:
  vitals baseline diff before-phase-2 after-phase-2
  vitals baseline diff v1 v2 --json";

pub const BASELINE_RM: &str = "\
Examples:
  vitals baseline rm before-phase-2
  vitals baseline rm old --config shop/vitals.toml";

pub const HEALTH: &str = "\
Examples:
  vitals health                        all checks, with a score
  vitals health --watch 30s            what changes, until Ctrl-C";

pub const NIGHTLY: &str = "\
Examples:
  vitals nightly --quiet               in a crontab
  vitals nightly accept                what changed up to HEAD is meant to stay";

pub const ACCEPT: &str = "\
Examples:
  vitals nightly accept
  vitals nightly accept v1.3 --reason \"the new parser\"";

pub const TREND: &str = "\
Examples:
  vitals trend                         every series, with its last change
  vitals trend shop.app --open         draw one, in a browser";

pub const HISTORY: &str = "\
Examples:
  vitals history --status fail --since 30d
  vitals history show latest";

pub const HISTORY_LIST: &str = "\
Examples:
  vitals history list --probe shop.app --limit 20
  vitals history list --since 30d --format csv";

pub const HISTORY_SHOW: &str = "\
Examples:
  vitals history show latest
  vitals history show 17 --json";

pub const EXPORT: &str = "\
Examples:
  vitals history export -o ci.json
  vitals history export --probe shop.app -o csv=shop.csv";

pub const IMPORT: &str = "\
Examples:
  vitals history import ci.json
  vitals history import ci.json nightly.db --database all.db";

pub const PRUNE: &str = "\
Examples:
  vitals history prune --keep-last 100            what would go
  vitals history prune --keep-days 90 --keep-every week --yes";

pub const HISTORY_CHECK: &str = "\
Examples:
  vitals history check
  vitals history check --database ci.db";

pub const PHASE: &str = "\
Examples:
  vitals phase start payments
  vitals phase list";

pub const PHASE_START: &str = "\
Examples:
  vitals phase start payments          runs the checks first
  vitals phase start old --at v1.2";

pub const PHASE_END: &str = "\
Examples:
  vitals phase end payments
  vitals phase end payments --no-measure";

pub const PHASE_LIST: &str = "\
Examples:
  vitals phase list
  vitals phase list --json";

pub const DRILL: &str = "\
Examples:
  vitals drill slow-import             one fault, from sight to green
  vitals drill --all                   every fault that has a place here";

pub const RESPOND: &str = "\
Examples:
  vitals respond golden-path --dry-run   the steps, and the time for each
  vitals respond isolation-breach --yes  contain, keep evidence, roll back";

pub const INCIDENT_EVIDENCE: &str = "\
Examples:
  vitals incident evidence             git's state, and [respond] evidence
  vitals incident evidence --budget 1m";

pub const DOCTOR: &str = "\
Examples:
  vitals doctor                        what would fail, before it has to work
  vitals doctor --push-test            and whether the remote takes a push";

pub const CHAOS: &str = "\
Examples:
  vitals chaos run experiment.json     the steady state, the method, the rollbacks
  vitals chaos run experiment.json --host shop.example.org";

pub const CHAOS_RUN: &str = "\
Examples:
  vitals chaos run experiment.json
  vitals chaos run experiment.json --journal out/journal.json --json";

pub const LEDGER: &str = "\
Examples:
  vitals ledger --for 'golden path'    its last known good
  vitals ledger --export csv";

pub const REPORT: &str = "\
Examples:
  vitals report latest --open          the page, in a browser
  vitals report 17 --json              byte for byte the report.json of then";

pub const TRIAGE: &str = "\
Examples:
  vitals triage                        what is wrong, why, what next
  vitals triage --budget 20s --open";

pub const AUDIT: &str = "\
Examples:
  vitals audit                         can each check fail?
  vitals audit --only syntax";

pub const EXPLAIN: &str = "\
Examples:
  vitals explain json                  its whole module tree
  vitals explain fastapi -o speedscope=fastapi.json";

pub const IMPORTS: &str = "\
Examples:
  vitals imports                       is there a cycle
  vitals imports shop --why shop.app shop.db";

pub const INIT: &str = "\
Examples:
  vitals init --dry-run                print what would be written
  vitals init --measure --python .venv";

pub const WEBSOCKET: &str = "\
Examples:
  vitals websocket                     every websocket check
  vitals websocket --only chat --json";

pub const HELP: &str = "\
Examples:
  vitals help formats                  a topic
  vitals help history prune            a command";

pub const COMPLETIONS: &str = "\
Examples:
  vitals completions bash              print the script
  vitals completions fish";

pub const MAN: &str = "\
Examples:
  vitals man history prune             one page
  vitals man --dir man/man1            every page, into a folder";

pub const ROLLBACK: &str = "\
Examples:
  vitals rollback plan HEAD~1          what would change, verified
  vitals rollback apply 3f2a9c41 --yes";

pub const ROLLBACK_PLAN: &str = "\
Examples:
  vitals rollback plan --for 'golden path' --ladder
  vitals rollback plan HEAD~2 -- shop/cart.py";

pub const ROLLBACK_APPLY: &str = "\
Examples:
  vitals rollback apply plan.json      what it would do
  vitals rollback apply 3f2a9c41 --yes --publish";

pub const ROLLBACK_APPROVE: &str = "\
Examples:
  vitals rollback approve 3f2a9c41 --as L3 --root /srv/shop
  vitals rollback approve 3f2a9c41 --as L3 --tag";

pub const ROLLBACK_UNDO: &str = "\
Examples:
  vitals rollback undo                 the last one
  vitals rollback undo 20261201T030405-3f2a9c41";

pub const ROLLBACK_STATUS: &str = "\
Examples:
  vitals rollback status --json
  vitals rollback status --root /srv/shop";

pub const ROLLBACK_RECOVER: &str = "\
Examples:
  vitals rollback recover
  vitals rollback recover --root /srv/shop";

pub const ROLLBACK_PUBLISH: &str = "\
Examples:
  vitals rollback publish              to the branch's own remote
  vitals rollback publish upstream";

pub const ESCALATE: &str = "\
Examples:
  vitals escalate                      who is called now, and who is next
  vitals escalate ack --by 'Kim Berg'";

pub const ESCALATE_LINT: &str = "\
Examples:
  vitals escalate lint
  vitals escalate lint --config services/shop/vitals.toml";

pub const ESCALATE_INIT: &str = "\
Examples:
  vitals escalate init --dry-run       what would be added
  vitals escalate init --print-profile";
pub const INCIDENT: &str = "\
Examples:
  vitals incident open checkout-down --scenario golden-path
  vitals incident report -o incident.html";

pub const INCIDENT_OPEN: &str = "\
Examples:
  vitals incident open checkout-down --scenario golden-path
  vitals incident open slow-search --severity 1 --summary 'p95 doubled'";

pub const INCIDENT_NOTE: &str = "\
Examples:
  vitals incident note 'the cache was restarted'
  vitals incident note --section root-cause 'a lock held too long'";

pub const INCIDENT_ANSWER: &str = "\
Examples:
  vitals incident answer customer-impact 'no orders for 7 minutes'
  vitals incident answer root-cause 'a lock held while waiting'";

pub const INCIDENT_ATTEST: &str = "\
Examples:
  vitals incident attest monitoring yes --until 24h
  vitals incident attest stakeholders-informed yes --by 'A. Owner'";

pub const INCIDENT_SHOW: &str = "\
Examples:
  vitals incident show
  vitals incident show checkout-down --json";

pub const INCIDENT_LIST: &str = "\
Examples:
  vitals incident list
  vitals incident list --json";

pub const INCIDENT_LINT: &str = "\
Examples:
  vitals incident lint
  vitals incident lint checkout-down --json";

pub const INCIDENT_CLOSE: &str = "\
Examples:
  vitals incident close
  vitals incident close --anyway 'a false alarm'";

pub const ESCALATE_STATUS: &str = "\
Examples:
  vitals escalate status
  vitals escalate status --send        those who are due hear of it";

pub const ESCALATE_ACK: &str = "\
Examples:
  vitals escalate ack                  all calls of one's level
  vitals escalate ack 3f2a9c41 --by 'Kim Berg'";

pub const ESCALATE_ANSWER: &str = "\
Examples:
  vitals escalate answer customer-reports no
  vitals escalate answer data-exposure unknown --by 'Kim Berg'";

pub const ESCALATE_WATCH: &str = "\
Examples:
  vitals escalate watch                show what would be sent
  vitals escalate watch --send";

pub const ESCALATE_TEST: &str = "\
Examples:
  vitals escalate test                 to whom, and how the last one went
  vitals escalate test L1 --send";

pub const INCIDENT_CHECKLIST: &str = "\
Examples:
  vitals incident checklist
  vitals incident checklist --baseline before-release --json";

pub const INCIDENT_RECOVERY: &str = "\
Examples:
  vitals incident validate-recovery
  vitals incident validate-recovery --for 10m --every 1m";

pub const INCIDENT_REPORT: &str = "\
Examples:
  vitals incident report
  vitals incident report checkout-down -o incident.html";
