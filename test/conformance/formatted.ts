import fc from 'fast-check'

/** Mostly what a calendar has, and now and then what it lacks. */
const often = (valid: string, invalid: string) =>
  fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...valid.split(' ')) }, fc.constantFrom(...invalid.split(' ')))

const identifier = fc.string({ unit: fc.constantFrom('0', '1', '9', 'a', 'B', '-'), minLength: 1, maxLength: 4 })
const identifiers = fc.array(identifier, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('.'))
/** Often the same one, so that what comes after it decides. */
const core = fc.oneof(
  { weight: 4, arbitrary: fc.constant(['1', '2', '3']) },
  {
    weight: 3,
    arbitrary: fc.array(often('0 1 2 10 99999999999999999998 99999999999999999999', '01'), {
      minLength: 3,
      maxLength: 3,
    }),
  },
  fc.array(often('0 1 2', '01 x'), { minLength: 1, maxLength: 4 }),
)
const version = fc
  .record({
    v: fc.constantFrom('', 'v'),
    core,
    prerelease: fc.option(identifiers, { nil: undefined }),
    build: fc.option(identifiers, { nil: undefined, freq: 4 }),
  })
  .map(
    ({ v, core, prerelease, build }) =>
      `${v}${core.join('.')}${prerelease ? `-${prerelease}` : ''}${build ? `+${build}` : ''}`,
  )

const offset = fc
  .tuple(fc.constantFrom('+', '-'), often('00 05 23', '24'), often('00 30 59', '60'))
  .map(([sign, hour, minute]) => `${sign}${hour}:${minute}`)
const moment = fc
  .tuple(
    fc.constantFrom('0000', '0004', '0099', '0100', '1900', '1969', '1970', '2000', '2023', '2024', '9999'),
    often('01 02 04 12', '00 13'),
    often('01 28 29 30 31', '00 32'),
    often('00 07 23', '24'),
    often('00 30 59', '60'),
    often('00 30 59', '60 61'),
    fc.oneof(fc.constant(''), fc.constantFrom('.5', '.05', '.2509', '.9999', '.123456789', '.')),
    fc.oneof(fc.constantFrom('Z', 'z'), offset, often('Z', '+0100 +01')),
  )
  .map(([year, month, day, ...time]) => {
    const [hour, minute, second, fraction, zone] = time
    return `${year}-${month}-${day}T${hour}:${minute}:${second}${fraction}${zone}`
  })

const group = fc.constantFrom('0', '1', 'ff', 'FFFF', 'a00', '', '12345', '10.0.0.1', '256.1.1.1')
const address = fc.oneof(
  fc
    .array(fc.constantFrom('0', '10', '127', '128', '255', '256', '01'), { minLength: 3, maxLength: 5 })
    .map((parts) => parts.join('.')),
  fc.array(group, { minLength: 2, maxLength: 9 }).map((parts) => parts.join(':')),
  fc
    .tuple(fc.constantFrom('::', '::ffff:', '::FFFF:', '1::', 'a:b::'), fc.array(group, { maxLength: 3 }))
    .map(([start, rest]) => start + rest.join(':')),
)
const network = fc
  .tuple(address, fc.constantFrom('', '/0', '/1', '/8', '/31', '/32', '/33', '/96', '/104', '/128', '/129', '/', '/08'))
  .map((parts) => parts.join(''))

/** An operator, an operand and a value: as often as not of their format, else nearly so. */
export const formatted = fc.oneof(
  fc.tuple(fc.constantFrom('semverEq', 'semverLt', 'semverLte', 'semverGt', 'semverGte'), version, version),
  fc.tuple(fc.constantFrom('before', 'after'), moment, moment),
  fc.tuple(fc.constant('inCidr'), network, address),
)
