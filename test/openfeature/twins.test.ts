import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

/** The providers may not import each other, and a package between them would be one more to publish and to version. */
function source(name: string, file: string): string {
  const text = readFileSync(fileURLToPath(new URL(`../../packages/${name}/src/${file}`, import.meta.url)), 'utf8')
  return text.replace(/^import [^;]*? from '[^']+'$/gm, '')
}

test.each(['context.ts', 'lifecycle.ts', 'resolution.ts'])(
  '%s is the same in both providers, but for its imports',
  (file) => {
    expect(source('openfeature-web', file)).toBe(source('openfeature-server', file))
  },
)
