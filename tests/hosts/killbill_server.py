"""A Kill Bill with the plugin, for tests: the real server from Maven Central, with its test clock, on a free port.

Everything that is made is below one folder; the server is ended with the program that started it.
"""
import base64
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
import zipfile
from pathlib import Path

WAR = 'org.kill-bill.billing:killbill-profiles-killbill:0.22.26:war'
RUNNER = 'org.eclipse.jetty:jetty-runner:9.4.53.v20231009'
PLUGIN = '1.0.0'
HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent.parent / 'samples' / 'hosts' / 'killbill'

# Modules in which the server of that time looks inside of Java's own.
OPENED = ('java.lang', 'java.util', 'java.net', 'java.io', 'java.lang.reflect', 'java.util.concurrent', 'java.text', 'java.time',
          'sun.net.www.protocol.jar', 'sun.net.www.protocol.file', 'sun.net.www.protocol.http', 'sun.net.www.protocol.https')

# The server else writes each call.
LOGGED = '''<configuration>
  <appender name="STDOUT" class="ch.qos.logback.core.ConsoleAppender"><encoder><pattern>%d %level %logger{0} %msg%n%ex</pattern></encoder></appender>
  <root level="WARN"><appender-ref ref="STDOUT"/></root>
  <logger name="redress.killbill" level="INFO"/>
</configuration>
'''


