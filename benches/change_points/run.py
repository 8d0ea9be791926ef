#!/usr/bin/env python3
"""Change-points of simulated series of nights: ours, Apache Otava's and ruptures', on the same series in the same run.

    cargo build --release -p vitals-benches
    python3 -m venv .venv && .venv/bin/pip install apache-otava==0.8.0 ruptures==1.1.10
    .venv/bin/python benches/change_points/run.py target/release/change_points

Whole series: nights, noise and steps as drawn in `series_of`; a step every 90 nights, one at least, three at most, up or
down, ten nights or more from each other and from both ends. Of every noise (1, 3, 5 %) and step (3, 5, 10 %, none) there are as many. Half of the
series have normal noise, a quarter Student's t with 4 degrees of freedom scaled to the same standard deviation, and a quarter
normal noise with one night in fifty slower by 10 to 40 %.

A found point is a true one's if it lies within three nights of it (`--within`), one to one, nearest first. Precision: found points
that are true; recall: true ones that were found; false points a series-year: the others, per 365 nights.

Night by night: every method sees the series again each night, as a nightly run does, and reports what is not within five nights
of something that it reported before.
"""
import argparse
import collections
import json
import math
import random
import statistics
import subprocess
import time

NOISES = (0.01, 0.03, 0.05)
STEPS = (0.03, 0.05, 0.10, 0.0)
KINDS = ("normal", "normal", "t4", "outliers")


def series_of(draw, nights, noise, kind, steps):
    """Values of the nights: `steps` are (first night, log ratio)."""
    values, correlated = [], draw.gauss(0, 1)
    for night in range(nights):
        level = sum(by for first, by in steps if first <= night)
        off = draw.gauss(0, 1)
        if kind == "t4":
            # Variance of t with 4 degrees of freedom: 2.
            off /= math.sqrt(draw.gammavariate(2, 2) / 4) * math.sqrt(2)
        if kind == "correlated":
            off = correlated = 0.3 * correlated + math.sqrt(1 - 0.3**2) * off
        off *= noise
        if kind == "outliers" and draw.random() < 0.02:
            off += math.log1p(draw.uniform(0.1, 0.4))
        values.append(300.0 * math.exp(level + off))
    return values


