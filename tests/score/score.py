#!/usr/bin/env python3
"""Measures leastscope against apps whose truth is known.

    score.py --leastscope BINARY LABELS APPS [--only ID,ID] [--json FILE] [--verbose]
    score.py --leastscope BINARY --fixtures fixtures/apps
    … --floor NAME=PERCENT,…    names: calls right identity phase install places unresolved verdicts minimal missing

A label is one JSON file about one app: what it declares, which calls a careful reader found, the verdict on each scope, the smallest
set, what is missing. The app of a label stands in APPS/OWNER+NAME (the `repo` with a plus), below it in the label's `root`.
A fixture is a folder with `app` and `expected.json`; it is read as a label of its own.

Counted, per app and in total:

  calls      live calls that scopes govern, by method and path. A hole of the label stands for anything. A hole of the report stands
             for a hole, or for a literal where the operation that the report names has a placeholder.
  extra      calls of the report that the label knows neither as live, nor as unclear, nor as possible
  identity   found calls with the label's identities
  phase      found calls with the label's phase; dead calls that are reported as live count as wrong
  install    the same, of the calls that are made only while the app is being installed
  places     found calls with every place (file and line) of the label
  unresolved calls that nobody can resolve, reported as such at their place
  verdicts   declared scopes with the label's verdict or one that the label accepts
  danger     needed scopes that are called removable or install-only, or left out of the recommended set: must be 0
  minimal    recommended sets that hold what they must, and nothing beyond what the label leaves open
  missing    needs that the declared scopes do not cover; found and wrongly claimed

Exit status: 0; 1 when an app could not be run, a scope is in danger (with --floor), or a floor is not reached.
"""
import argparse
import json
import os
import re
import subprocess
import sys
import time
from collections import Counter

REMOVABLE = {"over-requested", "redundant", "dead-code-only"}
CALL = re.compile(r"\b(GET|POST|PUT|PATCH|DELETE|HEAD|ANY|GRAPHQL|SLACK)\s+(\S+)")


# ---- paths ---------------------------------------------------------------------------------------------------------------------

def plain_path(path, platform):
    """One spelling for one path: no host, no query, no /ex prefix, holes as {}, one version of Jira's API."""
    path = re.split(r"[?#]", re.sub(r"^https?://[^/]+", "", path or ""))[0]
    path = re.sub(r"^/ex/(?:jira|confluence)/[^/]+", "", path)
    path = re.sub(r"^/gateway/api(?=/jsm/)", "", path)
    if "/" not in path:
        return path  # GraphQL fields, Slack methods
    parts = []
    for part in filter(None, path.split("/")):
        parts.append("{}" if part == "*" else re.sub(r"\{[^{}]*\}", "{}", part))
    path = re.sub(r"^/rest/api/(?:2|latest)(?=/|$)", "/rest/api/3", "/" + "/".join(parts))
    return "/wiki" + path if platform == "connect-confluence" and path.startswith("/rest/") else path


def identity_of(call, platform):
    return call.get("method", "GET").upper(), plain_path(call.get("path"), platform)


def segment_fits(truth, said, template):
    if truth == said or (template == "{}" and said == "{}"):
        return True
    return "{}" in truth and re.fullmatch(".*".join(map(re.escape, truth.split("{}"))), said) is not None


def fits(truth, said, operation=None):
    """Whether the report's (method, path) is the label's."""
    if said[0] not in (truth[0], "ANY"):
        return False
    a, b = truth[1].split("/"), said[1].split("/")
    template = plain_path(operation.split()[-1], "").split("/") if operation else []
    if len(template) != len(b):
        template = [None] * len(b)
    return len(a) == len(b) and all(map(segment_fits, a, b, template))


# ---- calls ---------------------------------------------------------------------------------------------------------------------

def is_governed(call):
    return call.get("governed_by_scopes", call.get("governed", True)) is not False


def places_of(call):
    """{file:line} of a label's call or of a report's."""
    return {at if isinstance(at, str) else f"{at['file']}:{at['line']}" for at in call.get("at", [])}


def is_live(call):
    return call.get("phase", "run") != "unreachable"


class Group:
    """All entries of one (method, path)."""

    def __init__(self):
        self.identities, self.phases, self.places, self.operation = set(), set(), set(), None

    def phase(self):
        return next((p for p in ("run", "install") if p in self.phases), "unreachable")


