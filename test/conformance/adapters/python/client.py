"""Keeps a connection: docs/connection.md in Python. One loop decides; threads only read and wait for the network."""
import http.client
import queue
import random
import re
import threading
import time
import urllib.parse
import uuid

from evaluation import evaluate
from wire import SHAPES, Malformed, parse, take

DEFAULTS = {'heartbeatMs': 15_000, 'pollIntervalMs': 30_000, 'baseMs': 1_000, 'maxMs': 30_000, 'refusedMs': 300_000,
            'fallbackMs': 20_000}
OPEN_ENDED_BYTES = 64_000_000


class EventReader:
    """Server-sent events out of bytes that may be cut anywhere."""

    def __init__(self):
        self.bytes, self.fields, self.skips = b'', {}, b'\xef\xbb\xbf'

    def feed(self, chunk):
        chunk = self.bytes + chunk
        if self.skips:  # A BOM at the start; after it, the LF of a CR that has ended a line already.
            if len(chunk) < len(self.skips) and self.skips.startswith(chunk):
                self.bytes = chunk
                return
            chunk, self.skips = chunk.removeprefix(self.skips), b''
        *lines, self.bytes = re.split(b'\r\n|\n|\r', chunk)
        if chunk.endswith(b'\r'):
            self.skips = b'\n'
        if len(self.bytes) > OPEN_ENDED_BYTES:
            raise Malformed('an endless line')
        for line in lines:
            if line:
                name, _, value = line.decode('utf-8', 'replace').partition(':')
                value = value[1:] if value.startswith(' ') else value
                self.fields[name] = f'{self.fields[name]}\n{value}' if name == 'data' and 'data' in self.fields else value
                continue
            fields, self.fields = self.fields, {}
            if 'data' in fields:
                yield fields.get('event', 'message'), fields['data']


