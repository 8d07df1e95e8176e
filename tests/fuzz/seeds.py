"""What the fuzzers start from: the fixtures, sorted by who reads them. Usage: seeds.py FOLDER

Where the first byte of an input chooses among readers (fuzz_lowering, fuzz_settings, fuzz_analysis), it goes before the text.
"""
import io
import pathlib
import shutil
import sys
import tarfile
import zipfile

MOST_BYTES = 1 << 16
LANGUAGES = {".js": "j", ".jsx": "j", ".mjs": "j", ".ts": "t", ".tsx": "x", ".html": "h", ".vue": "v", ".svelte": "s",
             ".astro": "a", ".pug": "p", ".cshtml": "c", ".json": "n"}
SOURCE = pathlib.Path(__file__).resolve().parents[2]
FINDING = '"rule": "over-requested-scope", "scopes": ["read:jira-work"], "message": "Not needed."'
BASELINES = {
    "report.json": '{"schema": "leastscope/report/v1", "apps": [{"findings": [{"key": "over:read", ' + FINDING + '},'
                   '{"at": {"file": "manifest.yml", "line": 3}, ' + FINDING + '}], "accepted": [{"accepted": '
                   '{"by": "baseline"}, ' + FINDING + "}]}]}",
    "report.sarif": '{"version": "2.1.0", "runs": [{"results": [{"partialFingerprints": {"scopeFinding/v1": "a;b"}},'
                    '{"partialFingerprints": {"scopeFinding/v1": "c"}, "suppressions": [{"kind": "external", "properties": '
                    '{"by": "baseline"}}]}]}]}',
}


def kind_of_app(app: pathlib.Path) -> str:
    """The letter of fuzz_analysis: which of its descriptors is nearest to the app's."""
    if any(app.rglob("atlassian-connect*.json")):
        return "c"
    return "s" if app.name.startswith("slack") else "f"


def archives(app: pathlib.Path):
    """The app packed in each way that open_archive() reads."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(app.rglob("*")):
            if file.is_file():
                archive.write(file, file.relative_to(app))
    yield ".zip", packed.getvalue()
    for suffix, mode in ((".tar", "w"), (".tgz", "w:gz")):
        packed = io.BytesIO()
        with tarfile.open(fileobj=packed, mode=mode) as archive:
            archive.add(app, ".")
        yield suffix, packed.getvalue()


def main(folder: str) -> None:
    out = pathlib.Path(folder)
    shutil.rmtree(out, ignore_errors=True)
    for fuzzer in ("archive", "config", "lowering", "settings", "analysis"):
        (out / fuzzer).mkdir(parents=True)

    def seed(fuzzer: str, file: pathlib.Path, mark: str = "", suffix: str = "", text: bytes | None = None) -> None:
        name = "+".join(file.relative_to(SOURCE).parts) + suffix
        (out / fuzzer / name).write_bytes(mark.encode() + (file.read_bytes() if text is None else text))

    for file in sorted((SOURCE / "fixtures").rglob("*")):
        if not file.is_file() or file.is_symlink() or file.stat().st_size > MOST_BYTES:
            continue
        if file.suffix in (".yml", ".yaml") or "connect" in file.name and file.suffix == ".json":
            seed("config", file)
        if file.name == "leastscope.toml":
            seed("settings", file, "t")
        if file.suffix in LANGUAGES and "app" in file.parts:
            seed("lowering", file, LANGUAGES[file.suffix])
            if LANGUAGES[file.suffix] in "jt":
                seed("analysis", file, kind_of_app(SOURCE / "fixtures" / "apps" / file.relative_to(SOURCE).parts[2]))
    for name, text in BASELINES.items():
        (out / "settings" / name).write_text("b" + text)
    for model in sorted((SOURCE / "rules/models").glob("*.yaml")):
        if model.stat().st_size <= MOST_BYTES:
            seed("settings", model, "m")
    for app in sorted((SOURCE / "fixtures/apps").iterdir())[:12]:
        for suffix, text in archives(app):
            seed("archive", app, suffix=suffix, text=text)


if __name__ == "__main__":
    main(sys.argv[1])
