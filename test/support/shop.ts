import type { Page } from 'playwright-core'
import type { Json } from './admin.ts'
import type { AppEvent } from './app.ts'
import { within } from './settle.ts'

/** A page that embeds the browser SDK, driven from outside. */
export interface Shop {
  readonly page: Page
  /** Calls the SDK: `boolean`, `details`, `status`, `identify`, `ready`, … */
  call<T = unknown>(name: string, ...args: readonly unknown[]): Promise<T>
  census(key: string, count: number): Promise<number[]>
  /** Everything that the SDK emitted since the visit, oldest first. */
  events(): Promise<AppEvent[]>
  /** Resolves with the first event, past or coming, that has these fields. */
  event(name: string, fields?: Json): Promise<AppEvent>
}

/** Opens the page and starts the SDK in it. @param options - The SDK's own options: what is JSON of them. */
export async function visitShop(page: Page, url: string, options: Json): Promise<Shop> {
  await page.goto(url)
  await page.evaluate((given) => (globalThis as unknown as Window_).visit(given), options)
  return {
    page,
    call: <T>(name: string, ...args: readonly unknown[]) =>
      within(
        `the page answers ${name}`,
        page.evaluate(([method, given]) => (globalThis as unknown as Window_).flags[method]?.(...given), [
          name,
          args,
        ] as const),
      ) as Promise<T>,
    census: (key, count) =>
      page.evaluate(([flag, n]) => (globalThis as unknown as Window_).census(flag, n), [key, count] as const),
    events: () => page.evaluate(() => (globalThis as unknown as Window_).events),
    event: (name, fields = {}) =>
      within(`the page's SDK emits ${name} ${JSON.stringify(fields)}`, seen(page, name, fields)),
  }
}

/** What the page's own script defines. */
interface Window_ {
  visit(options: Json): void
  census(key: string, count: number): number[]
  readonly flags: Record<string, ((...args: readonly unknown[]) => unknown) | undefined>
  readonly events: AppEvent[]
  readonly watchers: Set<() => void>
}

function seen(page: Page, name: string, fields: Json): Promise<AppEvent> {
  return page.evaluate(
    ([wanted, values]) =>
      new Promise<AppEvent>((resolve) => {
        const { events, watchers } = globalThis as unknown as Window_
        const look = (): void => {
          const hit = events.find(
            ({ event, detail }) =>
              event === wanted && Object.entries(values).every(([field, value]) => detail?.[field] === value),
          )
          if (hit === undefined) return
          watchers.delete(look)
          resolve(hit)
        }
        watchers.add(look)
        look()
      }),
    [name, fields] as const,
  )
}
