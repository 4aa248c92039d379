// `pnpm new:sink <name>`: an entry @daybook/sinks/<name> that posts events, with its test, to be made into another.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { renamed } from './new-store.mjs'
import { root } from './run-command.mjs'

const usage = 'usage: pnpm new:sink <name>, in lower case, with hyphens: event-hub'

const files = {
  'src/template.ts': `export { createTemplateSink, type TemplateSinkOptions } from './template/template-sink.ts'
`,
  'src/template/template-sink.ts': `import type { EventSink } from '@daybook/core'
import { httpUrl } from '../http/http-url.ts'
import { type PostOptions, post } from '../http/post.ts'
import { slices } from '../http/slices.ts'

/** To whom, and how much at a time. */
export interface TemplateSinkOptions extends PostOptions {
  /** Default: \`template\`. */
  readonly name?: string
  /** The most events of one request. Default: 100. */
  readonly maxEvents?: number
}

/**
 * Posts events as JSON lines, in order; only a 2xx answer counts.
 *
 * @throws ConfigurationError \`DAYBOOK_BAD_URL\`.
 */
export function createTemplateSink(url: string | URL, options: TemplateSinkOptions = {}): EventSink {
  const { name = 'template', maxEvents = 100 } = options
  const receiver = httpUrl(url)
  const headers = { 'content-type': 'application/x-ndjson' }
  return {
    name,
    async send(events) {
      for (const some of slices(events, maxEvents)) {
        const body = some.map((event) => \`\${JSON.stringify(event)}\\n\`).join('')
        await post(receiver, () => ({ headers, body }), options)
      }
    },
  }
}
`,
  'test/template.test.ts': `import { expect, test } from 'vitest'
import { createTemplateSink } from '../src/template.ts'
import { httpReceiver } from './http-receiver.ts'
import { sampleEvents } from './sample-events.ts'

test('every event arrives once and in order, in requests of maxEvents', async () => {
  const { url, requests } = await httpReceiver()
  const events = sampleEvents(3)
  await createTemplateSink(url, { maxEvents: 2 }).send(events)
  expect(requests).toHaveLength(2)
  const lines = requests.flatMap(({ body }) => body.trimEnd().split('\\n'))
  expect(lines.map((line) => JSON.parse(line).id)).toEqual(events.map(({ id }) => id))
})

test('a receiver that is away is tried again, and one that refuses is not', async () => {
  const { url, requests } = await httpReceiver([503, 200, 400])
  const sink = createTemplateSink(url, { pauseMillis: 1 })
  await sink.send(sampleEvents(1))
  await expect(sink.send(sampleEvents(1))).rejects.toMatchObject({ retryable: false, poison: true })
  expect(requests).toHaveLength(3)
})
`,
}

/** What is wrong with the name of a new sink, or nothing. */
export const problemOf = (name, sinks) => {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name ?? '')) return usage
  return existsSync(join(sinks, 'src', `${name}.ts`)) ? `there is a sink ${name} already` : undefined
}

/** Writes the sink `name` into the package of sinks, and lists its entry. */
export const writeSink = (name, sinks) => {
  for (const [path, text] of Object.entries(files)) {
    const target = join(sinks, renamed(path, name))
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, renamed(text, name))
  }
  const manifestFile = join(sinks, 'package.json')
  const manifest = JSON.parse(readFileSync(manifestFile, 'utf8'))
  const { './package.json': self, ...entries } = manifest.exports
  const dist = `./dist/${name}`
  manifest.exports = {
    ...entries,
    [`./${name}`]: { 'daybook-source': `./src/${name}.ts`, types: `${dist}.d.ts`, default: `${dist}.js` },
    './package.json': self,
  }
  manifest.typesVersions['*'][name] = [`${dist}.d.ts`]
  writeFileSync(manifestFile, `${JSON.stringify(manifest, null, 2)}\n`)
  const config = join(sinks, 'tsdown.config.ts')
  const built = readFileSync(config, 'utf8').replace(/\n {2}\],/, `\n    'src/${name}.ts',\n  ],`)
  writeFileSync(config, built)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [name] = process.argv.slice(2)
  const sinks = join(root, 'packages/sinks')
  const problem = problemOf(name, sinks)
  if (problem) {
    console.error(problem)
    process.exit(2)
  }
  writeSink(name, sinks)
  console.log(
    `@daybook/sinks/${name} posts JSON lines, for now. Its test: packages/sinks/test/${name}.test.ts`,
  )
}
