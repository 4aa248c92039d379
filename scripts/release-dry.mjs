// `pnpm release:dry`: what would be published, packed, installed outside of the workspace, and used.
//
//   node scripts/release-dry.mjs           npm and pnpm, every supported major of Node, every example
//   node scripts/release-dry.mjs --quick   pnpm, this Node, one example: a step of `pnpm check`
import { createHash } from 'node:crypto'
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, delimiter, dirname, join } from 'node:path'
import { readReadme, startExample, temporaryFolder } from '../examples/start-example.ts'
import { publicPackages } from './packages.mjs'
import { appDependencies, appFiles, entriesOf } from './release/app.mjs'
import { nodesIn } from './release/nodes.mjs'
import { packAll, tarballsOf } from './release/pack.mjs'
import { capture, root, runOn } from './run-command.mjs'
import { urlVariable } from './servers/names.mjs'
import { startServers } from './servers.mjs'
import { freshDatabase } from './test-servers.mjs'

const isQuick = process.argv.includes('--quick')
/** Outside of the workspace, and there again for the next run. */
const work = join(tmpdir(), 'daybook-release', createHash('sha256').update(root).digest('hex').slice(0, 8))

const results = []

/** One line of the table. What fails is told with what it printed, and the rest goes on. */
const check = async (what, where, run) => {
  const start = performance.now()
  let problem = ''
  try {
    await run()
  } catch (error) {
    problem = error.message
  }
  const seconds = ((performance.now() - start) / 1_000).toFixed(1)
  results.push({ what, where, problem })
  console.log(`${problem ? '✖' : '✔'} ${what.padEnd(44)} ${where.padEnd(16)} ${seconds.padStart(6)} s`)
  if (problem) console.log(`    ${problem.trim().replaceAll('\n', '\n    ')}`)
}

const withNode = ({ bin }) => ({ ...process.env, PATH: [bin, process.env.PATH].join(delimiter), CI: 'true' })