class Client:
    def __init__(self, url, sdk_key, **options):
        self.times = {name: options.get(name, default) / 1000 for name, default in DEFAULTS.items()}
        self.url, self.key, self.instance = urllib.parse.urlsplit(url), sdk_key, str(uuid.uuid4())
        self.held, self.divergences, self.state, self.closed = None, 0, 'connecting', False
        self.confirmed_at, self.nonce, self.stream, self.generation = None, None, None, 0
        self.attempts = self.quick_closes = 0
        self.polling = self.fetching = self.leaving = False
        self.last_get = -self.times['maxMs']
        self.timers, self.inbox = {}, queue.Queue()
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    # --- what an app calls ---

    def evaluate(self, key, fallback, context):
        held = self.held
        if held is None:
            return {'value': fallback, 'reason': 'ERROR', 'errorCode': 'PROVIDER_NOT_READY', 'flagMetadata': {}}
        kinds = {bool: 'boolean', str: 'string', int: 'number', float: 'number'}
        found = evaluate(held.compiled, key, context, self.age_ms(), kinds.get(type(fallback), 'object'))
        return found if 'value' in found else {**found, 'value': fallback}

    def age_ms(self):
        """The longer of two clocks: one stops while a machine sleeps, the other may be set back."""
        elapsed = max(now - then for now, then in zip((time.monotonic(), time.time()), self.confirmed_at))
        return elapsed * 1000

    def status(self):
        held = self.held
        found = {'state': self.state, 'divergences': self.divergences}
        return found if held is None else {**found, 'epoch': held.epoch, 'revision': held.revision}

    def close(self):
        self.closed, self.state = True, 'closed'
        self.inbox.put((None, 'wake'))
        self.thread.join(5)
        self.drop()

    # --- the loop ---

    def run(self):
        self.at('fallback', self.times['fallbackMs'])
        self.open()
        while not self.closed:
            try:
                wait = min(self.timers.values(), default=time.monotonic() + 60) - time.monotonic()
                generation, what, *details = self.inbox.get(timeout=max(0, wait))
                if generation in (None, self.generation):
                    getattr(self, f'on_{what}')(*details)
            except queue.Empty:
                for name in [name for name, at in self.timers.items() if at <= time.monotonic()]:
                    if self.timers.pop(name, None) is not None:
                        getattr(self, f'on_{name}')()

    def at(self, name, delay):
        self.timers[name] = time.monotonic() + delay

    def cancel(self, *names):
        for name in names:
            self.timers.pop(name, None)

    def on_wake(self):
        pass

    def open(self):
        self.drop()
        self.leaving = False
        self.cancel('retry', 'goodbye')
        self.at('silence', self.times['fallbackMs'] / 2)
        self.opened_at, self.reader, self.heard = None, EventReader(), False
        # Only what was applied is ever claimed.
        self.claim = self.held and self.held.id
        threading.Thread(target=self.read, args=(self.generation, self.claim), daemon=True).start()

    def drop(self):
        self.generation += 1
        stream, self.stream = self.stream, None
        self.cancel('silence')
        if stream is not None and stream.sock is not None:
            try:
                stream.sock.shutdown(2)
            except OSError:
                pass  # It is gone already.

    on_retry = on_goodbye_due = open  # Due: the same step for both.

    def on_silence(self):
        if not self.heard:
            self.start_polling()
        self.on_failed()

    def on_opened(self):
        self.opened_at = time.monotonic()

    def on_bytes(self, chunk):
        self.at('silence', 3 * self.times['heartbeatMs'])
        self.heard = True
        try:
            for event, data in self.reader.feed(chunk):
                if event in SHAPES:
                    self.on_message(event, parse(event, data))
        except Malformed:
            self.on_failed()

    def on_message(self, event, message):
        if event == 'goodbye':
            self.leaving = True
            self.at('goodbye_due', random.uniform(0, message['spreadMs'] / 1000))
            return
        self.nonce = message.get('nonce', self.nonce)
        if self.apply(event, message, self.claim) == 'confirmed':
            self.polling, self.state, self.attempts = False, 'live', 0
            self.cancel('fallback', 'poll', 'retry')

    def apply(self, event, message, claim):
        self.held, outcome = take(self.held, event, message, claim == (self.held and self.held.id))
        if outcome == 'confirmed':
            age = message['ageMs'] / 1000
            self.confirmed_at = (time.monotonic() - age, time.time() - age)
            self.cancel('resync')
            if 'confirm' in message:
                self.answer_receipt(message['confirm']['withinMs'])
        self.divergences += outcome == 'diverged'
        if outcome in ('resync', 'diverged') and 'resync' not in self.timers:
            spread = min(2, self.times['maxMs'])
            earliest = self.last_get + self.times['maxMs'] - time.monotonic()
            self.at('resync', max(earliest, random.uniform(0, spread)))
        return outcome

    def on_failed(self, refused=False, retry_after=0):
        """A stream that is over, or never was one."""
        lived = time.monotonic() - self.opened_at if self.opened_at else None
        self.drop()
        if self.leaving and 'goodbye_due' in self.timers:
            return  # Said beforehand: the moment is chosen.
        self.quick_closes = self.quick_closes + 1 if lived is not None and lived < 1 else 0
        if self.state == 'live':
            self.state = 'connecting'
        self.at('retry', self.delay(refused, retry_after))
        if refused:
            self.polling, self.state = False, 'stale'
            self.cancel('poll')
        elif self.quick_closes >= 3:
            self.start_polling()
        elif not self.polling:
            self.timers.setdefault('fallback', time.monotonic() + self.times['fallbackMs'])
        if self.polling:
            self.at('retry', self.times['refusedMs'] * random.uniform(0.9, 1.1))

    def delay(self, refused=False, retry_after=0):
        if refused:
            return self.times['refusedMs'] * random.uniform(0.5, 1)
        ceiling = min(self.times['maxMs'], self.times['baseMs'] * 2 ** min(self.attempts, 30))
        self.attempts += 1
        return min(retry_after, 300) + random.uniform(0, ceiling)

    def start_polling(self):
        if not self.polling:
            self.polling, self.outage = True, 'retry' in self.timers
            self.fetch()

    def on_fallback(self):
        self.start_polling()

    def on_poll(self):
        self.fetch()

    def on_resync(self):
        self.fetch()

    def fetch(self):
        if not self.fetching:
            self.fetching, self.last_get = True, time.monotonic()
            threading.Thread(target=self.get, args=(self.held and self.held.id,), daemon=True).start()

    def on_fetched(self, claim, status, headers, body):
        self.fetching = False
        outcome = None
        if status == 304 and self.held is not None and claim == self.held.id:
            outcome, age = 'confirmed', int(headers.get('age', 0))
            self.confirmed_at = (time.monotonic() - age, time.time() - age)
        elif status == 200:
            try:
                outcome = self.apply('snapshot', parse('snapshot', body.decode()), claim)
            except (Malformed, UnicodeDecodeError):
                pass
        if self.polling:
            self.state = 'polling' if outcome == 'confirmed' else 'stale'
            interval = self.times['pollIntervalMs'] * random.uniform(0.5, 1.5)
            self.at('poll', interval if outcome == 'confirmed' else self.delay(retry_after=retry_after_of(headers)))
            if outcome == 'confirmed' and self.outage:
                self.outage = False
                self.open()

    # --- the network ---

    def connect(self, timeout):
        kind = http.client.HTTPSConnection if self.url.scheme == 'https' else http.client.HTTPConnection
        return kind(self.url.netloc, timeout=timeout)

    def headers(self, **more):
        return {'Authorization': f'Bearer {self.key}', 'X-Halyard-SDK': 'python-sample/1.0.0',
                'X-Halyard-Instance': self.instance, **more}

    def path(self, name):
        return f'{self.url.path.rstrip("/")}/sdk/v1/{name}'

    def read(self, generation, claim):
        say = lambda *what: self.inbox.put((generation, *what))
        connection = self.connect(3 * self.times['heartbeatMs'] + self.times['fallbackMs'])
        try:
            if generation == self.generation:
                self.stream = connection
            connection.request('GET', self.path('stream'), headers=self.headers(
                Accept='text/event-stream', **({'Last-Event-ID': claim} if claim else {})))
            answer = connection.getresponse()
            if answer.status != 200 or not answer.headers.get('content-type', '').startswith('text/event-stream'):
                refused = 400 <= answer.status < 500 and answer.status not in (408, 429)
                return say('failed', refused, retry_after_of(answer.headers))
            say('opened')
            while chunk := answer.read1(65_536):
                say('bytes', chunk)
            say('failed')
        except (OSError, http.client.HTTPException, ValueError, AttributeError):
            say('failed')
        finally:
            connection.close()

    def get(self, claim):
        connection = self.connect(self.times['maxMs'])
        try:
            connection.request('GET', self.path('ruleset'), headers=self.headers(
                **({'If-None-Match': f'"{claim}"'} if claim else {})))
            answer = connection.getresponse()
            self.inbox.put((None, 'fetched', claim, answer.status, answer.headers, answer.read()))
        except (OSError, http.client.HTTPException):
            self.inbox.put((None, 'fetched', claim, 0, {}, b''))
        finally:
            connection.close()

    def answer_receipt(self, within_ms):
        held, applied_at = self.held, time.monotonic()

        def post():
            if self.closed or self.nonce is None or held is not self.held:
                return  # A newer state's receipt says all that this one would have.
            body = (f'{{"nonce":"{self.nonce}","id":"{held.id}",'
                    f'"heldMs":{int((time.monotonic() - applied_at) * 1000)}}}')
            connection = self.connect(3)
            try:
                connection.request('POST', self.path('receipts'), body, self.headers(**{'Content-Type': 'application/json'}))
                connection.getresponse().read()
            except (OSError, http.client.HTTPException):
                pass  # Only the server's figures miss it.
            finally:
                connection.close()

        timer = threading.Timer(random.uniform(0, within_ms / 1000), post)
        timer.daemon = True
        timer.start()


def retry_after_of(headers):
    text = headers.get('retry-after') or ''
    return int(text) if text.isdigit() else 0
