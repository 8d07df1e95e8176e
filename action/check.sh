#!/usr/bin/env bash
# Step of action.yml: one run that writes SARIF and the summary. Ends with 0 always; the last step fails by the saved code,
# so that the report is uploaded first.
set -uo pipefail

arguments=(--format "sarif:$SARIF")
summary=$(mktemp "${RUNNER_TEMP:-/tmp}/leastscope-XXXXXX.md")
arguments+=(--format "markdown:$summary")

# A pull request from a fork may not write to code scanning: its findings become annotations.
upload=false
if [ "$UPLOAD" = true ] && [ "$FORK" != true ]; then
  upload=true
  arguments+=(--format text)
else
  arguments+=(--format github)
fi

[ -n "$FAIL_ON" ] && arguments+=(--fail-on "$FAIL_ON")
[ "$STRICT" = true ] && arguments+=(--strict)
[ -n "$CONFIG" ] && arguments+=(--config "$CONFIG")
[ -n "$POLICY" ] && arguments+=(--policy "$POLICY")
[ -n "$BASELINE" ] && arguments+=(--baseline "$BASELINE")
[ -n "$MODELS" ] && arguments+=(--models "$MODELS")
[ -n "$CATEGORY" ] && arguments+=(--category "$CATEGORY")

paths=()
while IFS= read -r line; do
  [ -n "$line" ] && paths+=("$line")
done <<<"$WANTED_PATH"

rm -f "$SARIF"
mkdir -p "$(dirname "$SARIF")"
code=0
"$LEASTSCOPE" check "${arguments[@]}" -- "${paths[@]}" || code=$?

{
  echo "code=$code"
  if [ -s "$SARIF" ]; then
    echo "sarif=$SARIF"
    echo "upload=$upload"
  fi
  if [ -s "$summary" ]; then echo "summary=$summary"; fi
} >>"$GITHUB_OUTPUT"
