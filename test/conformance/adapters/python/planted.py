"""The sample SDK with one mistake planted in it, which the kit must find: python3 planted.py <mistake>."""
import re
import sys

import adapter
import client
import evaluation
from client import Client


def patch(owner, name, make):
    setattr(owner, name, make(getattr(owner, name)))


def seed_is_not_hashed():
    """The salt goes into the text instead of the seed, as many other systems have it."""
    evaluation.bucket = lambda salt, value: evaluation.murmur3(f'{salt}{value}') % evaluation.BUCKETS


def not_unknown_is_true():
    """A half counts as false, and the opposite of that is true."""
    def compile_condition(condition, salt, uses):
        test = right(condition, salt, uses)
        return (lambda *asked: test(*asked) > 0) if 'not' in condition else test

    right, evaluation.compile_condition = evaluation.compile_condition, compile_condition


def missing_is_empty():
    """An attribute that is absent reads as the empty text."""
    patch(evaluation, 'attribute', lambda read: lambda context, path: (
        '' if read(context, path) is None else read(context, path)))


def ranges_off_by_one():
    """A range's end counts as inside."""
    patch(evaluation, 'bucket', lambda place: lambda salt, value: (
        place(salt, value) and place(salt, value) - 1))


def backtracks_like_re():
    """`matches` by the language's own engine, where \\d is Unicode's."""
    evaluation.Pattern.search = lambda self, subject: re.search(self.source, subject) is not None
    patch(evaluation.Pattern, '__init__', lambda right: lambda self, source, ignores_case=False: setattr(
        self, 'source', source))


def kill_needs_readable_rules():
    """A flag whose rules can't be read keeps its whole old version."""
    patch(evaluation, 'compile_flag', lambda right: lambda key, item, salt, before: (
        before if before and item.get('rules') == 5 else right(key, item, salt, before)))


def digest_is_ignored():
    """Whatever is received is believed."""
    patch(client, 'digest_of', lambda right: lambda heads: Anything(right(heads)))


class Anything(str):
    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    __hash__ = str.__hash__


def unknown_kinds_are_not_counted():
    patch(client, 'heads_of', lambda heads: lambda items: [
        head for head in heads(items) if head[0] in ('flag', 'segment')])


def snapshots_are_merged():
    def take(held, event, message, is_answer=False):
        found, outcome = right(held, event, message, is_answer)
        if event == 'snapshot' and held is not None and found is not held:
            for kind, items in held.ruleset['items'].items():
                found.ruleset['items'][kind] = {**items, **found.ruleset['items'].get(kind, {})}
            found.compiled = evaluation.Compiled(found.ruleset)
        return found, outcome

    right, client.take = client.take, take


def epoch_is_not_compared():
    """A higher revision is taken, whatever its epoch."""
    def standing(held, state, digest):
        return right(held, {**state, 'epoch': held.at[0]} if held else state, digest)

    right, client.standing = client.standing, standing


def gaps_are_applied():
    def take(held, event, message, is_answer=False):
        if event == 'change' and held and message['from'] > held.at[1]:
            items = client.merged(held, message['items'])
            ruleset = {**held.ruleset, 'revision': message['revision'], 'items': items}
            return client.Held(ruleset, message['digest'], held.compiled), 'confirmed'
        return right(held, event, message, is_answer)

    right, client.take = client.take, take


def claims_before_applying():
    """The id moves as soon as its line is read."""
    def feed(self, chunk):
        claims.extend(re.findall(r'^id: (\S+\.\S+\.\S+)$', chunk.decode(), re.M))
        yield from right(self, chunk)

    def ask(self, connection, method, name, headers, body=None):
        claim = {'Last-Event-ID': claims[-1]} if claims and name == 'stream' else {}
        return right_ask(self, connection, method, name, {**headers, **claim}, body)

    claims = []
    right, client.EventReader.feed = client.EventReader.feed, feed
    right_ask, Client.ask = Client.ask, ask


def a_401_is_the_end():
    patch(Client, 'back_off', lambda right: lambda self, error, failures: (
        2 ** 20 if client.is_refusal(error) else right(self, error, failures)))


def malformed_events_are_skipped():
    def parse(event, data):
        try:
            return right(event, data)
        except ValueError:
            return None

    right, client.parse = client.parse, parse
    patch(Client, 'on_message', lambda right: lambda self, event, message, claim: (
        message and right(self, event, message, claim)))


def goodbye_ends_the_stream():
    """It hangs up at once and misses what still comes."""
    def on_message(self, event, message, claim):
        right(self, event, message, claim)
        if event == 'goodbye':
            raise ConnectionError

    right, Client.on_message = Client.on_message, on_message


if __name__ == '__main__':
    globals()[sys.argv[1]]()
    adapter.main()
