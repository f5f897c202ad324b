#!/usr/bin/env bash
# Programs that were built with the baseline of the header, in C and in C++, run with the newest library [C13].
#   clients.sh LIBRARY ABI_FOLDER CC CXX
set -euo pipefail
library=$(realpath "$1") baseline=$2/baseline c=$3 cxx=$4
here=$(dirname "${BASH_SOURCE[0]}")
for tool in python3 "$c" "$cxx"; do
    command -v "$tool" >/dev/null || { echo "FAILED: $tool is missing"; exit 1; }
done
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
client=$here/baseline/client.c

functions=$(grep -oE '^[a-z].*[ *]redress_[a-z_]+\(' "$baseline/redress_abi.h" | grep -oE 'redress_[a-z_]+\($' | sort -u)
for function in $functions; do
    grep -qF "$function" "$client" || { echo "FAILED: the client does not call $function)"; exit 1; }
done

# The library of that time is nowhere needed: its names and versions of symbols are those of its header.
python3 "$here/stub.py" "$baseline/redress_abi.h" "$folder/stub.c" "$folder/stub.map"
"$c" -shared -fPIC "$folder/stub.c" -o "$folder/libredress.so" -Wl,-soname,libredress.so.1 -Wl,--version-script="$folder/stub.map"
"$c" -x c -std=c89 -Wall -Wextra -Wno-long-long -pedantic -I "$baseline" "$client" -o "$folder/client_c" -L "$folder" -lredress
"$cxx" -x c++ -std=c++98 -Wall -Wextra -Wno-long-long -pedantic -I "$baseline" "$client" -o "$folder/client_cxx" -L "$folder" -lredress

mkdir "$folder/newest"
cp "$library" "$folder/newest/libredress.so.1"
for program in client_c client_cxx; do
    LD_LIBRARY_PATH=$folder/newest LD_BIND_NOW=1 "$folder/$program" || { echo "FAILED: $program"; exit 1; }
done
echo "$(wc -w <<<"$functions") functions of the baseline called"
