"""`matches` in time linear in the subject: docs/evaluation.md, "Patterns".

A pattern becomes states; the subject is read once, with the set of states that it may be in. Where the
language's own engine takes linear time, as in Go and Rust, a pattern has but to be checked and translated.
"""
import re
from functools import reduce

ESCAPE = r'\\[ -/:-@\[-`{-~dfnrstvwDSW]'
TOKEN = re.compile(
    rf'(?P<repeat>[*+?]|\{{[0-9]+(?:,[0-9]*)?\}})(?![*+?{{])|(?P<edge>[$^]|\\[bB])|(?P<open>\((?:\?:|(?!\?)))'
    rf'|(?P<shut>\))|(?P<bar>\|)|\[(?P<negated>\^?)(?P<items>(?:{ESCAPE}|[^\\\[\]])+)\]'
    rf'|(?P<one>{ESCAPE}|[^\\\[\](*+?{{}}])', re.S)
ITEM = re.compile(r'(\\.|[^\\])-(\\.|[^\\])|(\\.|[^\\])', re.S)
SETS = {r'\s': r' \t\n\f\r', r'\S': r'\S\v', **{name: name for name in (r'\d', r'\D', r'\w', r'\W')}}
EDGES = {'^': '^', '$': r'\Z', r'\b': r'\b', r'\B': r'(?!\b)'}
NAMED = {'n': '\n', 'r': '\r', 't': '\t', 'f': '\f', 'v': '\v'}
MOST_STATES, LONGEST_PATTERN, LONGEST_SUBJECT = 256, 500, 1_024


def need(holds, what='not as specified'):
    if not holds:
        raise ValueError(what)


def utf16_length(text):
    return len(text.encode('utf-16-le', 'surrogatepass')) // 2


def short_text(value):
    """None for what no pattern is looked for in."""
    return value if isinstance(value, str) and utf16_length(value) <= LONGEST_SUBJECT else None


def simple_lower(character):
    return character.lower()[0].replace('ς', 'σ')


class State:
    """What has to be here (for one character `re` can't take long), whether it is read, what comes then."""

    def __init__(self, *then, here='', reads=False):
        self.then, self.here, self.reads = list(then), re.compile(here, re.A), reads


class Pattern:
    """A piece of a pattern is a function that makes its states, of the state that comes after it."""

    def __init__(self, source, ignores_case=False):
        need(utf16_length(source) <= LONGEST_PATTERN)
        self.fold, self.found = simple_lower if ignores_case else str, State()
        self.count = -1  # The whole is a group, which is not counted.
        self.start = self.parse(source)(self.found)

    def state(self, *then, **what):
        self.count += 1
        need(self.count <= MOST_STATES)
        return State(*then, **what)

    def parse(self, source):
        outer, choices, offset = [], [[]], 0
        while offset < len(source):
            token = TOKEN.match(source, offset)
            need(token, f'not understood at {offset}')
            kind, offset = token.lastgroup, token.end()
            if kind == 'open':
                outer.append(choices)
                choices = [[]]
            elif kind == 'shut':
                inner, choices = choices, outer.pop()
                choices[-1].append(self.group(inner))
            elif kind == 'bar':
                choices.append([])
            elif kind == 'repeat':
                choices[-1] += self.repeated(choices[-1].pop(), token[kind])
            elif kind == 'edge':
                choices[-1].append(lambda then, here=EDGES[token[kind]]: self.state(then, here=here))
            else:
                items = ITEM.sub(self.item, token[kind])
                here = '.' if token[0] == '.' else f'[{token["negated"] or ""}{items}]'
                choices[-1].append(lambda then, here=here: self.state(then, here=here, reads=True))
        need(not outer, 'a group is open')
        return self.group(choices)

    def item(self, match):
        low, high, one = match.groups()
        if one:
            return SETS.get(one) or self.plain(one)
        need(low not in SETS and high not in SETS)
        return f'{self.plain(low)}-{self.plain(high)}'

    def plain(self, text):
        return re.escape(NAMED.get(text[1], text[1]) if text[0] == '\\' else self.fold(text))

    def group(self, choices):
        return lambda then: self.state(*(
            reduce(lambda after, piece: piece(after), reversed(pieces), then) for pieces in choices))

    def repeated(self, piece, token):
        low, comma, high = {'*': '0,', '+': '1,', '?': '0,1'}.get(token, token.strip('{}')).partition(',')
        least, most = int(low), int(high or low)
        need(least <= most <= MOST_STATES)

        def maybe(one):
            return lambda then: State(then, one(then))

        def once_or_more(then):
            loop = self.state(then)
            loop.then.append(piece(loop))
            return loop.then[1]

        if comma and not high:
            return [piece] * (least - 1) + [once_or_more if least else maybe(once_or_more)]
        need(most > 0)
        return [piece] * least + [maybe(piece)] * (most - least)

    def search(self, subject):
        text, states = ''.join(map(self.fold, subject)), []
        for at in range(len(text) + 1):
            todo, seen, states = [self.start, *states], set(), []
            while todo:
                state = todo.pop()
                if state is self.found:
                    return True
                if state not in seen and state.here.match(text, at):
                    (states if state.reads else todo).extend(state.then)
                seen.add(state)
        return False
