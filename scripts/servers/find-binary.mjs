import { accessSync, constants, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const usualFolders = ['/usr/bin', '/usr/sbin', '/usr/local/bin', '/usr/local/sbin', '/opt/homebrew/bin']

const isExecutable = (file) => {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** The first executable of that name in PATH, the usual folders (system daemons are often not in PATH), or `more`. */
export const findBinary = (name, more = []) => {
  const folders = [...more, ...(process.env.PATH ?? '').split(delimiter), ...usualFolders]
  return folders.map((folder) => join(folder, name)).find(isExecutable)
}

/** The `bin` folders below `parent`, newest version first: `/usr/lib/postgresql/17/bin`, `…/15/bin`. */
export const versionedFolders = (parent, pattern = /^(\d+)$/) => {
  try {
    return readdirSync(parent)
      .filter((name) => pattern.test(name))
      .sort((one, other) => Number(pattern.exec(other)[1]) - Number(pattern.exec(one)[1]))
      .map((name) => join(parent, name, 'bin'))
  } catch {
    return []
  }
}
