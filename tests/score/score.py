#!/usr/bin/env python3
"""Compares reports with labelled apps: score.py --leastscope BINARY LABELS APPS

LABELS holds one JSON file per app: repo ("owner/name"), root, descriptor, calls (method, path, identity, phase), scopes
(name -> {"verdict": …, "accept": […]}). APPS holds one folder per repository, named owner+name. Prints a line per app and
totals; a needed scope that the tool would remove counts as dangerous. Exit status: 0, or 1 when something dangerous was
said or an app could not be run.
"""
import argparse
import json
import pathlib
import re
import subprocess
import sys

REMOVABLE = {"over-requested", "redundant", "dead-code-only", "install-only"}


def shape(path):
    """A path with every placeholder as {} and without its query, so that two spellings of one operation are equal."""
    path = re.split(r"[?#]", re.sub(r"^https?://[^/]+", "", path or ""))[0].rstrip("/")
    path = re.sub(r"\{[^{}]*\}", "{}", path)
    return re.sub(r"^/rest/api/(2|3|latest)(?=/|$)", "/rest/api/3", path)


def phase_of(calls):
    """One phase for all places of an operation: what runs, wins."""
    phases = {c.get("phase", "run") for c in calls}
    return next(p for p in ("run", "install", "unreachable") if p in phases or p == "unreachable")


def by_operation(calls):
    grouped = {}
    for call in calls:
        if call.get("status", "resolved") == "resolved":
            grouped.setdefault((call.get("method", "GET"), shape(call.get("path"))), []).append(call)
    return grouped


def score(label, report):
    truth, said = by_operation(label.get("calls", [])), by_operation(report.get("calls", []))
    live = {k for k, calls in truth.items() if phase_of(calls) != "unreachable"}
    told = {k for k, calls in said.items() if phase_of(calls) != "unreachable"}
    both = live & told
    verdicts = {s["scope"].lower(): s["verdict"] for s in report.get("scopes", [])}
    right, dangerous = 0, []
    for scope, expected in label.get("scopes", {}).items():
        good = {expected["verdict"], *expected.get("accept", [])}
        mine = verdicts.get(scope.lower(), "absent")
        right += mine in good
        if mine in REMOVABLE and mine not in good and not good & REMOVABLE:
            dangerous.append(scope)
    return {
        "calls": len(live), "found": len(both), "invented": len(told - set(truth)),
        "phase": sum(phase_of(truth[k]) == phase_of(said[k]) for k in both),
        "identity": sum(bool({c.get("identity") for c in truth[k]} & {c.get("identity") for c in said[k]}) for k in both),
        "scopes": len(label.get("scopes", {})), "right": right, "dangerous": len(dangerous),
    }, dangerous


def run(binary, label, apps):
    root = apps / label["repo"].replace("/", "+") / (label.get("root") or "")
    result = subprocess.run([binary, "check", str(root), "--format", "json"], capture_output=True, timeout=300)
    if result.returncode not in (0, 1, 3):
        raise RuntimeError(f"exit status {result.returncode}")
    for app in json.loads(result.stdout)["apps"]:
        if pathlib.PurePath(app["descriptor"]["path"]) == pathlib.PurePath(label["descriptor"]):
            return app
    raise RuntimeError("the report has no app for " + label["descriptor"])


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--leastscope", required=True)
    options.add_argument("labels", type=pathlib.Path)
    options.add_argument("apps", type=pathlib.Path)
    given = options.parse_args()
    total, failed = {}, 0
    for file in sorted(given.labels.glob("*.json")):
        label = json.loads(file.read_text())
        report = {}
        try:
            report = run(given.leastscope, label, given.apps)
        except (RuntimeError, OSError, ValueError, subprocess.TimeoutExpired) as error:
            failed += 1
            print(f"{file.stem}: {error}")
        counts, dangerous = score(label, report)
        for key, count in counts.items():
            total[key] = total.get(key, 0) + count
        print(f"{file.stem:24} " + "  ".join(f"{key} {count}" for key, count in counts.items()))
        for scope in dangerous:
            print(f"{'':24} DANGEROUS: {scope} is needed")
    print(f"{'total':24} " + "  ".join(f"{key} {count}" for key, count in total.items()) + f"  not run {failed}")
    return 1 if failed or total.get("dangerous") else 0


if __name__ == "__main__":
    sys.exit(main())