def grouped(calls, platform):
    groups = {}
    for call in calls:
        group = groups.setdefault(identity_of(call, platform), Group())
        group.identities.add(call.get("identity", "unknown"))
        group.phases.add(call.get("phase", "run"))
        group.places |= places_of(call)
        group.operation = call.get("operation") or group.operation
    return groups


def matched(truth, said):
    """Label's calls to report's calls, equal spellings first. Also what is left of the report's."""
    pairs, free = {}, dict(said)
    for want in truth:
        if want in free:
            pairs[want] = want
            del free[want]
    for want in truth:
        if want in pairs:
            continue
        hit = next((got for got in free if fits(want, got, free[got].operation)), None)
        if hit:
            pairs[want] = hit
            del free[hit]
    return pairs, free


def neutral_calls(label, platform):
    """Calls that may or may not be reported."""
    out = []
    for call in label["calls"]:
        if not is_governed(call) or call.get("status") == "unresolvable":
            out.append(identity_of(call, platform))
        for one in call.get("possible", []):
            text = one if isinstance(one, str) else f"{one.get('method')} {one.get('path')}"
            if hit := CALL.match(text):
                out.append((hit.group(1), plain_path(hit.group(2), platform)))
    return out


def score_calls(label, report):
    platform = label["platform"]
    known = [c for c in label["calls"] if is_governed(c) and c.get("status") not in ("unresolvable", "unresolved")]
    truth = grouped(filter(is_live, known), platform)
    dead = grouped((c for c in label["calls"] if not is_live(c)), platform)
    said = grouped((c for c in report.get("calls", []) if is_live(c) and is_governed(c) and c["status"] != "unresolved"), platform)
    pairs, left = matched(truth, said)
    open_calls = neutral_calls(label, platform)
    starts = [(m, p.split("{")[0].rstrip("/")) for m, p in open_calls]
    starts = [(m, p) for m, p in starts if p.count("/") >= 3]
    revived, extra = [], []
    for got in left:
        if any(fits(d, got) for d in dead):
            revived.append(got)
        elif not any(fits(t, got) for t in [*truth, *open_calls]) and not any(
                m in (got[0], "ANY") and got[1].startswith(p) for m, p in starts):
            extra.append(got)
    install = [t for t in truth if truth[t].phase() == "install"]
    hard = [c for c in label["calls"] if c.get("status") in ("unresolvable", "unresolved") and is_live(c) and c.get("at")]
    given_up = set().union(*(places_of(c) for c in report.get("calls", []) if c["status"] == "unresolved"))
    numbers = Counter(
        unresolved=len(hard), unresolved_found=sum(places_of(c) <= given_up for c in hard),
        places_of=sum(bool(truth[t].places) for t in pairs),
        places=sum(bool(truth[t].places) and truth[t].places <= said[g].places for t, g in pairs.items()),
        calls=len(truth), found=len(pairs), extra=len(extra),
        identity=sum(truth[t].identities == said[g].identities for t, g in pairs.items()),
        phase=sum(truth[t].phase() == said[g].phase() for t, g in pairs.items()), phase_of=len(pairs) + len(revived),
        install=len(install), install_found=sum(t in pairs and said[pairs[t]].phase() == "install" for t in install))
    notes = {"not found": [t for t in truth if t not in pairs], "extra": extra, "dead, called live": revived,
             "wrong phase": [t for t, g in pairs.items() if truth[t].phase() != said[g].phase()],
             "not given up": [sorted(places_of(c)) for c in hard if not places_of(c) <= given_up],
             "wrong places": [(t, sorted(truth[t].places - said[g].places)) for t, g in pairs.items() if truth[t].places - said[g].places],
             "wrong identity": [t for t, g in pairs.items() if truth[t].identities != said[g].identities]}
    return numbers, notes


# ---- scopes --------------------------------------------------------------------------------------------------------------------

def speller(platform):
    return str.upper if platform in ("connect-jira", "connect-confluence") else str


