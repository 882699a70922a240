"""What travels, and how a connection is kept: docs/protocol.md and docs/connection.md in Python."""
import codecs
import http.client
import json
import math
import random
import re
import socket
import ssl
import threading
import time
import uuid
from contextlib import closing, suppress
from urllib.parse import urlsplit

from evaluation import MASK, Compiled, evaluate, murmur3, number
from pattern import need

DEFAULTS = {'heartbeatMs': 15_000, 'pollIntervalMs': 30_000,
            'baseMs': 1_000, 'maxMs': 30_000, 'refusedMs': 300_000, 'fallbackMs': 20_000}
TYPES = {bool: 'boolean', str: 'string', int: 'number', float: 'number'}


# --- messages: the shape of a field is a test, or the fields in it; `name?` may be absent, `*?` be null ---

def integer(value):
    return number(value) is not None and value == int(value) and 0 <= value < 10 ** 15


def kind_of(*types):
    return lambda value: isinstance(value, types)


def matching(pattern):
    return lambda value: isinstance(value, str) and re.fullmatch(pattern, value) is not None


HASH, ID = matching('[0-9a-f]{16}'), matching('[A-Za-z0-9._-]{1,128}')
ANY, TRUE, PRIMITIVE = kind_of(object), lambda value: value is True, kind_of(str, int, float)
BOOLEAN, TEXT, LIST = kind_of(bool), kind_of(str), kind_of(list)
ITEM = {'revision': integer, 'hash': HASH}
FLAG = {**ITEM, 'type': TEXT, 'variants': {'*': ANY}, 'enabled': BOOLEAN, 'killed?': TRUE, 'hidden?': TRUE,
        'offVariant?': TEXT, 'salt?': TEXT, 'metadata?': {'*': PRIMITIVE}, 'maxStalenessMs?': integer}
SEGMENT = {**ITEM, 'by?': TEXT}
STATE = {'epoch': integer, 'revision': integer}
COMMON = {'ageMs': integer, 'digest': HASH, 'nonce?': ID, 'confirm?': {'withinMs': integer}}
SHAPES = {
    'snapshot': {**COMMON, 'reason': TEXT, 'ruleset': {
        **STATE, 'project': TEXT, 'environment': TEXT, 'environmentId': TEXT, 'hashSalt?': TEXT,
        'measure?': LIST, 'items': {'flag': {'*': FLAG}, 'segment': {'*': SEGMENT}, '*': {'*': ITEM}}}},
    'change': {**COMMON, **STATE, 'from': integer,
               'items': {'flag?': {'*?': FLAG}, 'segment?': {'*?': SEGMENT}, '*': {'*?': ITEM}}},
    'heartbeat': {**STATE, 'digest': HASH, 'ageMs': integer, 'nonce?': ID},
    'goodbye': {'reason': TEXT, 'spreadMs': integer, 'ageMs': integer},
}


def parse(event, data):
    """A known event's data, checked whole. Unknown fields stay; an item's logic is not looked at."""
    message = json.loads(data, parse_int=double, parse_float=double, parse_constant=lambda name: need(False))
    need(depth_of(message) <= 64 and fits(SHAPES[event], message))
    return message


def double(digits):
    value = float(digits)
    need(math.isfinite(value))
    return int(value) if value.is_integer() else value


def depth_of(value):
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if inner is None else 1 + max(map(depth_of, inner), default=0)


def fits(shape, value):
    if callable(shape):
        return shape(value)
    if not isinstance(value, dict):
        return False
    for field, inner in shape.items():
        name, is_loose = field.rstrip('?'), field.endswith('?')
        for key in value if name == '*' else [name]:
            is_excused = is_loose and (value[key] is None if name == '*' else key not in value)
            if not is_excused and not (key in value and fits(inner, value[key])):
                return False
    return True


# --- state: what is held is never mutated, a message makes the next one ---

class Held:
    def __init__(self, ruleset, digest, before):
        self.ruleset, self.digest, self.since = ruleset, digest, time.monotonic()
        self.at = (ruleset['epoch'], ruleset['revision'])
        self.id = f'{ruleset["epoch"]}.{ruleset["revision"]}.{digest}'
        self.compiled = Compiled(ruleset, before)


