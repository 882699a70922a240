/** A dispatcher with a clock of its own, over a store in memory, and receivers on this machine; for tests. */
import { expect, onTestFinished } from 'vitest'
import { openTestAdmin, type TestAdmin } from './http/admin/test-admin.ts'
import type { DeliveryOutcome, WebhookDispatcher } from './webhooks/dispatcher.ts'
import type { Send } from './webhooks/send.ts'
import { type Answer, openReceiver, type TestReceiver } from './webhooks/test-receiver.ts'
import { createDispatcher } from './wiring.ts'

export const WEBHOOKS = '/projects/default/webhooks'
export const FLAGS = '/projects/default/flags'
export const FLAG = '/projects/default/environments/production/flags/f'
export const HOUR_MS = 3_600_000

export interface World extends TestAdmin {
  readonly clock: { nowMs: number }
  readonly outcomes: DeliveryOutcome[]
  readonly failures: unknown[]
  readonly dispatcher: WebhookDispatcher
  /** Sends what is due, and waits for it. */
  deliver(): Promise<void>
  hook(body: object): Promise<{ readonly id: string; readonly secret: string }>
  deliveries(id: string, query?: string): Promise<readonly Record<string, unknown>[]>
}

/** @param send - In place of HTTP. */
export async function openWorld(send?: Send): Promise<World> {
  const admin = await openTestAdmin({ webhooksToLoopback: true })
  const clock = { nowMs: Date.now() }
  const outcomes: DeliveryOutcome[] = []
  const failures: unknown[] = []
  const dispatcher = createDispatcher(admin.halyard, {
    webhooksToLoopback: true,
    nowMs: () => clock.nowMs,
    random: () => 0.5,
    onOutcome: (outcome) => outcomes.push(outcome),
    onFailure: (error) => failures.push(error),
    ...(send === undefined ? undefined : { send }),
  })
  onTestFinished(() => dispatcher.abandon())
  return {
    ...admin,
    clock,
    outcomes,
    failures,
    dispatcher,
    async deliver() {
      dispatcher.dispatch()
      await dispatcher.idle()
    },
    async hook(body) {
      const made = await admin.call('POST', WEBHOOKS, body)
      expect(made.status, JSON.stringify(made.body)).toBe(201)
      return made.body as { id: string; secret: string }
    },
    async deliveries(id, query = '') {
      return (await admin.call('GET', `${WEBHOOKS}/${id}/deliveries${query}`)).body.items as Record<string, unknown>[]
    },
  }
}

/** It ends with the test. */
export async function receiver(answer?: Answer): Promise<TestReceiver> {
  const opened = await openReceiver(answer)
  onTestFinished(() => opened.close())
  return opened
}

export const to = ({ port }: TestReceiver): string => `http://127.0.0.1:${port}/`
