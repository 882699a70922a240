import { bucketFile, murmur3File, surrogatesFile } from './tables/buckets.ts'
import { ATTRIBUTE_ROWS, CONDITIONS, SEGMENT_ROWS, SEGMENTS } from './tables/conditions.ts'
import { CIDR, DATES, SEMVER } from './tables/formats.ts'
import { clientFile, hashedListsFile, hashedMembersFile } from './tables/hashed-lists.ts'
import { metadataFile } from './tables/metadata.ts'
import { EXISTS, IN, NUMBERS, TEXT } from './tables/operators.ts'
import { orderFile } from './tables/order.ts'
import { PATTERN } from './tables/pattern.ts'
import { randomFile } from './tables/random.ts'
import { rangesFile } from './tables/ranges.ts'
import { skewFile } from './tables/skew.ts'
import { splitsFile } from './tables/splits.ts'
import { prerequisitesFile, targetsFile } from './tables/targeting.ts'
import { conditionFile, fileText, type VectorFile } from './vector-file.ts'

/** Every published file by its name. The same on every run. */
export function makeVectors(): Record<string, VectorFile> {
  return {
    'attributes.json': conditionFile(
      'Attributes: paths, pointers, own properties, arrays that no path enters.',
      ATTRIBUTE_ROWS,
    ),
    'bucket.json': bucketFile(),
    'cidr.json': conditionFile('inCidr: IPv4 and IPv6 networks.', CIDR),
    'client.json': clientFile(),
    'conditions.json': conditionFile('Conditions: three values, all, any, not.', CONDITIONS),
    'dates.json': conditionFile('before and after: RFC 3339 and epoch milliseconds.', DATES),
    'hashed-lists.json': hashedListsFile(),
    'hashed-members.json': hashedMembersFile(),
    'metadata.json': metadataFile(),
    'murmur3.json': murmur3File(),
    'operators.json': conditionFile(
      'in, contains, startsWith, endsWith, lt, lte, gt, gte, exists; canonical text, letter case, arrays.',
      [...IN, ...TEXT, ...NUMBERS, ...EXISTS],
    ),
    'order.json': orderFile(),
    'pattern.json': conditionFile('matches: the documented subset of RE2.', PATTERN),
    'prerequisites.json': prerequisitesFile(),
    'random.json': randomFile(),
    'segments.json': conditionFile('Segments: lists, conditions, gaps, cycles.', SEGMENT_ROWS, SEGMENTS),
    'semver.json': conditionFile('Versions: semver 2.0.0, partial ones, a leading v.', SEMVER),
    'skew.json': skewFile(),
    'splits.json': splitsFile(),
    'surrogates.json': surrogatesFile(),
    'targets.json': targetsFile(),
    'weights.json': rangesFile(),
  }
}

/** The text of every file, as it is committed. */
export function makeVectorTexts(): Record<string, string> {
  return Object.fromEntries(Object.entries(makeVectors()).map(([name, file]) => [name, fileText(file)]))
}
