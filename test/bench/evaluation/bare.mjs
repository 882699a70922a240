// What no evaluator can leave out, and nothing else: the flag by its key, each attribute by a name that only the data
// knows, the hash of the key, the comparisons. No types, reasons, errors, arrays, prerequisites, segments or defaults.

function textbookMurmur3(text, seed) {
  let hash = seed
  let i = 0
  for (; i + 4 <= text.length; i += 4) {
    const word =
      text.charCodeAt(i) |
      (text.charCodeAt(i + 1) << 8) |
      (text.charCodeAt(i + 2) << 16) |
      (text.charCodeAt(i + 3) << 24)
    hash ^= scramble(word)
    hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64) | 0
  }
  let tail = 0
  for (let shift = 0; i < text.length; i++, shift += 8) tail |= text.charCodeAt(i) << shift
  hash ^= scramble(tail) ^ text.length
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

function scramble(word) {
  const product = Math.imul(word, 0xcc9e2d51)
  return Math.imul((product << 15) | (product >>> 17), 0x1b873593)
}

const own = (context, name) => (Object.hasOwn(context, name) ? context[name] : undefined)

class Constant {
  constructor(value) {
    this.value = value
  }
  read() {
    return this.value
  }
}

class Split {
  constructor(seed, ends, values) {
    this.by = 'targetingKey'
    this.seed = seed
    this.ends = ends
    this.values = values
  }
  read(context) {
    const bucket = textbookMurmur3(own(context, this.by), this.seed) % 100_000
    let i = 0
    while (bucket >= this.ends[i]) i++
    return this.values[i]
  }
}

const order = (version) => version.split('.').reduce((sum, part) => sum * 1000 + Number(part), 0)

class Rules {
  constructor(rules, variants) {
    this.names = rules.map(({ attribute }) => attribute)
    this.operands = rules.map(({ op, value }) => (op === 'in' ? new Set(value) : value))
    this.served = rules.map(({ serve }) => variants[serve])
    this.fallthrough = variants.off
    this.least = order(rules[2].value)
    this.versions = new Map()
  }
  read(context) {
    const { names, operands, served } = this
    if (operands[0].has(own(context, names[0]))) return served[0]
    if (own(context, names[1]).endsWith(operands[1])) return served[1]
    if (this.order(own(context, names[2])) > this.least) return served[2]
    if (own(context, names[3]) > operands[3]) return served[3]
    if (operands[4].has(own(context, names[4]))) return served[4]
    return this.fallthrough
  }
  /** An app meets few versions. */
  order(version) {
    let known = this.versions.get(version)
    if (known === undefined) this.versions.set(version, (known = order(version)))
    return known
  }
}

function compiled({ kind, variants, weights, key }, mixedRules) {
  if (kind === 'rules') return new Rules(mixedRules, variants)
  if (kind !== 'split') return new Constant(variants[kind])
  let end = 0
  const ends = Object.values(weights).map((weight) => (end += weight * 1000))
  return new Split(textbookMurmur3(key, 0), ends, Object.values(variants))
}

export async function create(flags, mixedRules) {
  const byKey = new Map(flags.map((flag) => [flag.key, compiled(flag, mixedRules)]))
  const read = (key, context) => byKey.get(key).read(context)
  return {
    context: ({ key, ...attributes }) => ({ targetingKey: key, ...attributes }),
    boolean: read,
    string: read,
    all: (context) => {
      const values = Object.create(null)
      for (const [key, flag] of byKey) values[key] = flag.read(context)
      return values
    },
    values: (all) => Object.entries(all),
  }
}
