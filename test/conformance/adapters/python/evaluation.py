"""How a flag is decided: docs/evaluation.md in Python. Truth is 1, 0 or, for unknown, a half."""
import functools
import ipaddress
import json
import math
import operator
import re
from contextlib import suppress
from datetime import datetime, timedelta, timezone
from decimal import Decimal

from pattern import LONGEST_SUBJECT, Pattern, need, short_text, utf16_length

BUCKETS, MASK = 100_000, 0xFFFFFFFF
MOST_FLAGS, MOST_ELEMENTS = 257, 1_000


# --- hashing ---

def murmur3(text, seed=0):
    data = re.sub('[\ud800-\udfff]', '\ufffd', text).encode()
    whole = len(data) & ~3

    def mixed(word):
        word = word * 0xCC9E2D51 & MASK
        return ((word << 15 | word >> 17) & MASK) * 0x1B873593 & MASK

    h = seed
    for at in range(0, whole, 4):
        h ^= mixed(int.from_bytes(data[at:at + 4], 'little'))
        h = ((h << 13 | h >> 19) & MASK) * 5 + 0xE6546B64 & MASK
    h ^= mixed(int.from_bytes(data[whole:], 'little')) ^ len(data)
    h = (h ^ h >> 16) * 0x85EBCA6B & MASK
    h = (h ^ h >> 13) * 0xC2B2AE35 & MASK
    return h ^ h >> 16


def hashed_member(salt, text):
    return ''.join(f'{murmur3(text, murmur3(salt, seed)):08x}' for seed in (0, 1))


def bucket(salt, value):
    """None for what can't be placed: anything but strings and safe integers."""
    if number(value) is not None and value == int(value) and abs(value) < 2 ** 53:
        value = str(int(value))
    return murmur3(value, murmur3(salt)) % BUCKETS if isinstance(value, str) else None


# --- what operators read: a value that can be compared, or None ---

def text(value):
    return value if isinstance(value, str) else None


def number(value):
    is_one = isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
    return value if is_one else None


def canonical(value):
    """A number as ECMAScript writes it."""
    if isinstance(value, bool):
        return json.dumps(value)
    if number(value) is None:
        return text(value)
    digits = repr(float(value) or 0.0)
    if value == 0 or 1e-6 <= abs(value) < 1e21:
        return format(Decimal(digits).normalize(), 'f')
    mantissa, exponent = digits.split('e')
    return f'{mantissa}e{int(exponent):+d}'


MOMENT = re.compile(r'[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt](?:[01][0-9]|2[0-3]):[0-9]{2}:[0-9]{2}(?:\.([0-9]+))?'
                    r'([Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])')
EPOCH, MS_IN_400_YEARS = datetime(1970, 1, 1, tzinfo=timezone.utc), 146_097 * 86_400_000


def moment(value):
    match = isinstance(value, str) and MOMENT.fullmatch(value)
    if not match:
        return number(value)
    is_early = value < '0400'  # The calendar begins again after 400 years; datetime has no year 0.
    zone, fraction = '+00:00' if match[2] in 'Zz' else match[2], (match[1] or '')[:3].ljust(3, '0')
    with suppress(ValueError):
        at = datetime.fromisoformat(f'{int(value[:4]) + 400 * is_early:04}{value[4:19]}{zone}')
        return (at - EPOCH) // timedelta(milliseconds=1) + int(fraction) - MS_IN_400_YEARS * is_early


NUMERAL, WORD = '(?:0|[1-9][0-9]*)', '[0-9a-zA-Z-]+'
NAME = f'(?:{NUMERAL}|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*)'
VERSION = re.compile(rf'v?({NUMERAL})(?:\.({NUMERAL})(?:\.({NUMERAL})(?:-({NAME}(?:\.{NAME})*))?'
                     rf'(?:\+{WORD}(?:\.{WORD})*)?)?)?')