const expectSuccess = async (command, args, options) => {
  const { code, output } = await capture(command, args, options)
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}:\n${output.slice(-4_000)}`)
  return output
}

const installs = {
  npm: (cwd, env) =>
    expectSuccess('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'], {
      cwd,
      env,
    }),
  pnpm: (cwd, env) =>
    expectSuccess('pnpm', ['install', '--ignore-scripts', '--prefer-offline', '--no-frozen-lockfile'], {
      cwd,
      env,
    }),
}

/** Writes a package and installs it, unless the same is there already. */
const install = async (manager, folder, manifest, tarballs, env) => {
  const stamp = join(folder, '.installed')
  const hash = createHash('sha256').update(JSON.stringify(manifest))
  for (const file of Object.values(tarballs)) hash.update(readFileSync(file.slice('file:'.length)))
  const wanted = hash.digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  for (const file of ['node_modules', 'package-lock.json', 'pnpm-lock.yaml', '.installed'])
    rmSync(join(folder, file), { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest, null, 2))
  // What the packages need of each other comes out of the tarballs, too.
  const overrides = Object.entries(tarballs).map(([name, file]) => `  '${name}': ${file}\n`)
  writeFileSync(
    join(folder, 'pnpm-workspace.yaml'),
    `packages: ['.']\npmOnFail: ignore\noverrides:\n${overrides.join('')}`,
  )
  await installs[manager](folder, env)
  writeFileSync(stamp, wanted)
}

/** Errors of the type checker in our declarations and in the app; those in other packages' are not ours. */
const ourErrors = (output) =>
  output.split('\n').filter((line) => /error TS/.test(line) && !/node_modules\/(?!.*@?daybook)/.test(line))

const tryApp = async (manager, packed, nodes, postgres) => {
  const packages = publicPackages()
  const folder = join(work, `app-${manager}`)
  const tarballs = tarballsOf(packed, [...packed.keys()])
  const manifest = { name: 'app', private: true, dependencies: { ...appDependencies, ...tarballs } }
  await check('every package is installed', manager, () =>
    install(manager, folder, manifest, tarballs, withNode(nodes[0])),
  )
  const entries = entriesOf(packages)
  for (const [name, text] of Object.entries(appFiles(entries))) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  for (const node of nodes) {
    const where = `${manager}, ${node.name}`
    const env = withNode(node)
    for (const [kind, file] of [
      ['import', 'main.mjs'],
      ['require', 'main.cjs'],
    ])
      await check(`${kind}: logs, finds, shows`, where, async () => {
        const { url, drop } = await postgres()
        try {
          const options = { cwd: folder, env: { ...env, DATABASE_URL: url } }
          const output = await expectSuccess('node', ['--disable-warning=ExperimentalWarning', file], options)
          if (!output.includes('logged and found')) throw new Error(output)
        } finally {
          await drop()
        }
      })
    await check('Jest: a test of an app', where, () =>
      expectSuccess('node', ['--experimental-vm-modules', 'node_modules/jest/bin/jest.js'], {
        cwd: folder,
        env,
      }),
    )
    await check('the command answers', where, async () => {
      const bin = join(folder, 'node_modules/.bin/daybook')
      const output = await expectSuccess(bin, ['--help'], { cwd: folder, env })
      if (!output.includes('Usage: daybook')) throw new Error(output)
    })
  }
  // `pnpm check` has the step `dist` for nodenext.
  for (const resolution of isQuick ? ['node10'] : ['nodenext', 'node10'])
    await check(`types: strict, skipLibCheck off, ${resolution}`, manager, async () => {
      const flags = [
        'node_modules/typescript/bin/tsc',
        '--pretty',
        'false',
        '-p',
        `tsconfig.${resolution}.json`,
      ]
      const { output } = await capture('node', flags, { cwd: folder, env: withNode(nodes[0]) })
      const errors = ourErrors(output)
      if (errors.length > 0) throw new Error(errors.slice(0, 20).join('\n'))
    })
}

/** What an example is started with, beside what its README says: SQLite for Sequelize would have to be compiled. */
const settingsOf = async (name, { postgres, redis, scratch }) => {
  const database = name.includes('sequelize') ? await postgres() : undefined
  return {
    settings: {
      ...(database ? { DATABASE_URL: database.url } : { DATABASE_URL: join(scratch, 'app.db') }),
      DATABASE: join(scratch, 'app.db'),
      REDIS_URL: redis,
      QUEUE_PREFIX: basename(scratch),
    },
    drop: async () => database?.drop(),
  }
}

const tryExample = async (name, packed, nodes, servers) => {
  const folder = join(work, name)
  const source = join(root, 'examples', name)
  const manifest = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8'))
  const ours = Object.keys(manifest.dependencies).filter((each) => packed.has(each))
  const tarballs = tarballsOf(packed, ours)
  const dependencies = { ...manifest.dependencies, ...tarballs }
  const { start, calls } = readReadme(name)
  // As a copy would be; with npm it takes longer.
  const manager = isQuick ? 'pnpm' : 'npm'
  await check(`${name}: is installed and built`, manager, async () => {
    const env = withNode(nodes[0])
    await install(manager, folder, { ...manifest, dependencies }, tarballs, env)
    for (const file of globSync('{src,tsconfig*.json}', { cwd: source })) {
      rmSync(join(folder, file), { recursive: true, force: true })
      cpSync(join(source, file), join(folder, file), { recursive: true })
    }
    if (manifest.scripts.build) await expectSuccess('npm', ['run', 'build'], { cwd: folder, env })
  })
  for (const node of nodes)
    await check(`${name}: does what its README says`, `${manager}, ${node.name}`, async () => {
      await using scratch = await temporaryFolder()
      const { settings, drop } = await settingsOf(name, { ...servers, scratch: scratch.path })
      const { PATH } = withNode(node)
      try {
        await using app = await startExample(folder, start, { ...settings, PATH })
        const worker = manifest.scripts.worker
          ? await startExample(folder, 'npm run worker', { ...settings, PATH }, /working\n/)
          : undefined
        await using _ = worker ?? { [Symbol.asyncDispose]: async () => {} }
        for (const { curl, answer } of calls) await answers(app, curl, answer, scratch.path)
      } finally {
        await drop()
      }
    })
}

/** The answer that the README shows, at once or, where a worker has a part in it, before long. */
const answers = async (app, curl, expected, cwd) => {
  const wanted = sorted(JSON.parse(expected))
  const end = performance.now() + 20_000
  for (;;) {
    const actual = sorted(await app.answerTo(curl, cwd))
    if (actual === wanted) return
    if (performance.now() > end) throw new Error(`${curl}\nanswered ${actual}\nand not  ${wanted}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

const sorted = (value) =>
  Array.isArray(value) ? value.map(sorted).sort().join('\n') : JSON.stringify(Object.entries(value).sort())

const templates = () =>
  globSync('examples/*/README.md', { cwd: root })
    .map((path) => basename(dirname(path)))
    .filter((name) => name !== 'demo')
    .sort()

const main = async () => {
  await runOn('turbo', ['run', 'build', '--output-logs=errors-only', '--no-update-notifier'], {
    isQuiet: true,
  })
  mkdirSync(work, { recursive: true })
  const { urls, skipped, stop } = await startServers({ engines: ['postgres', 'redis'] })
  for (const [name, url] of Object.entries(urls)) process.env[urlVariable(name)] = url
  try {
    const missing = Object.entries(skipped)
    if (missing.length > 0) throw new Error(missing.map(([name, why]) => `${name}: ${why}`).join('\n'))
    const packed = await packAll(join(work, 'tarballs'))
    const nodes = await nodesIn(join(work, 'nodes'), !isQuick)
    const servers = { postgres: () => freshDatabase('postgres'), redis: urls.redis }
    for (const manager of isQuick ? ['pnpm'] : ['npm', 'pnpm'])
      await tryApp(manager, packed, nodes, servers.postgres)
    for (const name of isQuick ? ['express-typeorm'] : templates())
      await tryExample(name, packed, nodes, servers)
  } finally {
    await stop()
  }
  const failed = results.filter(({ problem }) => problem).length
  console.log(`\n${results.length - failed} passed, ${failed} failed`)
  process.exitCode = failed > 0 ? 1 : 0
}

await main()
