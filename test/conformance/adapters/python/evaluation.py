"""How a flag is decided: docs/evaluation.md in Python. Truth is True, False or None for unknown."""
import datetime
import ipaddress
import math
import re
from decimal import Decimal

from pattern import compile_pattern

BUCKETS, MAX_FLAGS, MASK = 100_000, 257, 0xFFFFFFFF


# --- hashing -----------------------------------------------------------------------------------------------------

def murmur3(text, seed=0):
    data = re.sub('[\ud800-\udfff]', '\ufffd', text).encode()
    whole = len(data) & ~3

    def mixed(word):
        word = word * 0xCC9E2D51 & MASK
        return ((word << 15 | word >> 17) & MASK) * 0x1B873593 & MASK

    h = seed
    for at in range(0, whole, 4):
        h ^= mixed(int.from_bytes(data[at:at + 4], 'little'))
        h = (h << 13 | h >> 19) & MASK
        h = h * 5 + 0xE6546B64 & MASK
    h ^= mixed(int.from_bytes(data[whole:], 'little')) ^ len(data)
    h = (h ^ h >> 16) * 0x85EBCA6B & MASK
    h = (h ^ h >> 13) * 0xC2B2AE35 & MASK
    return h ^ h >> 16


def hashed_member(salt, text):
    return ''.join(f'{murmur3(text, murmur3(salt, seed)):08x}' for seed in (0, 1))


def bucket(salt, value):
    """None for what can't be placed: anything but strings and safe integers."""
    if is_number(value) and value == int(value) and abs(value) < 2 ** 53:
        value = str(int(value))
    return murmur3(value, murmur3(salt, 0)) % BUCKETS if isinstance(value, str) else None


# --- what operators read -----------------------------------------------------------------------------------------

def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def canonical(value):
    """A number as ECMAScript writes it; None for what has no text."""
    if isinstance(value, bool):
        return 'true' if value else 'false'
    if isinstance(value, str) or not is_number(value):
        return value if isinstance(value, str) else None
    sign, digits, exponent = Decimal(repr(float(value))).normalize().as_tuple()
    text, point = ''.join(map(str, digits)), len(digits) + exponent
    if text == '0':
        return '0'
    if len(text) <= point <= 21:
        text = text.ljust(point, '0')
    elif 0 < point <= 21:
        text = f'{text[:point]}.{text[point:]}'
    elif -6 < point <= 0:
        text = f'0.{"0" * -point}{text}'
    else:
        text = f'{text[0]}{"." if text[1:] else ""}{text[1:]}e{point - 1:+d}'
    return '-' * sign + text


MOMENT = re.compile(r'([0-9]{4})-([0-9]{2})-([0-9]{2})[Tt]([01][0-9]|2[0-3]):([0-5][0-9]):([0-5][0-9])(?:\.([0-9]+))?'
                    r'(?:[Zz]|([+-])([01][0-9]|2[0-3]):([0-5][0-9]))')


def moment(value):
    if is_number(value):
        return value
    match = MOMENT.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        return None
    year, month, day, hour, minute, second = map(int, match.groups()[:6])
    early = year < 400  # The calendar begins again after 400 years; `datetime` has no year 0.
    try:
        days = datetime.date(year + 400 * early, month, day).toordinal() - 719_163 - 146_097 * early
    except ValueError:
        return None
    fraction, sign, zone_hours, zone_minutes = match.groups()[6:]
    zone = (int(zone_hours) * 60 + int(zone_minutes)) * (-1 if sign == '-' else 1) if sign else 0
    return ((days * 24 + hour) * 60 + minute - zone) * 60_000 + second * 1000 + int((fraction or '0')[:3].ljust(3, '0'))


NUMERAL, WORDY = '(?:0|[1-9][0-9]*)', '(?:0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*)'
VERSION = re.compile(rf'v?({NUMERAL})(?:\.({NUMERAL})(?:\.({NUMERAL})(?:-({WORDY}(?:\.{WORDY})*))?'
                     r'(?:\+[0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*)?)?)?')


def version(value):
    match = VERSION.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        return None
    # Numerals without leading zeros are ordered by length, then text; all come before words.
    order = lambda part: (0, len(part), part) if part.isdigit() else (1, 0, part)
    *core, identifiers = match.groups()
    return [order(part or '0') for part in core] + [[1] if identifiers is None else [0, *map(order, identifiers.split('.'))]]