def version(value):
    match = isinstance(value, str) and VERSION.fullmatch(value)
    if not match:
        return None
    # Numerals come before words, and all pre-releases before the release.
    return [[(0, len(part), part) if part.isdigit() else (1, 0, part) for part in parts] for parts in (
        match.groups('0')[:3], match[4].split('.') if match[4] else ['~'])]


def network(value):
    """(family, bits, prefix length), an IPv4-mapped address being an IPv4 one."""
    match = isinstance(value, str) and re.fullmatch(r'([0-9a-fA-F:.]+)(?:/(0|[1-9][0-9]{0,2}))?', value)
    with suppress(ValueError):
        found = ipaddress.ip_address(match[1] if match else '')
        is_v4 = found.version == 4
        bits = int(found) | (0xFFFF << 32 if is_v4 else 0)
        length = int(match[2]) + 96 * is_v4 if match[2] else 128
        is_mapped = length >= 96 and bits >> 32 == 0xFFFF
        return (4 if is_mapped else 6, bits, length) if length <= 128 else None


def address(value):
    return network(value) if isinstance(value, str) and '/' not in value else None


def is_within(subject, net):
    return subject[0] == net[0] and (subject[1] ^ net[1]) >> (128 - net[2]) == 0


# --- conditions ---

UNKNOWN, all_of, any_of = 0.5, functools.partial(min, default=1), functools.partial(max, default=0)
COMPARED = {'Lt': operator.lt, 'Lte': operator.le, 'Gt': operator.gt, 'Gte': operator.ge}
# How the attribute is read, how an operand is, and what is asked of the two.
OPERATORS = {
    'in': (canonical, lambda operand: operand, lambda subject, is_listed: is_listed(subject)),
    'contains': (text, text, operator.contains),
    'startsWith': (text, text, str.startswith),
    'endsWith': (text, text, str.endswith),
    'matches': (short_text, text, lambda subject, search: search(subject)),
    'inCidr': (address, network, is_within),
    'before': (moment, moment, operator.lt),
    'after': (moment, moment, operator.gt),
    'semverEq': (version, version, operator.eq),
    **{f'semver{name}': (version, version, question) for name, question in COMPARED.items()},
    **{name.lower(): (number, number, question) for name, question in COMPARED.items()},
}
WITH_SEVERAL_OPERANDS = ('contains', 'startsWith', 'endsWith', 'matches', 'inCidr')
WITH_LOWER_CASE = ('in', 'contains', 'startsWith', 'endsWith')


def attribute(context, path):
    parts = path.split('.')
    if path.startswith('/'):
        parts = [part.replace('~1', '/').replace('~0', '~') for part in path[1:].split('/')]
    for part in parts:
        context = context.get(part) if isinstance(context, dict) else None
    return context


def compile_list(operand, fold, salt):
    """Whether a text is in a list, plain or hashed."""
    if isinstance(operand, dict):
        hashes = set(operand['hashed'])
        need(salt is not None)
        return lambda found: hashed_member(salt, found) in hashes
    members = [canonical(member) for member in operand]
    need(isinstance(operand, list) and None not in members)
    return set(map(fold, members)).__contains__


def compile_operator(condition, salt):
    """A function of one value, which may be unknown to it."""
    op, operand, ignores_case = condition['op'], condition.get('value'), condition.get('ignoreCase', False)
    fold = str.lower if ignores_case and op in WITH_LOWER_CASE else lambda value: value
    read, read_operand, question = OPERATORS[op]
    is_several = op in WITH_SEVERAL_OPERANDS and isinstance(operand, list)
    operands = [read_operand(one) for one in (operand if is_several else [operand])]
    need(None not in operands)
    prepare = {'in': lambda one: compile_list(one, fold, salt),
               'matches': lambda one: Pattern(one, ignores_case).search}.get(op, fold)
    operands = [prepare(one) for one in operands]

    def ask(value):
        subject = read(value)
        return UNKNOWN if subject is None else any_of(question(fold(subject), one) for one in operands)

    return ask


