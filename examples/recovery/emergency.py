"""What surrounds a rollback: health, who is called, who may do what, what has to hold before it is over, the report, drills.

The rows of INCIDENT are one incident, in this order: an event is lost, and the way through the service is broken.
"""

import datetime

import make
from rehearsal import Rehearsal

PEOPLE = {"L1": "Kim Berg", "L2": "Ada Okafor", "L3": "Noa Lind", "L4": "Sam Ito"}
LONGEST = 36
"""Lines of one command that are shown."""

# What an emergency document has for it, in the form of its scripts.
FILES = {
    "contacts.txt": "TECHNICAL LEAD\n  Name: [Name]\n  Phone: [Emergency number]\nMANAGER\n  Name: [Name]\n  Phone: [Emergency number]\n",
    "everything.sh": "echo 'This needs level 3'\nread phrase\n[ \"$phrase\" = YES ] && git reset --hard HEAD~10\n",
    "escalation.yaml": "automatic:\n  - golden_path_failing: >5 minutes\n  - rollbacks: >2\n",
    "report.sh": "cat > INCIDENT.md << EOF\nDuration: $(incident_duration)\nCustomer impact: $(customer_impact)\n"
    "Root cause: $(root_cause)\nEOF\necho 'Incident report written'\n",
    "checklist.sh": "export PYTHONPATH=.\npython tests/test_events.py -v || exit 1\necho 'CHECKLIST COMPLETED'\n",
    "recovery.yaml": "system_health:\n  - golden_path: 100%\n  - user_isolation: verified\n  - rollback_procedures: tested\n",
    "score.sh": "export PYTHONPATH=.\npassed=0\nfor check in 'import shop.canonical_imports' 'import shop.manager' 'import shop.events' \\\n"
    "    'import shop.registry' 'import server' 'import isolation_of_users'\n"
    "do python -c \"$check\" 2>/dev/null && passed=$((passed + 1)); done\n"
    "echo \"Health: $((passed * 100 / 6)) %, monitor closely\"\n",
    "leak.py": "import re\n\n\ndef resident():\n    status = open('/proc/self/status').read()\n"
    "    return int(re.search(r'VmRSS:\\s+(\\d+)', status)[1]) / 1000\n\n\nbefore = resident()\n"
    "from shop.canonical_imports import UserContext, create_websocket_manager\n\n"
    "made = [create_websocket_manager(UserContext('ada'), str(number)) for number in range(10)]\n"
    "print(f'{len(made)} managers: {resident() - before:.2f} MB')\n",
}

SCRIPTS = {
    "health": [["sh", "score.sh"]],
    "probes": [["PYTHON", "-W", "ignore", "leak.py"]],
    "contacts": [["grep", "-c", "\\[", "contacts.txt"]],
    "escalation": [
        ["PYTHON", "-c", "import sys, yaml; sys.tracebacklimit = 0; yaml.safe_load(open('escalation.yaml'))"],
    ],
    "levels": [["sh", "-c", "echo YES | sh everything.sh"]],
    "checklist": [["sh", "checklist.sh"]],
    "validation": [["PYTHON", "-c", "import yaml; print(yaml.safe_load(open('recovery.yaml')))"]],
    "report": [["sh", "report.sh"], ["cat", "INCIDENT.md"]],
    "two-people": [["sh", "-c", "echo YES | sh everything.sh"]],
    "drill": [["grep", "-n", "tested", "recovery.yaml"]],
}


def contacts():
    """The shipped levels, a person for each, and a file that gets the calls."""
    today = datetime.date.today().isoformat()
    text = '\n[escalation]\nprofile = "four-levels"\nisolation = ["user isolation"]\n'
    text += '\n[[notify]]\nname = "pager"\nkind = "file"\npath = ".vitals/pager.jsonl"\nwhen = []\n'
    for number, (level, name) in enumerate(PEOPLE.items(), 1):
        text += f'\n[[contact]]\nkind = "person"\nname = "{name}"\nlevel = "{level}"\nreach = ["pager"]\n'
        text += f'phone = "+49 30 9018 20{number}"\nchecked = {today}\n'
    return text


def of_health(rehearsal):
    rehearsal.run(["vitals", "health", "--quiet"])


def of_probes(rehearsal):
    rehearsal.run(["vitals", "health", "--only", "memory", "--quiet"])


