#!/usr/bin/env bash
# The site of the documentation builds, asks nothing of other servers, and does not build where a link leads nowhere.
#   site_test.sh BUILD_FOLDER
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
build=$1/site
failures=0
fail() {
    echo "FAILED: $1"
    failures=$((failures + 1))
}

"$top/docs/site/build.sh" "$build" || fail "the site does not build"

# loaded FOLDER: what a browser would load from elsewhere to show its pages
loaded() {
    grep --recursive --include='*.html' -noE '<(script|link|img|iframe|source|use)\b[^>]*(src|href)="?(https?:)?//[^>]*>' "$1" || true
    grep --recursive --include='*.css' -noE '(url\(|@import )["'\'']?(https?:)?//[^)"'\''; ]*' "$1" || true
}
[ -s "$build/site/docs/rules.html" ] || fail "the site has no page of the rule language"
elsewhere=$(loaded "$build/site" | head -5)
[ -z "$elsewhere" ] || fail "something is loaded from elsewhere: $elsewhere"

# Planted faults are found.
mkdir -p "$build/planted"
cat >"$build/planted/planted.html" <<'END'
<link rel="stylesheet" href="https://example.org/style.css">
<script src="//example.org/script.js"></script>
END
echo '@import "https://example.org/other.css"; body { background: url(//example.org/picture.png) }' >"$build/planted/planted.css"
[ "$(loaded "$build/planted" | wc -l)" -eq 4 ] || fail "what is loaded from elsewhere is not found: $(loaded "$build/planted")"
rm -r "$build/planted"

sources=$build/sources
rm -rf "$sources"
mkdir "$sources"
cp -r "$top/docs" "$top/README.md" "$sources"
printf '\n[away](no_such_page.md)\n' >>"$sources/docs/rules.md"
echo '# Alone' >"$sources/docs/alone.md"
line=$(wc -l <"$sources/docs/rules.md")
"$build/tools/bin/python" "$sources/docs/site/pages.py" "$sources" "$sources/pages" 2>"$build/errors" && fail "pages with faults are gathered"
for fault in "docs/rules.md:$line: the link to no_such_page.md leads nowhere" "docs/alone.md: the navigation of site/mkdocs.yml lacks it"; do
    grep -qxF "$fault" "$build/errors" || fail "not found: $fault"
done

# By the same settings over one page alone.
rm -rf "$build/one"
mkdir -p "$build/one/pages"
printf '# One\n\n[away](#no-such-section)\n' >"$build/one/pages/README.md"
sed '/^nav:/,$d; /^extra_css:/d' "$build/mkdocs.yml" >"$build/one/mkdocs.yml"
if "$build/tools/bin/mkdocs" build --strict --config-file "$build/one/mkdocs.yml" >"$build/errors" 2>&1 ||
    ! grep -q "README.md.*no-such-section" "$build/errors"
then
    fail "a link to no section is not found: $(tail -3 "$build/errors")"
fi

[ "$failures" -eq 0 ] && echo "the site builds, and a link that leads nowhere is found"