def network(value):
    """(family, bits, prefix length), an IPv4-mapped address being an IPv4 one."""
    match = re.fullmatch(r'([0-9a-fA-F:.]+)(?:/(0|[1-9][0-9]{0,2}))?', value) if isinstance(value, str) else None
    try:
        address = ipaddress.ip_address(match[1]) if match else None
    except ValueError:
        return None
    if address is None:
        return None
    is_v4 = address.version == 4
    length = int(match[2]) + 96 * is_v4 if match[2] else 128
    bits = int(address) + (0xFFFF << 32) * is_v4
    is_mapped = length >= 96 and bits >> 32 == 0xFFFF
    return (4 if is_mapped else 6, bits, length) if length <= 128 else None


def address(value):
    return network(value) if isinstance(value, str) and '/' not in value else None


def is_within(subject, net):
    return subject[0] == net[0] and subject[1] >> (128 - net[2]) == net[1] >> (128 - net[2])


# --- conditions --------------------------------------------------------------------------------------------------

class Uncompilable(Exception):
    pass


def need(holds):
    if not holds:
        raise Uncompilable


def text_of(value):
    return value if isinstance(value, str) else None


def number_of(value):
    return value if is_number(value) else None


# Operator: what it reads, how an operand is read, the question, whether it takes several operands.
# Of a longer list nothing is known.
MAX_ELEMENTS = 1_000

OPERATORS = {
    'contains': (text_of, text_of, lambda s, o: o in s, True),
    'startsWith': (text_of, text_of, lambda s, o: s.startswith(o), True),
    'endsWith': (text_of, text_of, lambda s, o: s.endswith(o), True),
    'matches': (text_of, text_of, lambda s, o: o(s), True),
    'inCidr': (address, network, is_within, True),
    'before': (moment, moment, lambda s, o: s < o, False),
    'after': (moment, moment, lambda s, o: s > o, False),
    'semverEq': (version, version, lambda s, o: s == o, False),
}
for name, question in {'Lt': lambda s, o: s < o, 'Lte': lambda s, o: s <= o,
                       'Gt': lambda s, o: s > o, 'Gte': lambda s, o: s >= o}.items():
    OPERATORS[name.lower()] = (number_of, number_of, question, False)
    OPERATORS[f'semver{name}'] = (version, version, question, False)


def any_of(truths):
    unknown = False
    for truth in truths:
        if truth:
            return True
        unknown = unknown or truth is None
    return None if unknown else False


def negate(truth):
    return None if truth is None else not truth


def attribute(context, path):
    names = [n.replace('~1', '/').replace('~0', '~') for n in path[1:].split('/')] if path.startswith('/') else path.split('.')
    for part in names:
        context = context.get(part) if isinstance(context, dict) else None
    return context


def operator(condition, salt):
    """A function of one value, which may be unknown to it."""
    op, operand = condition['op'], condition.get('value')
    folded = condition.get('ignoreCase', False)
    fold = str.lower if folded and op in ('in', 'contains', 'startsWith', 'endsWith') else str
    if op == 'in':
        hashed = operand.get('hashed') if isinstance(operand, dict) else None
        need(isinstance(operand if hashed is None else hashed, list) and (hashed is None or salt is not None))
        members = {canonical(member) for member in operand} if hashed is None else set(hashed)
        need(None not in members)
        members = members if hashed is not None else set(map(fold, members))
        written = (lambda text: text) if hashed is None else (lambda text: hashed_member(salt, text))
        return lambda value: None if canonical(value) is None else written(fold(canonical(value))) in members
    need(op in OPERATORS)
    read, read_operand, question, several = OPERATORS[op]
    operands = [read_operand(one) for one in (operand if several and isinstance(operand, list) else [operand])]
    need(None not in operands)
    if op == 'matches':
        operands = [compile_pattern(one, bool(folded)) for one in operands]
    elif fold is str.lower:
        operands = [fold(one) for one in operands]

    def ask(value):
        subject = read(value)
        if subject is None:
            return None
        subject = fold(subject) if fold is str.lower else subject
        return any_of(question(subject, one) for one in operands)

    return ask


