#!/usr/bin/env bash
# The command runs where nothing is but what packaging/Containerfile installs beside it: in a root folder of those packages and what
# they depend on, from Debian's archive, without Debian's essential packages. Needs root, downloads 10 MB.
#   container_test.sh BUILD SOURCE
set -euo pipefail
build=$(realpath "$1") source=$(realpath "$2")

tools="mmdebstrap cmake chroot mount unshare"
. "$source/tests/install/root.sh"

# The packages of the last stage, whose line is the last that installs any.
packages=$(sed -nE 's/^RUN .* install --yes --no-install-recommends ([a-z].*[a-z0-9]) *\\$/\1/p' "$source/packaging/Containerfile" | tail -n 1)
[ -n "$packages" ] || { echo "FAILED: the last stage of the Containerfile installs no packages"; exit 1; }
quietly mmdebstrap --mode=root --variant=extract --include="${packages// /,}" bookworm "$root"
for component in library command; do
    quietly cmake --install "$build" --prefix "$root/usr/local" --component "$component" --strip
done
mkdir "$root/work"
cp -R "$source/samples" "$root/work"
# The command finds its library beside itself, and by /proc where that is.
mkdir -p "$root/proc"
quietly unshare --mount bash -c 'mount --bind /proc "$0/proc" && exec chroot "$0" "$@"' "$root" /usr/local/bin/redress \
    replay --rules /usr/local/share/redress/rules /work/samples
tail -n 1 "$folder/log"
