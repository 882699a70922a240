"""What travels: docs/protocol.md in Python. Parsing, digest, and the one state that is held."""
import json
import math
import re

from evaluation import MASK, Compiled, murmur3

HASH, ID = re.compile('[0-9a-f]{16}'), re.compile('[A-Za-z0-9._-]{1,128}')
INTEGER, PRIMITIVE, ANY = 'integer', 'primitive', 'any'
ITEM = {'revision': INTEGER, 'hash': HASH}
FLAG = {**ITEM, 'type': str, 'variants': {'*': ANY}, 'enabled': bool, 'killed?': True, 'offVariant?': str, 'salt?': str,
        'metadata?': {'*': PRIMITIVE}, 'maxStalenessMs?': INTEGER, 'hidden?': True}
SEGMENT = {**ITEM, 'by?': str}
STATE = {'epoch': INTEGER, 'revision': INTEGER}
COMMON = {'ageMs': INTEGER, 'nonce?': ID, 'confirm?': {'withinMs': INTEGER}}
SHAPES = {
    'snapshot': {**COMMON, 'digest': HASH, 'reason': str, 'ruleset': {
        **STATE, 'project': str, 'environment': str, 'environmentId': str, 'hashSalt?': str, 'measure?': [ANY],
        'items': {'flag': {'*': FLAG}, 'segment': {'*': SEGMENT}, '*': {'*': ITEM}}}},
    'change': {**COMMON, **STATE, 'from': INTEGER, 'digest': HASH,
               'items': {'flag?': {'*?': FLAG}, 'segment?': {'*?': SEGMENT}, '*': {'*?': ITEM}}},
    'heartbeat': {**STATE, 'digest': HASH, 'ageMs': INTEGER, 'nonce?': ID},
    'goodbye': {'reason': str, 'spreadMs': INTEGER, 'ageMs': INTEGER},
}


class Malformed(Exception):
    pass


def parse(event, text):
    """A known event's data, checked whole. Unknown fields stay; an item's logic is not looked at."""
    try:
        message = json.loads(text, parse_constant=fail, parse_int=lambda digits: sane(float(digits)) and (
            int(digits) if len(digits) < 16 else float(digits)), parse_float=lambda digits: sane(float(digits)))
        check_depth(message, 64)
        check(SHAPES[event], message)
        return message
    except (ValueError, RecursionError) as error:
        raise Malformed(str(error)) from None


def fail(*_):
    raise Malformed('not as described')


def sane(number):
    return fail() if math.isinf(number) else number


def check_depth(value, depth):
    if isinstance(value, (dict, list)):
        if depth == 0:
            fail()
        for member in value.values() if isinstance(value, dict) else value:
            check_depth(member, depth - 1)


def check(shape, value):
    if isinstance(shape, dict):
        if not isinstance(value, dict):
            fail()
        for field, inner in shape.items():
            name = field.rstrip('?')
            for key in value if name == '*' else [name]:
                if key in value:
                    if not (name == '*' != field and value[key] is None):
                        check(inner, value[key])
                elif name == field:
                    fail()
    elif isinstance(shape, list):
        if not isinstance(value, list):
            fail()
    elif not holds(shape, value):
        fail()


def holds(shape, value):
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if shape == INTEGER:
        return is_number and value == int(value) and 0 <= value < 10 ** 15
    if shape == PRIMITIVE:
        return is_number or isinstance(value, (str, bool))
    if shape is True:
        return value is True
    if isinstance(shape, re.Pattern):
        return isinstance(value, str) and shape.fullmatch(value) is not None
    return shape == ANY or isinstance(value, shape)


def digest_of(heads):
    """Of (kind, key, hash), in any order."""
    sums = [0, 0]
    for head in heads:
        for seed in (0, 1):
            sums[seed] += murmur3('\0'.join(head), seed)
    return ''.join(f'{total & MASK:08x}' for total in sums)


def heads_of(items):
    return ((kind, key, item['hash']) for kind, by_key in items.items() for key, item in by_key.items())


class Held:
    """One committed state, never mutated: a change makes the next one."""

    def __init__(self, ruleset, digest, previous):
        self.ruleset, self.digest = ruleset, digest
        self.epoch, self.revision = int(ruleset['epoch']), int(ruleset['revision'])
        self.compiled = Compiled(ruleset, previous)
        self.id = f'{self.epoch}.{self.revision}.{digest}'


def order_to(held, state, digest):
    """Where a sender stands to what is held: behind, confirmed, diverged, or ahead (resync)."""
    if held is None:
        return 'resync'
    theirs, mine = (state['epoch'], state['revision']), (held.epoch, held.revision)
    if theirs != mine:
        return 'resync' if theirs > mine else 'behind'
    return 'confirmed' if digest == held.digest else 'diverged'


def take(held, event, message, is_answer=False):
    """What is held then, and `confirmed`, `behind`, `resync` or `diverged`. docs/connection.md, "Acceptance".

    is_answer: to the very state that is held.
    """
    if event == 'snapshot':
        return take_snapshot(held, message, is_answer)
    outcome = order_to(held, message, message['digest'])
    if event == 'heartbeat' or outcome != 'resync':
        return held, outcome
    if held is None or message['epoch'] != held.epoch or message['from'] > held.revision:
        return held, 'resync'
    return take_change(held, message)


def take_snapshot(held, message, is_answer):
    ruleset, digest = message['ruleset'], message['digest']
    is_same = held is not None and held.ruleset['environmentId'] == ruleset['environmentId']
    if is_same:
        outcome = order_to(held, ruleset, digest)
        is_forced = is_answer and 'diverged' in (message['reason'], outcome)
        if outcome == 'confirmed' or not (outcome == 'resync' or is_forced):
            return held, outcome
    if digest_of(heads_of(ruleset['items'])) != digest:
        return held, 'diverged'
    return Held(ruleset, digest, held.compiled if is_same else None), 'confirmed'


def take_change(held, message):
    items = dict(held.ruleset['items'])
    for kind, changed in message['items'].items():
        merged = {**items.get(kind, {}), **changed}
        items[kind] = {key: item for key, item in merged.items() if item is not None}
    if digest_of(heads_of(items)) != message['digest']:
        return held, 'diverged'
    ruleset = {**held.ruleset, 'revision': message['revision'], 'items': items}
    return Held(ruleset, message['digest'], held.compiled), 'confirmed'