def compile_condition(condition, salt, uses):
    """A function of context and segment members. `uses` gathers the segments that it names."""
    need(isinstance(condition, dict))
    inner = lambda part: compile_condition(part, salt, uses)
    if 'all' in condition or 'any' in condition:
        parts = condition['all'] if 'all' in condition else condition['any']
        need(isinstance(parts, list))
        tests = [inner(part) for part in parts]
        if 'all' in condition:
            return lambda context, member: negate(any_of(negate(test(context, member)) for test in tests))
        return lambda context, member: any_of(test(context, member) for test in tests)
    if 'not' in condition:
        test = inner(condition['not'])
        return lambda context, member: negate(test(context, member))
    if 'segment' in condition:
        key = condition['segment']
        uses.append(key)
        return lambda context, member: member(key)
    path = condition['attribute']
    need(isinstance(path, str))
    if condition['op'] == 'exists':
        return lambda context, member: attribute(context, path) is not None
    ask = operator(condition, salt)

    def compare(context, member):
        value = attribute(context, path)
        if not isinstance(value, list):
            return ask(value)
        return any_of(map(ask, value)) if len(value) <= MAX_ELEMENTS else None

    return compare


# --- compiling ---------------------------------------------------------------------------------------------------

class Segment:
    def __init__(self, item, salt):
        need(not item.get('requires'))
        self.uses = []
        by = item.get('by', 'targetingKey')
        listed = lambda value: [{'attribute': by, 'op': 'in', 'value': value}] if (
            value.get('hashed') if isinstance(value, dict) else value) else []
        parts = listed(item.get('included', []))
        if 'if' in item:
            parts.append({'all': [{'not': part} for part in listed(item.get('excluded', []))] + [item['if']]})
        self.test = compile_condition({'any': parts}, salt, self.uses)


class Flag:
    def __init__(self, key, item, logic, salt):
        self.key, self.item, self.logic, self.hash_salt = key, item, logic, salt
        self.salt = logic.get('salt', key)
        self.prerequisites = [(entry['flag'], entry['variant']) for entry in logic.get('prerequisites', [])]
        need(all(isinstance(name, str) for entry in self.prerequisites for name in entry))
        targets = [{'if': {'attribute': t['attribute'], 'op': 'in', 'value': t['values']}, 'serve': {'variant': t['variant']}}
                   for t in logic.get('targets', [])]
        self.steps = [self.step(step, 'TARGETING_MATCH') for step in [*targets, *logic.get('rules', [])]]
        plain = 'DEFAULT' if self.prerequisites or self.steps else 'STATIC'
        self.fallthrough = self.step({'serve': logic['fallthrough']}, plain) if 'fallthrough' in logic else None

    def step(self, step, reason):
        serve = step['serve']
        split = serve.get('split')
        ranges = split['ranges'] if split else [[serve['variant'], BUCKETS]]
        need(all(name in self.item['variants'] for name, _ in ranges) and ranges[-1][1] == BUCKETS)
        test = compile_condition(step['if'], self.hash_salt, []) if 'if' in step else None
        by = split.get('by', 'targetingKey') if split else None
        return test, by, ranges, 'SPLIT' if split else reason, {'ruleId': step['id']} if 'id' in step else {}


class Compiled:
    def __init__(self, ruleset, previous=None):
        items, salt = ruleset['items'], ruleset.get('hashSalt')
        self.flags, self.segments, self.reached = {}, {}, {}
        for key, item in items.get('segment', {}).items():
            try:
                self.segments[key] = Segment(item, salt)
            except Exception:  # Whatever it is that this version can't read: unknown to whoever asks.
                pass
        for key, item in items.get('flag', {}).items():
            self.flags[key] = self.compile_flag(key, item, salt, previous and previous.flags.get(key))

    @staticmethod
    def compile_flag(key, item, salt, before):
        """A kill survives version skew: what can't be read takes effect with the logic that was there before."""
        try:
            need(not item.get('requires'))
            return Flag(key, item, item, salt)
        except Exception:
            try:
                return Flag(key, item, before.logic, before.hash_salt)
            except Exception:
                return Flag(key, item, {}, salt)

    def flag_uses(self, key):
        return [flag for flag, _ in self.flags[key].prerequisites if flag in self.flags]

    def segment_uses(self, key):
        return [name for name in self.segments[key].uses if name in self.segments]

    def leads_back(self, key, used, uses, limit=math.inf):
        known = self.reached.setdefault((uses.__name__, used), None)
        if known is None:
            known = self.reached[uses.__name__, used] = set(order_of(used, uses, limit))
        return key in known


