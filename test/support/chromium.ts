import { existsSync } from 'node:fs'
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { lifetime, type Running } from './lifetime.ts'

/** Where Chromium is, or undefined: `CHROMIUM_PATH`, else where Debian puts it. */
export const chromiumPath: string | undefined = [process.env['CHROMIUM_PATH'], '/usr/bin/chromium'].find(
  (path) => path !== undefined && existsSync(path),
)

if (chromiumPath === undefined) {
  console.warn('Chromium is missing, its tests are skipped: apt-get install chromium (or set CHROMIUM_PATH)')
}

/** A headless Chromium with a profile of its own. */
export interface Chromium extends Running {
  /** A tab in a profile that shares nothing with earlier ones. What pages log is kept for {@link output}. */
  page(options?: BrowserContextOptions): Promise<Page>
  /** A tab in the profile of another one: same storage. */
  beside(page: Page): Promise<Page>
}

export async function startChromium(): Promise<Chromium> {
  if (chromiumPath === undefined) throw new Error('no Chromium: guard the test with test.skipIf(!chromiumPath)')
  const browser: Browser = await chromium.launch({
    executablePath: chromiumPath,
    headless: true,
    // As visitors have it. The price: `page.goBack()` waits for a load that a restored page never has.
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
  let log = ''
  const open = async (context: BrowserContext): Promise<Page> => {
    const page = await context.newPage()
    page.on('console', (message) => {
      log += `${message.type()}: ${message.text()}\n`
    })
    page.on('pageerror', (error) => {
      log += `uncaught: ${error.message}\n`
    })
    return page
  }
  return {
    page: async (options) => open(await browser.newContext(options)),
    beside: (page) => open(page.context()),
    output: () => `--- browser ---\n${log.slice(-20_000)}`,
    close: () => browser.close(),
  }
}

/**
 * One Chromium for a whole test file; it starts with the first page. Call at the top of the file, after `lifetime()`.
 * @returns what opens a tab in a profile of its own, which ends with the test.
 */
export function sharedChromium(): Chromium['page'] {
  const ofFile = lifetime('all')
  const ofTest = lifetime()
  let chromium: Promise<Chromium> | undefined
  return async (options) => {
    chromium ??= startChromium().then((started) => ofFile.keep(started))
    const browser = await chromium
    const page = await browser.page(options)
    ofTest.keep({ close: () => page.context().close(), output: () => browser.output?.() ?? '' })
    return page
  }
}
