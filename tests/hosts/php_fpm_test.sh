#!/usr/bin/env bash
# The PHP package as abi/php/README.md says it is put behind a web server: installed by Composer, with the very settings that
# stand there, in php-fpm with Debian's own pool behind nginx. What the page prints is the statement of the sample.
#   php_fpm_test.sh LIBRARY SOURCE
set -euo pipefail
library=$(realpath "$1") source=$(realpath "$2")
export PATH=$PATH:/usr/sbin:/sbin
"$source/scripts/install_hosts.sh"

folder=$(mktemp -d)
servers=()
leave() {
    for server in "${servers[@]}"; do kill "$server" 2>/dev/null && wait "$server" || true; done
    rm -rf "$folder"
}
trap leave EXIT
chmod 755 "$folder"  # the servers give up root's rights
user=www-data
[ "$(id -u)" -eq 0 ] || user=$(id -un)
failures=0
fail() {
    echo "FAILED: $1"
    failures=$((failures + 1))
}

# The metadata, then the package in a host's folder as the README has it.
composer=(composer --no-interaction --quiet --no-plugins)
export COMPOSER_ALLOW_SUPERUSER=1 COMPOSER_DISABLE_NETWORK=1 COMPOSER_HOME=$folder/composer
"${composer[@]}" validate --strict --with-dependencies "$source/abi/php/composer.json" ||
    { composer validate --strict "$source/abi/php/composer.json"; fail "composer.json is not valid"; }
cmp "$source/LICENSE" "$source/abi/php/LICENSE" || fail "the package has another licence"
mkdir -p "$folder/billing" "$folder/conf.d"
cat >"$folder/billing/composer.json" <<END
{
    "repositories": [
        {"type": "path", "url": "$source/abi/php", "options": {"symlink": false}},
        {"packagist.org": false}
    ]
}
END
"${composer[@]}" require --working-dir "$folder/billing" "redress/redress:@dev"
cp "$source/tests/php/preload_page.php" "$folder/billing/page.php"

# settings NUMBER: that block of settings in the README, with our folders and our user
settings() {
    awk -v wanted="$1" '/^```ini$/ { inside = ++block == wanted; next } /^```$/ { inside = 0 } inside' \
        "$source/abi/php/README.md" |
        sed "s|/srv/billing|$folder/billing|; s|/opt/redress/lib/x86_64-linux-gnu|$folder|; s|www-data|$user|"
}
cp "$library" "$folder/libredress.so.1"
chmod 644 "$folder/libredress.so.1"
sample=$source/samples/ua_hosting/worked_example
cp "$source/rules/ua_hosting.xml" "$sample.case.xml" "$folder"
settings 1 >"$folder/conf.d/90-redress.ini"
grep -q "^opcache.preload=$folder/billing" "$folder/conf.d/90-redress.ini" || fail "the README has no settings of preloading"
{
    printf '[global]\nerror_log = %s\n' "$folder/php_fpm.log"
    sed "s|^listen = .*|listen = $folder/php.sock|; s|www-data|$user|" /etc/php/8.2/fpm/pool.d/www.conf
    settings 2
    printf 'env[RULES] = %s\nenv[SAMPLE] = %s\n' "$folder/ua_hosting.xml" "$folder/worked_example.case.xml"
} >"$folder/php_fpm.conf"
cat >"$folder/nginx.conf" <<END
user $user;
daemon off;
pid $folder/nginx.pid;
error_log $folder/nginx.log;
events {}
http {
    access_log off;
    client_body_temp_path $folder/body;
    fastcgi_temp_path $folder/fastcgi;
    proxy_temp_path $folder/proxy;
    scgi_temp_path $folder/scgi;
    uwsgi_temp_path $folder/uwsgi;
    server {
        listen unix:$folder/web.sock;
        root $folder/billing;
        location ~ \.php$ {
            include /etc/nginx/fastcgi_params;
            fastcgi_param SCRIPT_FILENAME \$document_root\$fastcgi_script_name;
            fastcgi_pass unix:$folder/php.sock;
        }
    }
}
END

PHP_INI_SCAN_DIR=:$folder/conf.d php-fpm8.2 --nodaemonize --fpm-config "$folder/php_fpm.conf" 2>"$folder/php_fpm.errors" &
servers+=($!)
nginx -p "$folder" -c "$folder/nginx.conf" 2>"$folder/nginx.errors" &
servers+=($!)
for _ in $(seq 100); do
    [ -S "$folder/php.sock" ] && [ -S "$folder/web.sock" ] && break
    sleep 0.1
done

{ echo "FFI is refused to the page"; grep -v '<provenance ' "$sample.statement.xml"; } >"$folder/expected"
for request in 1 2 3; do
    curl --silent --show-error --fail --max-time 10 --unix-socket "$folder/web.sock" http://billing/page.php \
        >"$folder/page" || fail "request $request has no answer"
    diff "$folder/expected" <(grep -v '<provenance ' "$folder/page") || fail "request $request gives another page (>)"
done
if [ "$failures" -gt 0 ]; then
    tail -n 20 "$folder"/*.log "$folder"/*.errors || true
    exit 1
fi
echo "php-fpm behind nginx gives the statement of the sample"