def order_of(start, uses, limit=math.inf):
    """An item and what it needs, each once, what is needed first; no recursion, however long a chain is."""
    seen, order, open_ = {start}, [], [(start, iter(uses(start)))]
    while open_:
        key, rest = open_[-1]
        for used in rest:
            if used not in seen and len(seen) < limit:
                seen.add(used)
                open_.append((used, iter(uses(used))))
                break
        else:
            order.append(key)
            open_.pop()
    return order


# --- evaluating --------------------------------------------------------------------------------------------------

def answer(flag, reason, variant=None, error=None, **metadata):
    item = flag.item
    found = {'reason': reason, 'flagMetadata': {**item.get('metadata', {}), 'revision': item['revision'], **metadata}}
    if error:
        found['errorCode'] = error
    elif variant is not None and variant in item['variants']:
        found.update(value=item['variants'][variant], variant=variant)
    return found


def off(flag, reason, **metadata):
    return answer(flag, reason, flag.item.get('offVariant'), **metadata)


def evaluate(ruleset, key, context, age_ms=0, type_=None):
    flag = ruleset.flags.get(key)
    if flag is None or flag.item.get('hidden'):
        return {'reason': 'ERROR', 'errorCode': 'FLAG_NOT_FOUND', 'flagMetadata': {}}
    if type_ not in (None, flag.item['type']):
        return answer(flag, 'ERROR', error='TYPE_MISMATCH')
    answers = {}
    for each in order_of(key, ruleset.flag_uses, MAX_FLAGS):
        answers[each] = decide(ruleset, ruleset.flags[each], context, age_ms, answers)
    return answers[key]


def decide(ruleset, flag, context, age_ms, answers):
    item = flag.item
    if item.get('killed') or not item['enabled']:
        return off(flag, 'DISABLED', **({'killed': True} if item.get('killed') else {}))
    if age_ms > item.get('maxStalenessMs', math.inf):
        return off(flag, 'STALE')
    for needed, variant in flag.prerequisites:
        if not is_met(ruleset, flag.key, needed, variant, answers):
            return off(flag, 'PREREQUISITE_FAILED', prerequisite=needed)
    member = members_of(ruleset, context)
    for step in flag.steps:
        served = serve(flag, step, context) if step[0] is None or step[0](context, member) is True else None
        if served:
            return served
    served = flag.fallthrough and serve(flag, flag.fallthrough, context)
    by = flag.fallthrough[1] if flag.fallthrough else None
    return served or off(flag, 'DEFAULT', **({'unplaced': by} if by else {}))


def is_met(ruleset, key, needed, variant, answers):
    found = answers.get(needed)
    return (found is not None and found['reason'] not in ('DISABLED', 'STALE') and found.get('variant') == variant
            and not ruleset.leads_back(key, needed, ruleset.flag_uses, MAX_FLAGS))


def members_of(ruleset, context):
    """A function that says whether the context is in a segment; unknown where it is missing or on a cycle."""
    known = {}

    def member(key):
        if key not in ruleset.segments:
            return None
        if key not in known:
            for each in order_of(key, ruleset.segment_uses):
                uses = ruleset.segment_uses(each)
                is_cyclic = any(ruleset.leads_back(each, used, ruleset.segment_uses) for used in uses)
                known[each] = None if is_cyclic else ruleset.segments[each].test(context, known.get)
        return known[key]

    return member


def serve(flag, step, context):
    """What a step serves, or None where its split can't place the context."""
    _, by, ranges, reason, metadata = step
    if by is None:
        return answer(flag, reason, ranges[0][0], **metadata)
    place = bucket(flag.salt, attribute(context, by))
    if place is not None:
        return answer(flag, reason, next(name for name, end in ranges if place < end), **metadata)
    return answer(flag, 'ERROR', error='TARGETING_KEY_MISSING', **metadata) if by == 'targetingKey' else None
