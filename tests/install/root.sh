# For tests that make a root folder of Debian's packages; each sets $tools, what it needs of the system, before it reads this.
# Gives them $folder, which goes when they end, $root in it, and quietly.
export PATH=$PATH:/usr/sbin:/sbin
for tool in $tools; do
    command -v "$tool" >/dev/null || { echo "$tool is missing"; exit 1; }
done
[ "$(id -u)" -eq 0 ] || { echo "$(basename "$0") needs root, to make the files of another system and to enter it"; exit 1; }

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
root=$folder/root
chmod 755 "$folder"
# quietly COMMAND...: shows what it prints only where it fails
quietly() {
    "$@" >"$folder/log" 2>&1 || { cat "$folder/log"; echo "FAILED: $*"; exit 1; }
}
