// The workspaces of this repository, read from the tree.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const packages = readdirSync(join(root, 'packages')).map((name) => `packages/${name}`)
const folders = ['.', ...packages, 'sdk-node', 'sdk-browser', 'server', 'test']

/** @type {readonly { folder: string, manifest: Record<string, any> }[]} */
export const workspaces = folders.map((folder) => ({
  folder,
  manifest: JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')),
}))

/** Those that go to npm. */
export const published = workspaces.filter(({ manifest }) => manifest.private !== true)
