import { expect, test } from 'vitest'
import { operation } from './operation.ts'
import { listOperations } from './operations.ts'
import { PERMISSIONS } from './permissions.ts'

test('an operation without a permission, or with one that no role holds, does not compile', () => {
  // @ts-expect-error: who may do it is not said.
  operation('GET', '/secrets', { summary: 'Everything.', example: { params: {} } })
  // @ts-expect-error: there is no such permission.
  operation('GET', '/secrets', { summary: 'Everything.', permission: 'secret.read', example: { params: {} } })
  for (const [name, { permission }] of listOperations()) expect(PERMISSIONS.admin.has(permission), name).toBe(true)
})
