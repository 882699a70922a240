"""The line protocol of docs/write-an-sdk.md: a request a line on stdin, an answer a line on stdout."""
import json
import sys

import evaluation
import wire
from client import Client

sys.setrecursionlimit(10_000)


class Adapter:
    def __init__(self):
        self.client = self.compiled = None

    def hello(self):
        return {'sdk': 'python-sample', 'features': ['receipts']}

    def load(self, rulesets):
        self.compiled = None
        for ruleset in rulesets:
            self.compiled = evaluation.Compiled(ruleset, self.compiled)

    def evaluate(self, flag, context=None, type=None, ageMs=0, fallback=None):
        if self.client:
            return self.client.evaluate(flag, fallback, context)
        return evaluation.evaluate(self.compiled, flag, context, ageMs, type)

    def murmur3(self, text, seed):
        return {'hash': evaluation.murmur3(text, seed)}

    def bucket(self, salt, value):
        return {'bucket': evaluation.bucket(salt, value)}

    def hashedMember(self, hashSalt, text, ignoreCase=False):
        return {'member': evaluation.hashed_member(hashSalt, text.lower() if ignoreCase else text)}

    def digest(self, items):
        return {'digest': wire.digest_of(items)}

    def start(self, url, sdkKey, options):
        self.client = Client(url, sdkKey, **options)

    def status(self):
        return self.client.status()

    def stop(self):
        client, self.client = self.client, None
        if client:
            client.close()


def main():
    adapter = Adapter()
    for line in sys.stdin:
        request = json.loads(line)
        id_, command = request.pop('id'), request.pop('do')
        try:
            answer = {'id': id_, 'ok': getattr(adapter, command)(**request) or {}}
        except Exception as error:
            answer = {'id': id_, 'error': f'{type(error).__name__}: {error}'}
        print(json.dumps(answer), flush=True)


if __name__ == '__main__':
    main()