def score_scopes(label, report, confusion):
    spell = speller(label["platform"])
    said = {}
    for scope in report.get("scopes", []):
        said.setdefault(spell(scope["scope"]), []).append(scope)
    kept = {spell(s) for s in report.get("minimal", {}).get("recommended", [])}
    minimal = label.get("minimal", {})
    free = {spell(s) for s in minimal.get("optional", [])}
    right, wrong, danger = 0, [], []
    for scope, truth in label["scopes"].items():
        good = {truth["verdict"], *truth.get("accept", [])}
        entries = said.get(spell(scope), [{"verdict": "(none)"}])
        entry = next((e for e in entries if e["verdict"] in good), None)
        got = (entry or entries[0])["verdict"]
        confusion[truth["verdict"], got] += 1
        if entry:
            right += 1
        else:
            wrong.append(f"{scope}: {got}, should be {truth['verdict']}")
        if good & REMOVABLE:
            continue
        removable = got in REMOVABLE and not entries[0].get("enough")
        if not entry and (removable or got == "install-only"):
            danger.append(scope)
        if kept and truth["verdict"] in ("needed", "install-only") and spell(scope) not in kept | free:
            danger.append(scope + " (not in the recommended set)")
    must = {spell(s) for s in minimal.get("keep_style", [])} - free
    exact = must <= kept <= must | free if "keep_style" in minimal else True
    numbers = Counter(scopes=len(label["scopes"]), right=right, danger=len(danger), minimal=int(exact))
    notes = {"verdicts": wrong, "DANGER": danger,
             "minimal": [] if exact else [f"lacks {sorted(must - kept)}, has beyond {sorted(kept - must - free)}"]}
    return numbers, notes


def score_missing(label, report):
    platform, spell = label["platform"], speller(label["platform"])
    wanted, doubtful = [], []
    for need in label.get("missing", []):
        hit = CALL.search(need.get("for", ""))
        what = (hit.group(1), plain_path(hit.group(2), platform)) if hit else need.get("for", "")
        ways = {frozenset(map(spell, group)) for group in need.get("anyOf", [])}
        (doubtful if need.get("uncertain") else wanted).append((what, ways))
    calls, requirements, claimed = report.get("calls", []), report.get("requirements", []), []
    for need in report.get("missing", []):
        because = need["because"]
        reasons = [identity_of(calls[i], platform) for i in because["calls"]] + [requirements[i]["what"] for i in because["requirements"]]
        ways = {frozenset(map(spell, group)) for group in need["alternatives"]} | {frozenset(map(spell, need["recommended"]))}
        claimed += [(reason, ways) for reason in reasons or [""]]

    def same(truth, got):
        if isinstance(truth, tuple) != isinstance(got, tuple):
            return False
        return fits(truth, got) if isinstance(truth, tuple) else bool(got) and got in truth

    found, used = 0, set()
    for what, ways in wanted:
        hits = [i for i, (got, _) in enumerate(claimed) if same(what, got)]
        if any(i not in used and (not ways or ways & claimed[i][1]) for i in hits):
            found += 1
            used.update(hits)
    wrong = [got for i, (got, _) in enumerate(claimed) if i not in used and not any(same(d, got) for d, _ in doubtful)]
    notes = {"missing, wrongly": wrong, "missing, wanted": [w for w, _ in wanted] if found < len(wanted) else []}
    return Counter(missing=len(wanted), missing_found=found, missing_wrong=len(wrong)), notes


# ---- apps ----------------------------------------------------------------------------------------------------------------------

def app_of(label, apps):
    want = os.path.normpath(label["descriptor"])
    paths = [os.path.normpath(app["descriptor"]["path"]) for app in apps]
    full = [os.path.normpath(os.path.join(app["root"], app["descriptor"]["path"])) for app in apps]
    for fit in ([p == want for p in paths], [p.endswith(os.sep + want) for p in full]):
        hits = [app for app, good in zip(apps, fit) if good]
        hits = [app for app in hits if app["platform"] == label["platform"]] or hits
        if hits:
            return hits[0]
    raise LookupError(f"no app with the descriptor {want}")


def run(binary, root):
    done = subprocess.run([binary, "check", root, "--format", "json"], capture_output=True, timeout=300)
    if done.returncode not in (0, 1, 3):
        raise RuntimeError(f"exit status {done.returncode}: {done.stderr[-200:].decode(errors='replace')}")
    return json.loads(done.stdout)["apps"]


def labels_of(options):
    """(label, folder of the app), sorted."""
    only = set(filter(None, options.only.split(",")))
    if options.fixtures:
        for name in sorted(os.listdir(options.fixtures)):
            path = os.path.join(options.fixtures, name, "expected.json")
            if os.path.exists(path) and (not only or name in only):
                yield fixture_label(name, json.load(open(path))), os.path.join(options.fixtures, name, "app")
        return
    for name in sorted(os.listdir(options.labels)):
        if not name.endswith(".json"):
            continue
        label = json.load(open(os.path.join(options.labels, name)))
        if not only or label["id"] in only:
            yield label, os.path.join(options.apps, label["repo"].replace("/", "+"), label.get("root") or "")


