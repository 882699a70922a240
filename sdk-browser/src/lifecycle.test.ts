import { afterEach, expect, test, vi } from 'vitest'
import { watchLifecycle } from './lifecycle.ts'

afterEach(() => void vi.unstubAllGlobals())

test('tells a page that is back from one that may be gone', () => {
  const { page, tell } = stubPage()
  const heard: string[] = []
  const stop = watchLifecycle((signal) => heard.push(signal))
  tell(globalThis, 'online')
  tell(globalThis, 'pageshow')
  page.hidden = true
  tell(page, 'visibilitychange')
  page.hidden = false
  tell(page, 'visibilitychange')
  tell(globalThis, 'pagehide')
  expect(heard).toEqual(['wake', 'wake', 'hide', 'wake', 'hide'])
  stop()
  tell(globalThis, 'online')
  tell(page, 'visibilitychange')
  expect(heard).toHaveLength(5)
})

test('is silent where there is no page', () => {
  vi.stubGlobal('addEventListener', undefined)
  expect(() => watchLifecycle(() => {})()).not.toThrow()
})

function stubPage(): { readonly page: EventTarget & { hidden: boolean }; tell(target: object, type: string): void } {
  const page = Object.assign(new EventTarget(), { hidden: false })
  const window = new EventTarget()
  vi.stubGlobal('document', page)
  vi.stubGlobal('addEventListener', window.addEventListener.bind(window))
  vi.stubGlobal('removeEventListener', window.removeEventListener.bind(window))
  const tell = (target: object, type: string): void =>
    void (target === page ? page : window).dispatchEvent(new Event(type))
  return { page, tell }
}
