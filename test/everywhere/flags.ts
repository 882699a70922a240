/** Five flags that between them use each way of deciding, all of them exposed to browsers. */
import { type Admin, environmentPath, type Json } from '../support/admin.ts'

const EVEN = { split: { weights: { a: 25_000, b: 25_000, c: 25_000, d: 25_000 } } }

const FLAGS: readonly { readonly flag: Json; readonly configuration: Json }[] = [
  {
    flag: { key: 'checkout' },
    configuration: { fallthrough: { split: { weights: { on: 10_000, off: 90_000 } } } },
  },
  {
    flag: { key: 'banner', type: 'string', variants: { a: 'A', b: 'B', c: 'C', d: '' } },
    configuration: { rules: [{ if: { segment: 'insiders' }, serve: { variant: 'd' } }], fallthrough: EVEN },
  },
  {
    flag: { key: 'pricing', type: 'number', variants: { low: 9.5, high: 12, none: 0 } },
    configuration: {
      rules: [
        {
          if: {
            all: [
              { attribute: 'plan', op: 'in', value: ['pro', 'team'], ignoreCase: true },
              { attribute: 'appVersion', op: 'semverGte', value: '2' },
            ],
          },
          serve: { split: { by: 'organization.key', weights: { low: 50_000, high: 50_000 } } },
        },
      ],
      fallthrough: { variant: 'none' },
    },
  },
  {
    flag: { key: 'layout', type: 'object', variants: { wide: { columns: [1, 2, 3] }, narrow: {} } },
    configuration: {
      offVariant: 'narrow',
      prerequisites: [{ flag: 'checkout', variant: 'on' }],
      targets: [{ attribute: 'targetingKey', values: ['u-51', 'u-52', 'u-53'], variant: 'narrow' }],
      fallthrough: { variant: 'wide' },
    },
  },
  {
    flag: { key: 'regional' },
    configuration: {
      rules: [
        {
          if: {
            any: [
              { attribute: 'email', op: 'matches', value: '^person\\d*7@example\\.(com|org)$' },
              {
                all: [
                  { attribute: 'age', op: 'lt', value: 18 },
                  { not: { attribute: 'beta', op: 'in', value: [true] } },
                ],
              },
            ],
          },
          serve: { variant: 'on' },
        },
      ],
      fallthrough: { variant: 'off' },
    },
  },
]

/** Makes the flags and switches them on in production. */
export async function raiseFlags(admin: Admin): Promise<void> {
  await admin.put(`${environmentPath()}/segments/insiders`, {
    included: ['u-3', 'u-4000', 'u-9999'],
    excluded: ['u-0'],
    if: { attribute: 'organization.createdAt', op: 'before', value: '2021-01-01T00:00:00Z' },
  })
  for (const { flag } of FLAGS) await admin.post('/projects/default/flags', { ...flag, exposeToClients: true })
  for (const { flag, configuration } of FLAGS) {
    await admin.put(`${environmentPath()}/flags/${String(flag['key'])}`, { enabled: true, ...configuration })
  }
}
