import { literal } from '../types/shape.ts'

/** Code that reads a flag, and what to type before it. */
export interface Snippet {
  readonly shell: readonly string[]
  readonly code: readonly string[]
}

/**
 * A Node program that reads a boolean flag. The key stays out of the code: code is committed.
 * @param given - Without a key, whoever pastes the code has one.
 */
export function snippet(given: {
  readonly url: string
  readonly flag: string
  readonly sdkKey: string | undefined
}): Snippet {
  const [url, flag] = [quoted(given.url), quoted(given.flag)]
  return {
    shell: [
      '# `npm run pack` in Halyard’s folder makes tarballs; here: npm install …/tarballs/*.tgz',
      given.sdkKey === undefined
        ? '# HALYARD_SDK_KEY is to be the SDK key that you have'
        : `export HALYARD_SDK_KEY=${given.sdkKey}`,
    ],
    code: [
      "import { createClient } from '@halyard/node'",
      '',
      `const flags = createClient({ url: ${url}, sdkKey: process.env.HALYARD_SDK_KEY })`,
      'await flags.ready({ timeoutMs: 2000 }).catch(console.warn) // without a server: defaults',
      `console.log(flags.boolean(${flag}, false, { targetingKey: 'u-17' }))`,
      'await flags.close()',
    ],
  }
}

/** As people write it, where nothing in it has to be escaped. */
function quoted(text: string): string {
  const written = literal(text)
  return /['\\]/.test(written) ? written : `'${text}'`
}