def of_contacts(rehearsal):
    rehearsal.run(["vitals", "escalate", "init"])
    rehearsal.run(["sh", "-c", "vitals escalate lint | grep placeholder"])


def of_two_people(rehearsal):
    rehearsal.run(["vitals", "rollback", "plan", "phase:phase-1", "--rewrite", "--check", "imports", "--quiet"])
    plans = list((rehearsal.service / ".vitals" / "plans").glob("*.json"))
    rehearsal.run(["vitals", "rollback", "apply", plans[0].stem[:12], "--yes", "--quiet"])


def of_drill(rehearsal):
    rehearsal.run(["vitals", "drill", "removed-export", "--quiet"])
    rehearsal.run(["sh", "-c", "vitals drill --list | grep removed-export"])


def planned(rehearsal):
    """Plans to go back; gives the beginning of the plan's hash."""
    rehearsal.run(["vitals", "rollback", "plan", "--for", "golden path", "--quiet"])
    plans = (rehearsal.service / ".vitals" / "plans").glob("*.json")
    return max(plans, key=lambda path: path.stat().st_mtime).stem[:12]


def of_escalation(rehearsal):
    rehearsal.run(["vitals", "incident", "open", "checkout-down", "--severity", "2", "--scenario", "golden-path"])
    rehearsal.run(["vitals", "escalate"])
    rehearsal.run(["vitals", "escalate", "ack", "--by", PEOPLE["L2"]])
    rehearsal.run(["vitals", "escalate", "answer", "customer-reports", "no", "--by", PEOPLE["L2"]])


def of_levels(rehearsal):
    plan = planned(rehearsal)
    rehearsal.run(["vitals", "rollback", "apply", plan, "--yes", "--as", "L1", "--quiet"])
    rehearsal.run(["vitals", "rollback", "apply", plan, "--yes", "--as", "L2", "--quiet"])


def of_checklist(rehearsal):
    rehearsal.run(["vitals", "incident", "checklist", "--quiet"])


def of_validation(rehearsal):
    rehearsal.run(["vitals", "incident", "attest", "login", "yes", "--by", PEOPLE["L3"], "--until", "8h"])
    rehearsal.run(["vitals", "incident", "validate-recovery", "--quiet"])


def of_report(rehearsal):
    rehearsal.run(["vitals", "incident", "lint"])
    rehearsal.run(["vitals", "incident", "answer", "customer-impact", "no orders for seven minutes"])
    rehearsal.run(["sh", "-c", "vitals incident report | grep -A 9 -e '## Customer' -e '## Times' -e '## Commits'"])


ALONE = {
    "health": (of_health, "isolation"),
    "probes": (of_probes, "phase-2"),
    "contacts": (of_contacts, "golden-path"),
    "two-people": (of_two_people, "nuclear"),
    "drill": (of_drill, None),
}
INCIDENT = {
    "escalation": of_escalation,
    "levels": of_levels,
    "checklist": of_checklist,
    "validation": of_validation,
    "report": of_report,
}
ROWS = [*ALONE, *INCIDENT]


def rehearse(options, rows):
    """The two blocks of each of these rows."""
    blocks = {row: alone(options, row) for row in rows if row in ALONE}
    return blocks | (incident(options) if set(rows) & set(INCIDENT) else {})


def both(rehearsal, row, steps):
    rehearsal.script(SCRIPTS[row], FILES)
    script = rehearsal.block()
    steps(rehearsal)
    return {"script": script, "vitals": rehearsal.block(LONGEST)}


def alone(options, row):
    steps, broken = ALONE[row]
    folder = options.folder / row
    make.make(folder, broken or "nuclear")
    rehearsal = Rehearsal(folder, options)
    if broken is None:
        good = rehearsal.git("log", "--format=%H", f"--grep={make.FIRST}", "-1")
        rehearsal.git("switch", "--quiet", "--detach", good)
    elif broken != "golden-path":
        rehearsal.prepare(make.ROWS[broken][0])
    return both(rehearsal, row, steps)


def incident(options):
    folder = options.folder / "incident"
    make.make(folder, "golden-path", settings=contacts())
    rehearsal = Rehearsal(folder, options)
    rehearsal.prepare(make.ROWS["golden-path"][0])
    # The run that sees it first.
    rehearsal.run(["vitals", "health", "--quiet"], quiet=True)
    return {row: both(rehearsal, row, steps) for row, steps in INCIDENT.items()}