def run(*command, **options):
    """Runs a command; where it fails, all that it said is in the exception."""
    done = subprocess.run([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
                          **options)
    if done.returncode != 0:
        raise RuntimeError(f'{" ".join(map(str, command))}\n{done.stdout[-4000:]}')
    return done.stdout


def maven(*arguments):
    """Maven, again where the registry did not answer."""
    for attempt in range(3):
        try:
            return run('mvn', '--quiet', '--batch-mode', *arguments)
        except RuntimeError as failure:
            if attempt == 2 or not re.search(r'transfer|resol|timed out|reset', str(failure), re.IGNORECASE):
                raise
            time.sleep(5)


def build(folder):
    """Builds the plugin and gets the server, below the folder. Returns the folder of the server's parts."""
    parts = folder / 'parts'
    parts.mkdir(parents=True, exist_ok=True)
    maven(f'--file={PROJECT / "pom.xml"}', f'-Dtarget={folder / "target"}', 'package')
    shutil.copy(folder / 'target' / f'redress-killbill-{PLUGIN}.jar', parts / 'redress.jar')
    if not (parts / 'jetty-runner.jar').exists():
        said = run('mvn', '--quiet', '--batch-mode', 'help:evaluate', '-Dexpression=settings.localRepository', '-DforceStdout')
        repository = Path(re.sub(r'\x1b\[\d*m', '', said).strip())  # Maven colours even this
        for artifact, name in ((WAR, 'killbill.war'), (RUNNER, 'jetty-runner.jar')):
            maven('dependency:get', f'-Dartifact={artifact}', '-Dtransitive=false')
            group, identity, version = artifact.split(':')[:3]
            stored = repository.joinpath(*group.split('.'), identity, version, f'{identity}-{version}.{name.rsplit(".")[-1]}')
            shutil.copy(stored, parts / name)
    if not (parts / 'war' / 'WEB-INF').exists():
        with zipfile.ZipFile(parts / 'killbill.war') as war:
            war.extractall(parts / 'war')
    if not (parts / 'template.mv.db').exists():
        schema(parts)
    faults(parts)
    return parts


def schema(parts):
    """An empty database with the tables of Kill Bill's modules."""
    libraries = parts / 'war' / 'WEB-INF' / 'lib'
    script = []
    for library in sorted(libraries.glob('killbill-*.jar')):
        with zipfile.ZipFile(library) as jar:
            for name in jar.namelist():
                if name.endswith('/ddl.sql'):
                    script.append(re.sub(r'(?m)/\*!.*?\*/|^\s*--.*$', '', jar.read(name).decode()))
    (parts / 'schema.sql').write_text('\n'.join(script))
    run('java', '-cp', next(libraries.glob('h2-*.jar')), 'org.h2.tools.RunScript', '-continueOnError', '-user', 'killbill', '-password',
        'killbill', '-url', f'jdbc:h2:file:{parts / "template"};MODE=MYSQL', '-script', parts / 'schema.sql')


def faults(parts):
    """The bundle that ends the server where a test wants it."""
    classes = parts / 'faults'
    classes.mkdir(exist_ok=True)
    libraries = parts / 'war' / 'WEB-INF' / 'lib'
    run('javac', '--release', '11', '-proc:none', '-cp', f'{libraries}/*', '-d', classes, HERE / 'killbill' / 'Faults.java')
    (parts / 'faults.mf').write_text('Bundle-ManifestVersion: 2\nBundle-SymbolicName: faults\nBundle-Version: 1.0.0\n'
                                     'Bundle-Activator: Faults\nDynamicImport-Package: *\n')
    run('jar', '--create', '--file', parts / 'faults.jar', '--manifest', parts / 'faults.mf', '-C', classes, '.')


def free_port():
    with socket.socket() as found:
        found.bind(('127.0.0.1', 0))
        return found.getsockname()[1]


class Refused(Exception):
    """An answer that is no success: its status and its text."""

    def __init__(self, status, text):
        super().__init__(f'{status}: {text}')
        self.status = status
        self.text = text


class Server:
    """One database, and the server that runs on it."""

    def __init__(self, parts, folder, library, plugin=True):
        self.parts = parts
        self.folder = folder
        self.library = library
        self.plugin = plugin
        self.process = None
        self.database = None
        self.faults = folder / 'faults'
        self.faults.mkdir(parents=True)
        shutil.copy(parts / 'template.mv.db', folder / 'killbill.mv.db')
        bundles = folder / 'bundles'
        (bundles / 'platform').mkdir(parents=True)
        if plugin:
            installed = bundles / 'plugins' / 'java' / 'redress' / PLUGIN
            installed.mkdir(parents=True)
            shutil.copy(parts / 'redress.jar', installed)
            shutil.copy(parts / 'faults.jar', bundles / 'platform')

    def start(self):
        self.port = free_port()
        url = f'jdbc:h2:tcp://127.0.0.1:{self.database_port()}/{self.folder / "killbill"};MODE=MYSQL;LOCK_TIMEOUT=30000'
        properties = {
            'org.killbill.dao.url': url, 'org.killbill.dao.user': 'killbill', 'org.killbill.dao.password': 'killbill',
            'org.killbill.billing.osgi.dao.url': url, 'org.killbill.billing.osgi.dao.user': 'killbill',
            'org.killbill.billing.osgi.dao.password': 'killbill',
            'org.killbill.server.test.mode': 'true', 'org.killbill.server.multitenant': 'true',
            'org.killbill.osgi.bundle.install.dir': self.folder / 'bundles', 'org.killbill.osgi.root.dir': self.folder / 'osgi',
            'org.killbill.notificationq.main.sleep': '100', 'org.killbill.notificationq.main.nbThreads': '4',
            'org.killbill.persistent.bus.external.inMemory': 'true', 'org.killbill.persistent.bus.main.queue.mode': 'POLLING',
            'org.killbill.persistent.bus.main.sleep': '100', 'org.killbill.persistent.bus.external.queue.mode': 'POLLING',
            'org.killbill.server.updateCheck.skip': 'true', 'org.killbill.invoice.sanitySafetyBoundEnabled': 'false',
            'org.killbill.server.updateCheck.url': 'http://127.0.0.1:1/none',
            'org.killbill.billing.plugin.redress.library': self.library,
            'org.killbill.billing.plugin.redress.user': 'admin', 'org.killbill.billing.plugin.redress.password': 'password',
        }
        if self.plugin:
            properties['org.killbill.invoice.plugin'] = 'faults_before,redress,faults_after'
        file = self.folder / 'killbill.properties'
        file.write_text(''.join(f'{name}={value}\n' for name, value in properties.items()))
        (self.folder / 'logback.xml').write_text(LOGGED)
        command = ['java', '-Xmx1g', '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', f'-Dorg.killbill.server.properties=file://{file}', f'-Dfaults.folder={self.faults}',
                   f'-Djava.io.tmpdir={self.folder}', f'-Dlogback.configurationFile={self.folder / "logback.xml"}', '--add-opens=java.sql/java.sql=ALL-UNNAMED',
                   '--add-opens=java.desktop/java.beans=ALL-UNNAMED']
        for package in OPENED:
            command += [f'--add-opens=java.base/{package}=ALL-UNNAMED', f'--add-exports=java.base/{package}=ALL-UNNAMED']
        command += ['-jar', str(self.parts / 'jetty-runner.jar'), '--host', '127.0.0.1', '--port', str(self.port),
                    str(self.parts / 'war')]
        with open(self.folder / 'server.log', 'a', encoding='utf-8') as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, cwd=self.folder)
        deadline = time.monotonic() + 180
        while True:
            if self.process.poll() is not None:
                raise RuntimeError(f'the server ended: {self.log()}')
            try:
                urllib.request.urlopen(f'http://127.0.0.1:{self.port}/1.0/healthcheck', timeout=5).close()
                break
            except urllib.error.HTTPError as answer:
                if answer.code not in (404, 503):
                    break
            except OSError:
                pass
            if time.monotonic() > deadline:
                raise RuntimeError(f'the server does not come up: {self.log()}')
            time.sleep(0.3)

    def database_port(self):
        """The database is a process of its own: it goes on where the server ends."""
        if self.database is None:
            self.database_at = free_port()
            h2 = next((self.parts / 'war' / 'WEB-INF' / 'lib').glob('h2-*.jar'))
            with open(self.folder / 'database.log', 'a', encoding='utf-8') as log:
                self.database = subprocess.Popen(['java', '-Xmx256m', '-cp', str(h2), 'org.h2.tools.Server', '-tcp', '-tcpPort',
                                                  str(self.database_at)], stdout=log, stderr=log)
            deadline = time.monotonic() + 30
            while True:
                try:
                    socket.create_connection(('127.0.0.1', self.database_at), timeout=5).close()
                    break
                except OSError:
                    if time.monotonic() > deadline or self.database.poll() is not None:
                        raise RuntimeError((self.folder / 'database.log').read_text(encoding='utf-8')) from None
                    time.sleep(0.1)
        return self.database_at

    def close(self):
        """Ends the server and its database."""
        self.stop(kill=True)
        if self.database is not None:
            self.database.kill()
            self.database.wait()

    def log(self):
        return (self.folder / 'server.log').read_text(encoding='utf-8', errors='replace')[-6000:]

    def ended(self):
        """Waits until the server has ended by itself."""
        self.process.wait(timeout=60)

    def stop(self, kill=False):
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGKILL if kill else signal.SIGTERM)
        try:
            self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def call(self, method, path, body=None, tenant=None, user='admin:password', kind='application/json'):
        """The answer: JSON where it is JSON, else its text. Where it is only a place, that."""
        data = None if body is None else body.encode() if isinstance(body, str) else json.dumps(body).encode()
        request = urllib.request.Request(f'http://127.0.0.1:{self.port}{path}', data=data, method=method)
        request.add_header('Authorization', 'Basic ' + base64.b64encode(user.encode()).decode())
        request.add_header('Content-Type', kind)
        request.add_header('X-Killbill-CreatedBy', 'test')
        if tenant:
            request.add_header('X-Killbill-ApiKey', tenant)
            request.add_header('X-Killbill-ApiSecret', tenant)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                text = answer.read().decode()
                if text[:1] in ('{', '['):  # Kill Bill does not pass on the type that a plugin gives
                    return json.loads(text)
                return answer.headers.get('Location') or text
        except urllib.error.HTTPError as answer:
            raise Refused(answer.code, answer.read().decode()) from None

    def clock(self, instant, tenant):
        """Sets the clock. What is due by then is done soon."""
        query = urllib.parse.urlencode({'requestedDate': instant, 'timeoutSec': 1})
        return self.call('POST', f'/1.0/kb/test/clock?{query}', tenant=tenant)