def digest_of(heads):
    """Of (kind, key, hash), in any order."""
    heads = ['\0'.join(head) for head in heads]
    return ''.join(f'{sum(murmur3(head, seed) for head in heads) & MASK:08x}' for seed in (0, 1))


def heads_of(items):
    return [(kind, key, item['hash']) for kind, by_key in items.items() for key, item in by_key.items()]


def standing(held, state, digest):
    """Where a sender stands to what is held: behind, confirmed, diverged or ahead."""
    theirs = (state['epoch'], state['revision'])
    if held is None or theirs > held.at:
        return 'ahead'
    return 'behind' if theirs < held.at else 'confirmed' if digest == held.digest else 'diverged'


def take(held, event, message, is_answer=False):
    """What is held then, and how its sender stands. docs/connection.md, "Acceptance".

    is_answer: to the very state that is held.
    """
    ruleset, digest, before = message.get('ruleset'), message['digest'], held and held.compiled
    outcome = standing(held, ruleset or message, digest)
    if event == 'heartbeat':
        return held, outcome
    if event == 'snapshot':
        if held is None or held.ruleset['environmentId'] != ruleset['environmentId']:
            before = None
        elif outcome != 'ahead' and not (is_answer and 'diverged' in (outcome, message['reason'])):
            return held, outcome
    elif outcome != 'ahead' or held is None or message['epoch'] != held.at[0] or message['from'] > held.at[1]:
        return held, outcome
    else:
        ruleset = {**held.ruleset, 'revision': message['revision'], 'items': merged(held, message['items'])}
    if digest_of(heads_of(ruleset['items'])) != digest:
        return held, 'diverged'
    return Held(ruleset, digest, before), 'confirmed'


def merged(held, changes):
    items = dict(held.ruleset['items'])
    for kind, changed in changes.items():
        both = {**items.get(kind, {}), **changed}
        items[kind] = {key: item for key, item in both.items() if item is not None}
    return items


# --- the connection ---

class EventReader:
    """Server-sent events out of bytes that may be cut anywhere."""

    def __init__(self):
        self.decode = codecs.getincrementaldecoder('utf-8-sig')('replace').decode
        self.rest, self.is_after_cr = '', False

    def feed(self, chunk):
        decoded = self.decode(chunk)
        if not decoded:
            return
        # A CR ends a line at once; an LF that comes next belongs to it.
        more = decoded[1:] if self.is_after_cr and decoded[0] == '\n' else decoded
        self.is_after_cr = decoded.endswith('\r')
        *blocks, self.rest = (self.rest + re.sub('\r\n?', '\n', more)).split('\n\n')
        for block in blocks:
            fields = [(name, value[value.startswith(' '):]) for name, _, value in
                      (line.partition(':') for line in block.split('\n'))]
            data = [value for name, value in fields if name == 'data']
            if data:
                yield dict(fields).get('event', 'message'), '\n'.join(data)


class NotServed(OSError):
    """An answer that is none."""

    def __init__(self, answer):
        super().__init__(f'the answer was {answer.status}')
        seconds = answer.headers.get('retry-after', '')
        self.retry_after = min(int(seconds), 300) if seconds.isdigit() else 0
        self.is_refused = 400 <= answer.status < 500 and answer.status not in (408, 429)


