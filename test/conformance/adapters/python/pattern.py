"""`matches`: a set-of-states machine, so that time is linear in the subject. docs/evaluation.md, "Patterns"."""
import re

ESCAPED = r'\\[ -/:-@\[-`{-~dfnrstvwDSW]'
TOKEN = re.compile(
    rf'(?P<cls>\[(?!\^?\])(?:{ESCAPED}|[^\\\[\]])+\])|(?P<rep>[*+?]|\{{[0-9]+(?:,[0-9]*)?\}})(?![*+?{{])'
    rf'|(?P<at>[$^]|\\[bB])|(?P<esc>{ESCAPED})|(?P<open>\((?:\?:|(?!\?)))|(?P<char>[^\\\[\](*+?{{}}])', re.S)
WORD = set('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_')
SETS = {'d': set('0123456789'), 'w': WORD, 's': set('\t\n\f\r ')}
NAMED = {'n': '\n', 'r': '\r', 't': '\t', 'f': '\f', 'v': '\v'}
MATCH = -1


def utf16_length(text):
    return len(text.encode('utf-16-le', 'surrogatepass')) // 2


def simple_lower(character):
    return character.lower()[0].replace('ς', 'σ')


def one_of(text):
    """A `\\d` or `\\W`, or a plain character, as a set and whether it is the set's complement."""
    if text[0] == '\\' and text[1].lower() in SETS:
        return SETS[text[1].lower()], text[1].isupper()
    return None


def character_class(body, fold):
    negated = body.startswith('^')
    items = re.findall(r'\\.|.', body[negated:], re.S)
    plain = lambda text: fold(text) if text[0] != '\\' else NAMED.get(text[1], text[1])
    tests = []
    while items:
        first, is_range = items.pop(0), len(items) > 1 and items[0] == '-'
        if is_range:
            low, high = first, (items.pop(0), items.pop(0))[1]
            if one_of(low) or one_of(high) or plain(low) > plain(high):
                raise ValueError('a range needs two characters in order')
            tests.append(lambda c, low=plain(low), high=plain(high): low <= c <= high)
        elif one_of(first):
            tests.append(lambda c, s=one_of(first): (c in s[0]) != s[1])
        else:
            tests.append(lambda c, only=plain(first): c == only)
    return lambda c: any(test(c) for test in tests) != negated


def parse(source, fold):
    """A tree: ('char', test) · ('at', kind) · ('group', choices) · ('rep', node, least, most or None)."""
    outer, choices, offset = [], [[]], 0
    while offset < len(source):
        token = TOKEN.match(source, offset)
        if token is None:
            raise ValueError(f'not understood at {offset}')
        text, kind, offset = token.group(), token.lastgroup, token.end()
        if kind == 'open':
            outer.append(choices)
            choices = [[]]
        elif text == '|':
            choices.append([])
        elif text == ')':
            group, choices = choices, outer.pop()
            choices[-1].append(('group', group))
        elif kind == 'rep':
            low, comma, high = text.strip('{}').partition(',')
            least, most = {'*': (0, None), '+': (1, None), '?': (0, 1)}.get(text) or (
                int(low), int(high) if high else None if comma else int(low))
            if most is not None and (most < 1 or most < least):
                raise ValueError('a repetition that cannot be')
            choices[-1].append(('rep', choices[-1].pop(), least, most))
        elif kind == 'at':
            choices[-1].append(('at', text))
        else:
            body = text[1:-1] if kind == 'cls' else '^\n' if text == '.' else text
            choices[-1].append(('char', character_class(body if kind == 'cls' or text == '.' else re.sub(r'^\^', r'\\^', body), fold)))
    if outer:
        raise ValueError('a group is open')
    return ('group', choices)


def size(node):
    if node[0] == 'group':
        return 1 + sum(size(piece) for sequence in node[1] for piece in sequence)
    if node[0] == 'rep':
        _, piece, least, most = node
        return max(least, 1) * size(piece) + 1 if most is None else most * size(piece)
    return 1


def compile_pattern(source, ignore_case=False):
    """A function of the subject: found, not found, or None for one that is too long. ValueError: not a pattern."""
    fold = simple_lower if ignore_case else str
    if utf16_length(source) > 500:
        raise ValueError('too long')
    tree = parse(source, fold)
    if size(tree) - 1 > 256:
        raise ValueError('more than 256 states')
    states = []

    def state(*what):
        states.append(list(what))
        return len(states) - 1

    def emit(node, then):
        if node[0] == 'group':
            entries = []
            for sequence in node[1]:
                entry = then
                for piece in reversed(sequence):
                    entry = emit(piece, entry)
                entries.append(entry)
            return state('split', entries)
        if node[0] != 'rep':
            return state(*node, then)
        _, piece, least, most = node
        entry = then
        if most is None:
            loop = state('split', [then])
            body = emit(piece, loop)
            states[loop][1].append(body)
            entry, least = (body, least - 1) if least else (loop, 0)
        for _ in range((most or least) - least):
            entry = state('split', [emit(piece, entry), then])
        for _ in range(least):
            entry = emit(piece, entry)
        return entry

    start = emit(tree, MATCH)

    def search(subject):
        if utf16_length(subject) > 1024:
            return None
        text = [fold(c) for c in subject]
        here = set()
        for i in range(len(text) + 1):
            edge = (i > 0 and text[i - 1] in WORD) != (i < len(text) and text[i] in WORD)
            holds = {'^': i == 0, '$': i == len(text), '\\b': edge, '\\B': not edge}
            todo, seen, after = [start, *here], set(), set()
            while todo:
                at = todo.pop()
                if at == MATCH:
                    return True
                if at in seen:
                    continue
                seen.add(at)
                kind, what, *then = states[at]
                if kind == 'split':
                    todo.extend(what)
                elif kind == 'at':
                    todo.extend(then if holds[what] else ())
                elif i < len(text) and what(text[i]):
                    after.add(then[0])
            here = after
        return False

    return search