def drawn_steps(draw, nights, size):
    """First nights of new levels, and their log ratios."""
    if not size:
        return []
    count = min(3, max(1, nights // 90))
    while True:
        at = sorted(draw.randint(10, nights - 10) for _ in range(count))
        if all(late - early >= 10 for early, late in zip(at, at[1:])):
            return [(night, math.log1p(draw.choice((size, -size)))) for night in at]


def simulated(draw, count, cells, kinds):
    """`count` series of each cell: noise, step, kind, true steps, values."""
    found = []
    for number in range(count):
        for noise, size in cells:
            kind, nights = kinds[number % len(kinds)], draw.randint(30, 365)
            steps = drawn_steps(draw, nights, size)
            found.append((noise, size, kind, steps, series_of(draw, nights, noise, kind, steps)))
    return found


def noise_of(logs):
    """Standard deviation from the median absolute difference of neighbours."""
    return 1.4826 * statistics.median(abs(b - a) for a, b in zip(logs, logs[1:])) / math.sqrt(2)


def peers():
    """Name -> function from values to first nights of new levels."""
    import numpy
    import ruptures
    from otava.analysis import compute_change_points
    from scipy.stats import mannwhitneyu

    def otava(values):
        points, _ = compute_change_points(list(values))
        return [int(point.index) for point in points]

    def otava_least(values):
        points, _ = compute_change_points(list(values), min_magnitude=0.02)
        return [int(point.index) for point in points]

    def kernel(name, penalty):
        # ruptures' PELT in C, on every night; `linear` is the cost l2 with the same optimum as Pelt(model="l2").
        def points(values):
            logs = numpy.log(values)
            found = ruptures.KernelCPD(kernel=name, min_size=2).fit(logs).predict(pen=penalty(logs))
            return [int(night) for night in found[:-1]]

        return points

    def rbf_default(values):
        found = ruptures.Pelt(model="rbf").fit(numpy.log(values)).predict(pen=10)
        return [int(night) for night in found[:-1]]

    def winsorised(values):
        logs = numpy.log(values)
        noise = noise_of(logs)
        middle = numpy.array([numpy.median(logs[max(0, night - 5):night + 6]) for night in range(len(logs))])
        logs = numpy.clip(logs, middle - 2.5 * noise, middle + 2.5 * noise)
        price = 2 * noise**2 * math.log(len(logs))
        points = ruptures.KernelCPD(kernel="linear", min_size=2).fit(logs).predict(pen=price)[:-1]
        while points:
            ends = [0, *points, len(logs)]
            p = [mannwhitneyu(logs[a:b], logs[b:c]).pvalue for a, b, c in zip(ends, ends[1:], ends[2:])]
            if max(p) <= 0.001:
                break
            del points[p.index(max(p))]
        return [int(night) for night in points]

    return {
        "Otava, default": otava,
        "Otava, least step 2 %": otava_least,
        "ruptures rbf, default": rbf_default,
        "ruptures rbf, every night": kernel("rbf", lambda logs: 10),
        "ruptures l2, 2σ² ln n": kernel("linear", lambda logs: 2 * noise_of(logs) ** 2 * math.log(len(logs))),
        "ruptures l2, 4σ² ln n": kernel("linear", lambda logs: 4 * noise_of(logs) ** 2 * math.log(len(logs))),
        "winsorised l2 + Mann-Whitney": winsorised,
    }


class Ours:
    """The example program, one series a line."""

    def __init__(self, program):
        self.child = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, **asked):
        self.child.stdin.write(json.dumps(asked) + "\n")
        self.child.stdin.flush()
        return json.loads(self.child.stdout.readline())


def matched(found, steps, within):
    """Pairs (found, true) of points at most `within` nights apart, one to one, nearest first."""
    near = sorted((abs(night - first), night, first) for night in found for first, _ in steps)
    pairs, left, right = [], set(), set()
    for distance, night, first in near:
        if distance <= within and night not in left and first not in right:
            pairs.append((night, first))
            left.add(night)
            right.add(first)
    return pairs


class Score:
    """Counts of one method in one cell."""

    def __init__(self):
        self.true = self.found = self.hits = self.exact = self.nights = self.covered = self.within_one = 0
        self.distances, self.seconds = [], []

    def add(self, found, steps, nights, seconds, within):
        pairs = matched(found, steps, within)
        self.true += len(steps)
        self.found += len(found)
        self.hits += len(pairs)
        self.nights += nights
        # Without a limit, so that the distance is not that of the matched ones alone.
        self.distances += [min((abs(night - first) for night in found), default=nights) for first, _ in steps]
        self.seconds.append(seconds)
        return pairs

    def rates(self):
        precision = self.hits / self.found if self.found else math.nan
        recall = self.hits / self.true if self.true else math.nan
        both = 2 * self.hits / (self.found + self.true) if self.found + self.true else math.nan
        return precision, recall, both, (self.found - self.hits) * 365 / self.nights

    def row(self):
        precision, recall, both, false = self.rates()
        distances = sorted(self.distances)
        place = (f"{quantile(distances, 0.5):.0f} / {quantile(distances, 0.95):.0f}" if distances else "")
        shares = [f"{share:.3f}" if not math.isnan(share) else "" for share in (precision, recall, both)]
        return [*shares, f"{false:.2f}", place, f"{1e3 * statistics.median(self.seconds):.2f} ms"]


def quantile(values, part):
    return values[min(len(values) - 1, int(part * len(values)))]


def print_table(title, head, rows):
    print(f"\n{title}\n")
    print("| " + " | ".join(head) + " |\n|" + "---|" * len(head))
    for row in rows:
        print("| " + " | ".join(str(cell) for cell in row) + " |")


def judge_whole(series, ours, others, within):
    """Scores by method and cell; and how often our interval covers the true ratio."""
    scores = collections.defaultdict(Score)
    covered = hits = drifts = 0
    for noise, size, _, steps, values in series:
        answer = ours.ask(values=values)
        nights = [point[0] for point in answer["points"]]
        pairs = scores["vitals", noise, size].add(nights, steps, len(values), answer["seconds"], within)
        drifts += answer["drift"]
        sizes, intervals = dict(steps), {point[0]: (point[1], point[3]) for point in answer["points"]}
        for night, first in pairs:
            low, high = intervals[night]
            hits += 1
            covered += low <= math.exp(sizes[first]) <= high
        for name, method in others.items():
            begin = time.perf_counter()
            nights = method(values)
            seconds = time.perf_counter() - begin
            scores[name, noise, size].add(nights, steps, len(values), seconds, within)
    return scores, covered, hits, drifts


def name_of(noise, size):
    return f"noise {100 * noise:.0f} %, " + (f"steps {100 * size:.0f} %" if size else "no step")


def whole(draw, options, ours, others):
    cells = [(noise, size) for size in STEPS for noise in NOISES]
    series = simulated(draw, options.series // len(cells), cells, KINDS)
    scores, covered, hits, drifts = judge_whole(series, ours, others, options.within)
    head = ["method", "precision", "recall", "F1", "false a series-year", "nights off, median / 95 %", "time, median"]
    for noise, size in cells:
        rows = [[name, *scores[name, noise, size].row()] for name in ["vitals", *others]]
        some = scores["vitals", noise, size]
        title = f"{name_of(noise, size)}: {len(some.seconds)} series, {some.nights} nights, {some.true} steps"
        print_table(title, head, rows)
    print(f"\nOur 95 % intervals of the ratio hold the true one in {covered} of {hits}; "
          f"drifts reported in {drifts} of {len(series)} series, none of which drifts.")
    below(cells, scores, others)


def below(cells, scores, others):
    """Cells where a peer is better in F1, or, without steps, in false points."""
    worse = []
    for cell in cells:
        ours = scores[("vitals", *cell)].rates()
        for name in others:
            theirs = scores[(name, *cell)].rates()
            if cell[1] and theirs[2] > ours[2]:
                worse.append(f"{name_of(*cell)}: F1 {theirs[2]:.3f} of {name}, ours {ours[2]:.3f}")
            if not cell[1] and theirs[3] < ours[3]:
                worse.append(f"{name_of(*cell)}: {theirs[3]:.2f} false a year of {name}, ours {ours[3]:.2f}")
    print("\nCells where a peer is better (F1; without steps, false points): " + ("; ".join(worse) or "none") + ".")


def correlated(draw, options, ours, others):
    cells = [(0.01, 0.05), (0.03, 0.10), (0.03, 0.0)]
    series = simulated(draw, options.series // 12, cells, ["correlated"])
    scores, *_ = judge_whole(series, ours, others, options.within)
    head = ["nights correlated (0.3)", *(f"{name_of(*cell)}: precision / recall / false a year" for cell in cells)]
    rows = []
    for name in ["vitals", *others]:
        rates = [scores[(name, *cell)].rates() for cell in cells]
        rows.append([name, *(f"{p:.3f} / {r:.3f} / {f:.2f}" if r == r else f"{f:.2f}" for p, r, _, f in rates)])
    print_table("The same with an autoregression of 0.3 from night to night:", head, rows)


def reports_of(method, values, begin):
    """Night by night from the first `begin` nights on: (nights so far, reported first night)."""
    reports = []
    for so_far in range(begin, len(values) + 1):
        known = [night for _, night in reports]
        for night in method(values[:so_far]):
            if all(abs(night - other) > 5 for other in known):
                reports.append((so_far, night))
    return reports


def online(draw, options, ours, others):
    chosen = {name: method for name, method in others.items() if name in options.online_methods}
    methods = {"vitals": lambda values, begin: ours.ask(**{"values": values, "from": begin})["reports"]}
    for name, method in chosen.items():
        methods[name] = lambda values, begin, method=method: reports_of(method, values, begin)
    rows = []
    for noise, size in ((0.01, 0.05), (0.01, 0.10), (0.03, 0.10), (0.05, 0.10)):
        delays = collections.defaultdict(list)
        for number in range(options.online):
            at = draw.randint(30, 120)
            steps = [(at, math.log1p(draw.choice((size, -size))))]
            values = series_of(draw, at + 30, noise, KINDS[number % len(KINDS)], steps)
            for name, reports in methods.items():
                reported = [so_far - at for so_far, night in reports(values, at + 1) if abs(night - at) <= 3]
                delays[name].append(min(reported, default=math.inf))
        for name in methods:
            known = sorted(delays[name])
            shares = [f"{100 * sum(delay <= nights for delay in known) / len(known):.0f} %" for nights in (1, 2, 3, 5, 10, 30)]
            rows.append([name_of(noise, size), name, f"{quantile(known, 0.5):.0f}", *shares])
    head = ["", "method", "nights needed, median", "known after 1", "2", "3", "5", "10", "30"]
    print_table(f"Night by night, nights at the new level until it is reported ({options.online} steps each, after 30 to "
                "120 nights):", head, rows)
    rows = []
    for noise in NOISES:
        alarms, nights = collections.Counter(), 0
        drifts = 0
        for number in range(options.online_years):
            values = series_of(draw, 395, noise, KINDS[number % len(KINDS)], [])
            nights += 366
            drifts += ours.ask(**{"values": values, "from": 30})["drifts"]
            for name, reports in methods.items():
                alarms[name] += len(reports(values, 30))
        rows.append([f"{100 * noise:.0f} %", *(f"{alarms[name] * 365 / nights:.2f}" for name in methods),
                     f"{drifts * 365 / nights:.2f}"])
    head = ["noise", *(f"{name}" for name in methods), "vitals: drifts"]
    print_table(f"Night by night, false alarms in 365 nights, nothing changed ({options.online_years} series-years each):",
                head, rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", help="target/release/change_points")
    parser.add_argument("--series", type=int, default=1008, help="whole series, over all cells")
    parser.add_argument("--within", type=int, default=3, help="nights that a found point may be off")
    parser.add_argument("--online", type=int, default=200, help="steps seen night by night, per cell")
    parser.add_argument("--online-years", type=int, default=40, help="series-years seen night by night, per noise")
    parser.add_argument("--online-methods", nargs="*", default=["Otava, default"])
    parser.add_argument("--only-ours", action="store_true", help="without the peers")
    parser.add_argument("--seed", type=int, default=20260)
    options = parser.parse_args()
    draw = random.Random(options.seed)
    others = {} if options.only_ours else peers()
    ours = Ours(options.program)
    print(f"Seed {options.seed}; a point counts within {options.within} nights.")
    whole(draw, options, ours, others)
    correlated(draw, options, ours, others)
    online(draw, options, ours, others)
    ours.child.stdin.close()
    ours.child.wait()


if __name__ == "__main__":
    main()