class Client:
    """A thread keeps a stream, timers fetch rulesets when that is due; reads see the state that is held."""

    def __init__(self, url, sdk_key, **times):
        self.times = {name: times.get(name, default) / 1000 for name, default in DEFAULTS.items()}
        self.url, self.sock, self.nonce = urlsplit(url), None, None
        self.headers = {'Authorization': f'Bearer {sdk_key}', 'X-Halyard-SDK': 'python-sample/1.0.0',
                        'X-Halyard-Instance': str(uuid.uuid4())}
        self.held, self.divergences, self.state = None, 0, 'connecting'
        self.confirmed_at, self.last_get, self.fetch_at, self.failed_polls = clocks(), -math.inf, math.inf, 0
        self.lock, self.closed = threading.RLock(), threading.Event()
        self.fetch_by(self.fallback_at())
        self.thread = after(0, self.keep_stream)

    def evaluate(self, key, fallback, context):
        held = self.held
        if held is None:
            return {'value': fallback, 'reason': 'ERROR', 'errorCode': 'PROVIDER_NOT_READY',
                    'flagMetadata': {}}
        # Of two clocks one stops while a machine sleeps, and the other may be set back.
        age_ms = max(now - then for now, then in zip(clocks(), self.confirmed_at)) * 1000
        type_ = TYPES.get(type(fallback), 'object')
        return {'value': fallback, **evaluate(held.compiled, key, context, age_ms, type_)}

    def status(self):
        held = dict(zip(('epoch', 'revision'), self.held.at)) if self.held else {}
        state = 'closed' if self.closed.is_set() else self.state
        return {'state': state, 'divergences': self.divergences, **held}

    def close(self):
        self.closed.set()
        with suppress(OSError, AttributeError):  # There may be no connection, or none any more.
            self.sock.shutdown(socket.SHUT_RDWR)
        self.thread.join(1)

    # --- what messages do ---

    def apply(self, event, message, claim):
        with self.lock:
            held, outcome = take(self.held, event, message, self.held is not None and claim == self.held.id)
            self.divergences += outcome == 'diverged'
            if outcome == 'confirmed':
                self.confirm(message['ageMs'] / 1000)
                self.held = held
                if 'confirm' in message:
                    self.answer_receipt(message['confirm']['withinMs'] / 1000)
            else:
                soon = time.monotonic() + random.uniform(0, min(2, self.times['maxMs']))
                resync_at = max(soon, self.last_get + self.times['maxMs'])
                self.fetch_by(self.fallback_at() if outcome == 'behind' else resync_at)
            return outcome

    def confirm(self, age):
        self.confirmed_at, self.fetch_at = tuple(now - age for now in clocks()), math.inf
        return 'confirmed'

    def fetch_by(self, moment):
        if moment < self.fetch_at:
            self.fetch_at = moment
            after(moment - time.monotonic(), self.on_fetch_due)

    def fallback_at(self):
        return time.monotonic() + self.times['fallbackMs'] * random.uniform(0.75, 1)

    def answer_receipt(self, within):
        def post():
            held = self.held
            if self.nonce and not self.closed.is_set():
                held_ms = int((time.monotonic() - held.since) * 1000)
                body = json.dumps({'nonce': self.nonce, 'id': held.id, 'heldMs': held_ms})
                with suppress(Exception):  # Only the server's figures miss it.
                    self.fetch('POST', 'receipts', {'Content-Type': 'application/json'}, body)

        after(random.uniform(0, within), post)

    # --- the stream ---

    def keep_stream(self):
        failures = quick_closes = 0
        while not self.closed.is_set():
            self.opened_at, self.leave_at, self.is_heard, error = math.inf, math.inf, False, None
            try:
                self.read_stream()
            except Exception as caught:
                error = caught
            with self.lock:
                lived = time.monotonic() - self.opened_at
                quick_closes = quick_closes + 1 if 0 <= lived < 1 else 0
                failures = 0 if lived > 2 * self.times['maxMs'] else failures
                brings_nothing = quick_closes >= 3 or isinstance(error, socket.timeout) and not self.is_heard
                wait = self.leave_at - time.monotonic()  # After a goodbye the moment is chosen.
                if self.leave_at == math.inf:
                    wait, failures = self.wait_after(error, failures, brings_nothing), failures + 1
            self.closed.wait(max(0, wait))

    def read_stream(self):
        """Until the stream ends or is to be left."""
        claim = self.held.id if self.held else None  # Only what was applied is ever claimed.
        headers = {'Accept': 'text/event-stream', **({'Last-Event-ID': claim} if claim else {})}
        with closing(self.connect(self.times['fallbackMs'] / 2)) as connection:
            connection.connect()
            self.sock = sock = connection.sock
            answer = self.ask(connection, 'GET', 'stream', headers)
            if not answer.headers.get('content-type', '').startswith('text/event-stream'):
                raise NotServed(answer)
            self.opened_at, reader = time.monotonic(), EventReader()
            while time.monotonic() < self.leave_at and (chunk := answer.read1(65_536)):
                self.is_heard = True
                for event, data in reader.feed(chunk):
                    if event in SHAPES:
                        self.on_message(event, parse(event, data), claim)
                left = self.leave_at - time.monotonic()
                sock.settimeout(max(0.001, min(3 * self.times['heartbeatMs'], left)))

    def on_message(self, event, message, claim):
        if event == 'goodbye':
            self.leave_at = time.monotonic() + random.uniform(0, message['spreadMs'] / 1000)
            return
        with self.lock:
            self.nonce = message.get('nonce', self.nonce)
            if self.apply(event, message, claim) == 'confirmed':
                self.state = 'live'

    def wait_after(self, error, failures, brings_nothing):
        if self.state == 'live':
            self.state, self.fetch_at = 'connecting', math.inf
        if is_refusal(error):  # The key is refused everywhere: no polling.
            self.state, self.fetch_at = 'stale', math.inf
        elif brings_nothing and self.state != 'polling':
            self.fetch_by(time.monotonic())
        elif self.fetch_at == math.inf:
            self.fetch_by(self.fallback_at())
        if self.state == 'polling':  # Streams are blocked, but rulesets come through.
            return self.times['refusedMs'] * random.uniform(0.9, 1.1)
        return self.back_off(error, failures)

    def back_off(self, error, failures):
        if is_refusal(error):
            return self.times['refusedMs'] * random.uniform(0.5, 1)
        ceiling = min(self.times['maxMs'], self.times['baseMs'] * 2 ** min(failures, 30))
        return getattr(error, 'retry_after', 0) + random.uniform(0, ceiling)

    # --- fetching ---

    def on_fetch_due(self):
        with self.lock:
            if self.closed.is_set() or time.monotonic() < self.fetch_at:
                return  # It was put off.
            is_poll, self.last_get, self.fetch_at = self.state != 'live', time.monotonic(), math.inf
        outcome, error = None, None
        try:
            outcome = self.fetch_ruleset()
        except Exception as caught:
            error = caught
        with self.lock:
            if is_poll and self.state != 'live' or outcome == 'behind':
                is_confirmed = outcome == 'confirmed'
                self.state = 'polling' if is_confirmed else 'stale'
                self.failed_polls = 0 if is_confirmed else self.failed_polls + 1
                interval = self.times['pollIntervalMs'] * random.uniform(0.5, 1.5)
                wait = interval if is_confirmed else self.back_off(error, self.failed_polls)
                self.fetch_by(time.monotonic() + wait)

    def fetch_ruleset(self):
        claim = self.held.id if self.held else None
        answer, body = self.fetch('GET', 'ruleset', {'If-None-Match': f'"{claim}"'} if claim else {})
        age = int(answer.headers.get('age', 0))
        if answer.status == 200:
            message = parse('snapshot', body.decode())
            message['ageMs'] = max(message['ageMs'], age * 1000)
            return self.apply('snapshot', message, claim)
        with self.lock:
            return self.confirm(age) if self.held and claim == self.held.id else 'behind'

    # --- the network ---

    def connect(self, timeout):
        kind = http.client.HTTPSConnection if self.url.scheme == 'https' else http.client.HTTPConnection
        return kind(self.url.netloc, timeout=timeout)

    def ask(self, connection, method, name, headers, body=None):
        path = f'{self.url.path.rstrip("/")}/sdk/v1/{name}'
        connection.request(method, path, body, {**self.headers, **headers})
        answer = connection.getresponse()
        if answer.status not in (200, 202, 304):
            raise NotServed(answer)
        return answer

    def fetch(self, method, name, headers, body=None):
        with closing(self.connect(self.times['maxMs'])) as connection:
            answer = self.ask(connection, method, name, headers, body)
            return answer, answer.read()


def is_refusal(error):
    return isinstance(error, ssl.SSLError) or getattr(error, 'is_refused', False)


def clocks():
    return time.monotonic(), time.time()


def after(seconds, run):
    timer = threading.Timer(max(0, seconds), run)
    timer.daemon = True
    timer.start()
    return timer