def much_text(values):
    return sum(utf16_length(value) for value in values if isinstance(value, str)) > LONGEST_SUBJECT


def compile_condition(condition, salt, uses):
    """A function of context and segment members. `uses` gathers the segments that it names."""
    for kind, of in (('all', all_of), ('any', any_of)):
        if kind in condition:
            need(isinstance(condition[kind], list))
            tests = [compile_condition(part, salt, uses) for part in condition[kind]]
            return lambda context, member: of(test(context, member) for test in tests)
    if 'not' in condition:
        test = compile_condition(condition['not'], salt, uses)
        return lambda context, member: 1 - test(context, member)
    if 'segment' in condition:
        uses.append(condition['segment'])
        return lambda context, member: member(condition['segment'])
    path = condition['attribute']
    need(isinstance(path, str))
    if condition['op'] == 'exists':
        return lambda context, member: attribute(context, path) is not None
    ask = compile_operator(condition, salt)

    def compare(context, member):
        value = attribute(context, path)
        values = value if isinstance(value, list) else [value]
        is_too_much = len(values) > MOST_ELEMENTS or condition['op'] == 'matches' and much_text(values)
        return UNKNOWN if is_too_much else any_of(map(ask, values))

    return compare


# --- compiling: whatever error it meets, the item can't be read ---

class Segment:
    def __init__(self, item, salt):
        need(not item.get('requires'))
        self.uses, by, never = [], item.get('by', 'targetingKey'), {'any': []}
        included, excluded = [never if item.get(name) in (None, [], {'hashed': []}) else {
            'attribute': by, 'op': 'in', 'value': item[name]} for name in ('included', 'excluded')]
        otherwise = {'all': [{'not': excluded}, item['if']]} if 'if' in item else never
        self.test = compile_condition({'any': [included, otherwise]}, salt, self.uses)


class Flag:
    """`item` says what the flag is; `logic`, the same or an earlier version of it, who gets which variant."""

    def __init__(self, key, item, logic, hash_salt):
        need(not logic.get('requires'))
        self.key, self.item, self.logic, self.hash_salt = key, item, logic, hash_salt
        self.salt = logic.get('salt', key)
        self.prerequisites = [(entry['flag'], entry['variant']) for entry in logic.get('prerequisites', [])]
        self.uses = [flag for flag, _ in self.prerequisites]
        targets = [{'if': {**target, 'op': 'in', 'value': target['values']}, 'serve': target}
                   for target in logic.get('targets', [])]
        self.steps = [Step(self, step, 'TARGETING_MATCH') for step in [*targets, *logic.get('rules', [])]]
        plain = 'DEFAULT' if self.uses or self.steps else 'STATIC'
        self.fallthrough = Step(self, {'serve': logic['fallthrough']}, plain) if logic else None

    def answer(self, reason, variant=None, error=None, **metadata):
        metadata = {**self.item.get('metadata', {}), 'revision': self.item['revision'], **metadata}
        found = {'reason': reason, 'flagMetadata': metadata}
        if error:
            found['errorCode'] = error
        elif variant is not None and variant in self.item['variants']:
            found.update(value=self.item['variants'][variant], variant=variant)
        return found

    def off(self, reason, **metadata):
        return self.answer(reason, self.item.get('offVariant'), **metadata)


class Step:
    """A target, a rule or the fallthrough."""

    def __init__(self, flag, step, reason):
        split = step['serve'].get('split')
        self.flag, self.by = flag, split.get('by', 'targetingKey') if split else None
        self.ranges = split['ranges'] if split else [[step['serve']['variant'], BUCKETS]]
        need(all(name in flag.item['variants'] for name, _ in self.ranges) and self.ranges[-1][1] == BUCKETS)
        self.test = compile_condition(step.get('if', {'all': []}), flag.hash_salt, [])
        self.reason = 'SPLIT' if split else reason
        self.metadata = {'ruleId': step['id']} if 'id' in step else {}

    def serve(self, context):
        """None where its split can't place the context."""
        place = bucket(self.flag.salt, attribute(context, self.by)) if self.by else 0
        if place is not None:
            variant = next(name for name, end in self.ranges if place < end)
            return self.flag.answer(self.reason, variant, **self.metadata)
        if self.by == 'targetingKey':
            return self.flag.answer('ERROR', error='TARGETING_KEY_MISSING', **self.metadata)


