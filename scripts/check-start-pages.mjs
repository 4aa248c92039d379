// A start page, followed word for word from an empty folder: its own code blocks are copied and its own commands are
// run, until an event is logged and the viewer answers. Build first.
//
//   node scripts/check-start-pages.mjs [page …]    all pages, or only `typeorm`, `tutorial`, …
//
// What differs from a reader: `npm install` links the packages that it names from this repository, all others are
// missing, and the port is a free one.
import { spawn } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { printChecks } from './check-list.mjs'
import { findFences } from './markdown.mjs'
import { publicPackages } from './packages.mjs'
import { capture, root } from './run-command.mjs'

const pages = ['tutorial', 'typeorm', 'sequelize', 'mikro-orm']
const port = /\b3000\b/g
const patienceMillis = 60_000

/** Where the workspace has a package: ours are built, the others are what a package of ours is tested with. */
const folderOf = (name) => {
  const own = publicPackages().find(({ manifest }) => manifest.name === name)
  if (own) return own.folder
  const [found] = globSync(
    [`packages/*/node_modules/${name}`, `examples/*/node_modules/${name}`, `node_modules/${name}`],
    {
      cwd: root,
    },
  ).sort()
  if (!found) throw new Error(`the page installs ${name}, which nothing here is tested with`)
  return join(root, found)
}

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, () => {
      const { port: free } = server.address()
      server.close(() => resolve(free))
    })
  })

/** The steps of a page in its order: files that grow, and commands. */
export const stepsOf = (text) => {
  const steps = []
  let file
  for (const { language, flags, text: code } of findFences(text)) {
    if (language === 'sh') steps.push(...code.split('\n').map((command) => ({ command })))
    if (language !== 'ts') continue
    if (!flags.includes('continue')) file = /^\/\/ (\S+\.ts)$/m.exec(code.split('\n')[0])?.[1]
    if (file) steps.push({ file, code, isNew: !flags.includes('continue') })
  }
  return steps
}

const link = async (folder, name) => {
  const path = join(folder, 'node_modules', name)
  await mkdir(dirname(path), { recursive: true })
  await symlink(folderOf(name), path)
}

/** Starts what goes on running, and resolves when it has said something. */
const start = (command, cwd) => {
  const child = spawn('bash', ['-c', `exec env ${command}`], { cwd, stdio: ['ignore', 'pipe', 'pipe'] })
  const app = { child, output: '' }
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      app.output += chunk
    })
  return app
}

/** Asks until the answer is what is waited for. */
const until = async (app, ask) => {
  const end = Date.now() + patienceMillis
  for (;;) {
    const answer = await ask().catch(() => undefined)
    if (answer) return answer
    if (app.child.exitCode !== null) throw new Error(`the app ended:\n${app.output}`)
    if (Date.now() > end)
      throw new Error(`the viewer did not show an event in time. The app said:\n${app.output}`)
    await pause(50)
  }
}

/** @returns {{ typed: number, seconds: number, problems: string[] }} commands until the viewer shows an event */
const follow = async (page) => {
  const folder = await mkdtemp(join(tmpdir(), 'daybook-start-'))
  const free = String(await freePort())
  const files = new Map()
  let app
  let typed = 0
  let seconds
  const begin = performance.now()
  const look = async () => {
    const response = await fetch(`http://localhost:${free}/admin/events`)
    return response.ok && /invoice[.<]/.test(await response.text())
  }
  const seen = () => {
    seconds ??= (performance.now() - begin) / 1000
  }
  try {
    for (const { command, file, code, isNew } of stepsOf(readFileSync(join(root, page), 'utf8'))) {
      if (file) {
        files.set(file, `${isNew ? '' : files.get(file)}${code.replaceAll(port, free)}\n`)
        continue
      }
      if (seconds === undefined) typed += 1
      for (const [name, text] of files) await writeFile(join(folder, name), text)
      if (command.startsWith('npm install ')) {
        for (const name of command.split(' ').slice(2)) await link(folder, name)
      } else if (command.startsWith('NODE_ENV=')) {
        app = start(command, folder)
        await until(app, async () => (await fetch(`http://localhost:${free}/admin/events`)).ok)
        if (await look()) seen()
      } else {
        const { code: status, output } = await capture('bash', ['-c', command.replaceAll(port, free)], {
          cwd: folder,
        })
        if (status !== 0) throw new Error(`${command}\nended with ${status}:\n${output}`)
        if (app && (await look())) seen()
      }
    }
    if (!app) throw new Error('no command of the page starts the app')
    if (seconds === undefined) {
      await until(app, look)
      seen()
    }
    if (app.output.includes('[daybook]')) throw new Error(`the app complains:\n${app.output}`)
    return { typed, seconds, problems: [] }
  } catch (error) {
    return { typed, seconds: (performance.now() - begin) / 1000, problems: [error.message] }
  } finally {
    app?.child.kill()
    await rm(folder, { recursive: true, force: true })
  }
}

const main = async () => {
  const wanted = process.argv.slice(2)
  const checks = []
  for (const name of wanted.length > 0 ? wanted : pages) {
    const page = `docs/start/${name}.md`
    const { typed, seconds, problems } = await follow(page)
    checks.push({
      name: `${page}: the viewer shows an event after ${typed} commands, ${seconds.toFixed(1)} s here`,
      problems,
    })
  }
  printChecks(checks)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main()
