import { early } from './client/early.ts'
import { client } from './client.ts'
import { sha256 } from './digest.ts'
import { favicon } from './favicon.ts'
import { stylesheet } from './stylesheet.ts'

/** A file of the viewer. All of them are here: nothing is ever read from a disk. */
export interface Asset {
  /** Its name with the hash of its content. */
  readonly name: string
  readonly type: string
  readonly body: string
}

/** The files, by what they are. */
export const assets = Object.freeze({
  style: asset('viewer', 'css', 'text/css; charset=utf-8', stylesheet),
  script: asset('viewer', 'js', 'text/javascript; charset=utf-8', client),
  early: asset('early', 'js', 'text/javascript; charset=utf-8', early),
  icon: asset('icon', 'svg', 'image/svg+xml; charset=utf-8', favicon),
})

const byName: ReadonlyMap<string, Asset> = new Map(Object.values(assets).map((each) => [each.name, each]))

/** The file with this very name. */
export function assetNamed(name: string): Asset | undefined {
  return byName.get(name)
}

function asset(stem: string, extension: string, type: string, body: string): Asset {
  const hash = sha256(body)
    .replace(/[^a-z0-9]/gi, '')
    .slice(0, 12)
  return Object.freeze({ name: `${stem}.${hash}.${extension}`, type, body })
}
