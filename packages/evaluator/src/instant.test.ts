import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { epochMs } from './instant.ts'

describe('epochMs', () => {
  test.each([
    ['1970-01-01T00:00:00Z', 0],
    ['1970-01-01T00:00:00.001Z', 1],
    ['1969-12-31T23:59:59.999Z', -1],
    ['2024-02-29T12:34:56+00:00', Date.UTC(2024, 1, 29, 12, 34, 56)],
    ['2024-01-01T00:00:00+02:00', Date.UTC(2023, 11, 31, 22)],
    ['2024-01-01T00:00:00-05:30', Date.UTC(2024, 0, 1, 5, 30)],
    ['2024-01-01t00:00:00z', Date.UTC(2024, 0, 1)],
    ['2024-01-01T00:00:00.5Z', Date.UTC(2024, 0, 1, 0, 0, 0, 500)],
    ['2024-01-01T00:00:00.57Z', Date.UTC(2024, 0, 1, 0, 0, 0, 570)],
    ['2024-01-01T00:00:00.9999999Z', Date.UTC(2024, 0, 1, 0, 0, 0, 999)],
    ['2024-01-01T00:00:00.25-01:00', Date.UTC(2024, 0, 1, 1, 0, 0, 250)],
    ['0000-01-01T00:00:00Z', -62_167_219_200_000],
    ['0099-12-31T23:59:59Z', -59_011_459_201_000],
    ['9999-12-31T23:59:59Z', 253_402_300_799_000],
    ['2000-02-29T00:00:00Z', Date.UTC(2000, 1, 29)],
    ['2016-12-31T23:59:59+23:59', Date.UTC(2016, 11, 31, 0, 0, 59)],
    [0, 0],
    [-0, -0],
    [1.5, 1.5],
    [-1e300, -1e300],
  ])('reads %j', (value, ms) => {
    expect(epochMs(value)).toBe(ms)
  })

  test.each([
    '',
    '2024',
    '2024-01-01',
    '2024-01-01T00:00Z',
    '2024-01-01T00:00:00',
    '2024-01-01 00:00:00Z',
    '20240101T000000Z',
    '2024-1-1T00:00:00Z',
    '2024-00-01T00:00:00Z',
    '2024-13-01T00:00:00Z',
    '2024-01-00T00:00:00Z',
    '2024-01-32T00:00:00Z',
    '2024-02-30T00:00:00Z',
    '2023-02-29T00:00:00Z',
    '1900-02-29T00:00:00Z',
    '2024-04-31T00:00:00Z',
    '2024-01-01T24:00:00Z',
    '2024-01-01T00:60:00Z',
    '2024-01-01T00:00:60Z',
    '2024-01-01T00:00:00.Z',
    '2024-01-01T00:00:00,5Z',
    '2024-01-01T00:00:00+24:00',
    '2024-01-01T00:00:00+00:60',
    '2024-01-01T00:00:00+0000',
    '2024-01-01T00:00:00+00',
    '2024-01-01T00:00:00ZZ',
    ' 2024-01-01T00:00:00Z',
    '2024-01-01T00:00:00Z ',
    '2024-01-01T00:00:00Z\n',
    '+02024-01-01T00:00:00Z',
    '１０24-01-01T00:00:00Z',
    'Mon, 01 Jan 2024 00:00:00 GMT',
    Number.NaN,
    Number.POSITIVE_INFINITY,
    null,
    undefined,
    true,
    {},
    [],
    new Date(0),
  ])('refuses %j', (value) => {
    expect(epochMs(value)).toBeUndefined()
  })

  test('reads whatever the platform writes, in every zone', () => {
    const moments = fc.date({
      min: new Date('0000-01-02T00:00:00Z'),
      max: new Date('9999-12-30T00:00:00Z'),
      noInvalidDate: true,
    })
    const zones = fc.integer({ min: -1439, max: 1439 })
    fc.assert(
      fc.property(moments, zones, (moment, minutes) => {
        expect(epochMs(moment.toISOString())).toBe(moment.getTime())
        const local = new Date(moment.getTime() + minutes * 60_000).toISOString().slice(0, -1)
        const two = (number: number): string => String(Math.trunc(Math.abs(number))).padStart(2, '0')
        const zone = `${minutes < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`
        expect(epochMs(local + zone)).toBe(moment.getTime())
      }),
    )
  })
})
