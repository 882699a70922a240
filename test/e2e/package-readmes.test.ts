/** What npm shows of each package. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const text = (path: string): string => readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8')
const packages = readdirSync(fileURLToPath(new URL('../../packages', import.meta.url))).map(
  (name) => `packages/${name}`,
)
const manifests = ['sdk-node', 'sdk-browser', 'server', ...packages].map((folder) => {
  const { name, private: isPrivate } = JSON.parse(text(`${folder}/package.json`)) as Record<string, unknown>
  return { folder, name: String(name), isPrivate: isPrivate === true }
})

// The docs' own tests run what stands there.
test.each(manifests.filter(({ isPrivate }) => !isPrivate))(
  '$name has a README, whose example stands in the page that it names',
  ({ folder, name }) => {
    const readme = text(`${folder}/README.md`)
    expect(readme.split('\n')[0]).toBe(`# ${name}`)
    const page = text(/`(docs\/[\w-]+\.md)`/.exec(readme)?.[1] ?? '')
    const examples = [...readme.matchAll(/```\w+\n([\s\S]*?)```/g)].map(([, code = '']) => code)
    for (const example of examples) {
      if (example.startsWith('npm install ')) expect(example).toContain(name)
      else expect(page).toContain(example)
    }
  },
)
