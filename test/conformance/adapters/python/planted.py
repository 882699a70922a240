"""The sample SDK with one mistake planted in it: python3 planted.py <mistake>. Shows that the kit can fail."""
import sys

import adapter
import client
import evaluation
import wire


def patch(module, name, make):
    setattr(module, name, make(getattr(module, name)))


def seed_is_not_hashed():
    """The salt goes into the text instead of the seed, as many other systems have it."""
    evaluation.bucket = lambda salt, value: evaluation.murmur3(f'{salt}{value}') % evaluation.BUCKETS


def not_unknown_is_true():
    evaluation.negate = lambda truth: not truth


def missing_is_empty():
    """An attribute that is absent reads as the empty text."""
    patch(evaluation, 'attribute', lambda read: lambda context, path: '' if read(context, path) is None else read(context, path))


def ranges_off_by_one():
    """A range's end counts as inside."""
    patch(evaluation, 'bucket', lambda place: lambda salt, value: place(salt, value) and place(salt, value) - 1)


def backtracks_like_re():
    """`matches` by the language's own engine, where \\d is Unicode's."""
    import re
    evaluation.compile_pattern = lambda source, _=False: lambda subject: re.search(source, subject) is not None


def kill_needs_readable_rules():
    """A flag whose rules can't be read keeps its whole old version."""
    patch(evaluation.Compiled, 'compile_flag', lambda right: staticmethod(
        lambda key, item, salt, before: before if before and item.get('rules') == 5 else right(key, item, salt, before)))


def digest_is_ignored():
    """Whatever is received is believed."""
    right = wire.digest_of
    wire.take_change.__globals__['digest_of'] = lambda heads: Anything(right(heads))


class Anything(str):
    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    __hash__ = str.__hash__


def unknown_kinds_are_not_counted():
    patch(wire, 'heads_of', lambda heads: lambda items: (head for head in heads(items) if head[0] in ('flag', 'segment')))


def snapshots_are_merged():
    def merged(held, message, is_answer):
        found, outcome = right(held, message, is_answer)
        if held is not None and found is not held:
            for kind, items in held.ruleset['items'].items():
                found.ruleset['items'][kind] = {**items, **found.ruleset['items'].get(kind, {})}
            found.compiled = evaluation.Compiled(found.ruleset)
        return found, outcome

    right, wire.take_snapshot = wire.take_snapshot, merged


def epoch_is_not_compared():
    """A higher revision is taken, whatever its epoch."""
    def order(held, state, digest):
        return right(held, {**state, 'epoch': held.epoch} if held else state, digest)

    right, wire.order_to = wire.order_to, order


def gaps_are_applied():
    def take(held, event, message, is_answer=False):
        if event == 'change' and held and message['from'] > held.revision:
            message = {**message, 'from': held.revision}
            return wire.Held({**held.ruleset, 'revision': message['revision'], 'items': {
                **held.ruleset['items'], **message['items']}}, message['digest'], held.compiled), 'confirmed'
        return right(held, event, message, is_answer)

    right, client.take = client.take, take


def claims_before_applying():
    """The id moves as soon as its line is read."""
    def feed(self, chunk):
        for line in chunk.split(b'\n'):
            if line.startswith(b'id: ') and line.count(b'.') == 2:
                claims.append(line[4:].decode())
        yield from right(self, chunk)

    claims = []
    right, client.EventReader.feed = client.EventReader.feed, feed
    patch(client.Client, 'read', lambda read: lambda self, generation, claim: read(self, generation, claims[-1] if claims else None))


def a_401_is_the_end():
    patch(client.Client, 'on_failed', lambda failed: lambda self, refused=False, wait=0: None if refused else failed(self, refused, wait))


def malformed_events_are_skipped():
    def on_bytes(self, chunk):
        for event, data in self.reader.feed(chunk):
            try:
                if event in client.SHAPES:
                    self.on_message(event, client.parse(event, data))
            except client.Malformed:
                pass

    client.Client.on_bytes = on_bytes


def goodbye_ends_the_stream():
    """It hangs up at once and misses what still comes."""
    def on_message(self, event, message):
        right(self, event, message)
        if event == 'goodbye':
            self.drop()

    right, client.Client.on_message = client.Client.on_message, on_message


if __name__ == '__main__':
    globals()[sys.argv[1]]()
    adapter.main()