def fixture_label(name, expected):
    calls = expected.get("calls")
    return {"id": name, "platform": expected.get("platform", "forge"), "descriptor": expected.get("descriptor", "manifest.yml"),
            "calls": calls or [], "calls_stated": calls is not None,
            "scopes": {s: {"verdict": v} for s, v in expected.get("verdicts", {}).items()},
            "minimal": {"keep_style": expected["minimal"]["recommended"]} if "recommended" in expected.get("minimal", {}) else {}}


def shares_of(total, apps):
    """What is printed and held against the floors: name to (part, whole)."""
    return {"calls": (total["found"], total["calls"]), "right": (total["found"], total["found"] + total["extra"]),
            "identity": (total["identity"], total["found"]), "phase": (total["phase"], total["phase_of"]),
            "install": (total["install_found"], total["install"]), "places": (total["places"], total["places_of"]),
            "unresolved": (total["unresolved_found"], total["unresolved"]), "verdicts": (total["right"], total["scopes"]),
            "minimal": (total["minimal"], apps), "missing": (total["missing_found"], total["missing"])}


def percent(part, whole):
    return f"{part}/{whole} = {100 * part / whole:.1f} %" if whole else "-"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--leastscope", "--bin", dest="bin", required=True)
    parser.add_argument("labels", nargs="?")
    parser.add_argument("apps", nargs="?")
    parser.add_argument("--fixtures")
    parser.add_argument("--only", default="")
    parser.add_argument("--json")
    parser.add_argument("--floor", help="least shares in percent: calls=100,verdicts=95; danger must then be 0")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    if not options.fixtures and not (options.labels and options.apps):
        parser.error("give LABELS and APPS, or --fixtures")
    total, confusion, rows, failed = Counter(), Counter(), {}, []
    print(f"{'app':28} {'calls':>9} {'extra':>5} {'ident':>5} {'phase':>7} {'inst':>5} {'verdicts':>8} {'danger':>6} {'min':>3} {'missing':>8} {'ms':>6}")
    for label, folder in labels_of(options):
        begun, report, error = time.monotonic(), {}, ""
        try:
            report = app_of(label, run(options.bin, folder))
        except Exception as problem:  # the app counts as not understood at all
            error = f"{type(problem).__name__}: {problem}"[:160]
            failed.append(label["id"])
        spent = int(1000 * (time.monotonic() - begun))
        parts = [score_scopes(label, report, confusion)]
        if label.get("calls_stated", True):
            parts.append(score_calls(label, report))
        if not options.fixtures:
            parts.append(score_missing(label, report))
        n, notes = Counter(), {}
        for numbers, more in parts:
            n.update(numbers)
            notes.update(more)
        total.update(n)
        rows[label["id"]] = {**n, "ms": spent, "notes": notes, "error": error}
        print(f"{label['id'][:28]:28} {n['found']:>4}/{n['calls']:<4} {n['extra']:>5} {n['identity']:>5} {n['phase']:>3}/{n['phase_of']:<3} "
              f"{n['install_found']:>2}/{n['install']:<2} {n['right']:>3}/{n['scopes']:<4} {n['danger']:>6} {n['minimal']:>3} "
              f"{n['missing_found']:>2}/{n['missing']}+{n['missing_wrong']:<2} {spent:>6} {error}")
        if options.verbose:
            for what, list_of in notes.items():
                for one in list_of:
                    print(f"      {what}: {one}")
    shares = shares_of(total, len(rows))
    print(f"\napps {len(rows)}, not run {len(failed)}, danger {total['danger']}, missing and wrongly so {total['missing_wrong']}")
    print("\n".join(f"{name:10} {percent(*share)}" for name, share in shares.items()))
    other = [f"{a} → {b}: {n}" for (a, b), n in sorted(confusion.items()) if a != b]
    if other:
        print("verdicts that differ: " + ", ".join(other))
    if options.json:
        json.dump({"total": total, "apps": rows, "failed": failed}, open(options.json, "w"), indent=1)
    bad = bool(failed)
    for floor in filter(None, (options.floor or "").split(",")):
        name, least = floor.split("=")
        part, whole = shares[name]
        if not whole or 100 * part / whole < float(least):
            print(f"{name} should be at least {least} %: {percent(part, whole)}")
            bad = True
    if options.floor and total["danger"]:
        bad = True
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