def compile_flag(key, item, salt, before):
    """A kill survives version skew: what can't be read takes effect with the logic that was there before."""
    earlier = [(before.logic, before.hash_salt)] if before else []
    for logic, its_salt in [(item, salt), *earlier, ({}, salt)]:
        with suppress(Exception):
            return Flag(key, item, logic, its_salt)


class Compiled:
    def __init__(self, ruleset, before=None):
        items, salt = ruleset['items'], ruleset.get('hashSalt')
        self.segments, self.order_of = {}, functools.lru_cache(maxsize=None)(self.order_of)
        for key, item in items.get('segment', {}).items():
            with suppress(Exception):
                self.segments[key] = Segment(item, salt)
        self.flags = {key: compile_flag(key, item, salt, before and before.flags.get(key))
                      for key, item in items.get('flag', {}).items()}

    def order_of(self, start, kind, limit=math.inf):
        """The keys of an item and of what it needs, each once, what is needed first. No recursion."""
        items = getattr(self, kind)
        seen, order, path = {start}, [], [(start, iter(items[start].uses))]
        while path:
            key, rest = path[-1]
            used = next((one for one in rest if one in items and one not in seen and len(seen) < limit), None)
            if used is None:
                order.append(path.pop()[0])
            else:
                seen.add(used)
                path.append((used, iter(items[used].uses)))
        return order


# --- evaluating ---

def evaluate(ruleset, key, context, age_ms=0, type_=None):
    flag = ruleset.flags.get(key)
    if flag is None or flag.item.get('hidden'):
        return {'reason': 'ERROR', 'errorCode': 'FLAG_NOT_FOUND', 'flagMetadata': {}}
    if type_ not in (None, flag.item['type']):
        return flag.answer('ERROR', error='TYPE_MISMATCH')
    answers, member = {}, membership(ruleset, context)
    for each in ruleset.order_of(key, 'flags', MOST_FLAGS):
        answers[each] = decide(ruleset, ruleset.flags[each], context, age_ms, answers, member)
    return answers[key]


def decide(ruleset, flag, context, age_ms, answers, member):
    item = flag.item
    if item.get('killed') or not item['enabled']:
        return flag.off('DISABLED', **({'killed': True} if item.get('killed') else {}))
    if age_ms > item.get('maxStalenessMs', math.inf):
        return flag.off('STALE')
    for needed, variant in flag.prerequisites:
        found = answers.get(needed, {'reason': 'STALE'})
        if (found['reason'] in ('DISABLED', 'STALE') or found.get('variant') != variant
                or flag.key in ruleset.order_of(needed, 'flags', MOST_FLAGS)):
            return flag.off('PREREQUISITE_FAILED', prerequisite=needed)
    for step in flag.steps:
        served = step.serve(context) if step.test(context, member) == 1 else None
        if served:
            return served
    if not flag.fallthrough:
        return flag.off('DEFAULT')
    return flag.fallthrough.serve(context) or flag.off('DEFAULT', unplaced=flag.fallthrough.by)


def membership(ruleset, context):
    """A function that says whether the context is in a segment; unknown where it is missing or on a cycle."""
    known, segments = {}, ruleset.segments

    def look_up(key):
        return known.get(key, UNKNOWN)

    def member(key):
        if key in segments and key not in known:
            for each in ruleset.order_of(key, 'segments'):
                is_cyclic = any(used in segments and each in ruleset.order_of(used, 'segments')
                                for used in segments[each].uses)
                known[each] = UNKNOWN if is_cyclic else segments[each].test(context, look_up)
        return look_up(key)

    return member
