#!/usr/bin/env bash
# Ending a version of the rules changes no statement of a window that it decided: every shipped pack that is in effect for good
# is ended and has a successor that pays otherwise, and all samples still replay byte for byte.
#   ended_versions_test.sh COMMAND SOURCE_FOLDER
set -euo pipefail
command=$(realpath "$1")
source=$(realpath "$2")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

end=2090-01-01  # after all samples
ended=0
for pack in "$source"/rules/*.xml; do
    name=$(basename "$pack" .xml)
    if grep -q 'effective_to="' "$pack"; then
        cp "$pack" "$folder"
        continue
    fi
    sed "0,/effective_from=\"[^\"]*\"/s//& effective_to=\"$end\"/" "$pack" >"$folder/$name.xml"
    sed "0,/effective_from=\"[^\"]*\"/s//effective_from=\"$end\"/; s/<remedy /<!-- another version -->&/" "$pack" \
        >"$folder/${name}_next.xml"
    ended=$((ended + 1))
done
cp -r "$source/rules/calendars" "$folder"
[ "$ended" -ge 10 ] || { echo "only $ended packs could be ended" >&2; exit 1; }
"$command" check "$folder"
"$command" replay --rules "$folder" "$source"/samples/*/ | tail -n 1 | tee "$folder/last"
grep -qE '^[1-9][0-9]+ passed, 0 failed$' "$folder/last"
