"""The line protocol of docs/write-an-sdk.md: a request a line on stdin, an answer a line on stdout."""
import json
import sys

import client
import evaluation


class Adapter:
    """A method for each `do`, an argument for each field."""

    client = compiled = None

    def hello(self):
        return {'sdk': 'python-sample', 'features': ['receipts']}

    def murmur3(self, text, seed):
        return {'hash': evaluation.murmur3(text, seed)}

    def bucket(self, salt, value):
        return {'bucket': evaluation.bucket(salt, value)}

    def hashedMember(self, hashSalt, text, ignoreCase=False):
        return {'member': evaluation.hashed_member(hashSalt, text.lower() if ignoreCase else text)}

    def digest(self, items):
        return {'digest': client.digest_of(items)}

    def load(self, rulesets):
        self.compiled = None
        for ruleset in rulesets:
            self.compiled = evaluation.Compiled(ruleset, self.compiled)

    def evaluate(self, flag, context=None, type=None, ageMs=0, fallback=None):
        if self.client:
            return self.client.evaluate(flag, fallback, context)
        return evaluation.evaluate(self.compiled, flag, context, ageMs, type)

    def start(self, url, sdkKey, options):
        self.client = client.Client(url, sdkKey, **options)

    def status(self):
        return self.client.status()

    def stop(self):
        if self.client:
            self.client.close()
        self.client = None


def main():
    adapter = Adapter()
    for line in sys.stdin:
        request = json.loads(line)
        answer = {'id': request.pop('id')}
        try:
            answer['ok'] = getattr(adapter, request.pop('do'))(**request) or {}
        except Exception as error:
            answer['error'] = f'{type(error).__name__}: {error}'
        print(json.dumps(answer), flush=True)


if __name__ == '__main__':
    main()
