#!/usr/bin/env bash
# Step of action.yml: finds or downloads leastscope. A download counts only with the sum that is known for it beforehand.
set -euo pipefail

fail() {
  echo "::error title=leastscope::$1"
  exit 2
}

if [ -n "$BINARY" ]; then
  [ -x "$BINARY" ] || fail "The input 'binary' names '$BINARY', which is no program that can be started."
  echo "binary=$(cd "$(dirname "$BINARY")" && pwd)/$(basename "$BINARY")" >>"$GITHUB_OUTPUT"
  exit 0
fi

case $PLATFORM in
  Linux-X64) platform=linux-x64 ;;
  *) fail "There is no leastscope for $PLATFORM yet. Run the job on ubuntu, or give a binary of your own with the input 'binary'." ;;
esac

archive=leastscope-$VERSION-$platform.tar.gz
sum=$SHA256
if [ -z "$sum" ]; then
  sum=$(awk -F '\t' -v version="$VERSION" -v platform="$platform" '$1 == version && $2 == platform { print $3 }' "$ACTION/action/sums.tsv")
fi
[[ $sum =~ ^[0-9a-f]{64}$ ]] ||
  fail "No sum is known for leastscope $VERSION on $platform. Give it with the input 'sha256', or use a version that action/sums.tsv lists."

folder=$(mktemp -d "${RUNNER_TEMP:-/tmp}/leastscope-XXXXXX")
curl --fail --silent --show-error --location --retry 3 --max-time 120 --output "$folder/$archive" \
  "$SERVER/$REPOSITORY/releases/download/v$VERSION/$archive" || fail "leastscope $VERSION could not be downloaded."
echo "$sum  $folder/$archive" | sha256sum --check --status ||
  fail "The downloaded $archive has another sum than expected; it is not used."
tar -xzf "$folder/$archive" -C "$folder"
echo "binary=$folder/leastscope" >>"$GITHUB_OUTPUT"
