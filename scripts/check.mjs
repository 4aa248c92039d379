// `pnpm check`: the one list of steps that a change must pass beside the tests. CI calls the same.
//
//   node scripts/check.mjs [step …]    all steps, or only those
import { capture, root } from './run-command.mjs'

const script = (name) => ['node', [`${root}/scripts/${name}.mjs`]]

/** In order: a later step may need what an earlier one made (from `dist` on they need the build). */
const steps = {
  lint: ['biome', ['ci', '--colors=off', '.']],
  build: ['turbo', ['run', 'build', '--output-logs=errors-only', '--no-update-notifier']],
  typecheck: script('typecheck'),
  arrows: script('check-arrows'),
  exports: script('check-exports'),
  fences: script('check-fences'),
  links: script('check-links'),
  spelling: ['cspell', ['lint', '--no-progress', '--no-summary', '--no-color']],
  docs: script('docs'),
  claims: script('check-claims'),
  benchmarks: ['node', [`${root}/bench/page.ts`, '--check']],
  errors: script('check-errors'),
  hovers: script('check-hovers'),
  knip: ['knip', ['--no-progress', '--no-config-hints']],
  'knip-production': ['knip', ['--no-progress', '--no-config-hints', '--production']],
  dist: script('check-dist'),
  api: script('api-report'),
  init: script('check-init'),
  'start-pages': script('check-start-pages'),
  sbom: script('sbom'),
  packed: ['node', [`${root}/scripts/release-dry.mjs`, '--quick']],
  size: ['size-limit', []],
}

const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !steps[name])
if (unknown.length > 0) {
  console.error(`unknown step ${unknown.join(', ')}; there are: ${Object.keys(steps).join(', ')}`)
  process.exit(2)
}

const failures = []
const names = wanted.length > 0 ? wanted : Object.keys(steps)
for (const name of names) {
  const start = performance.now()
  const { code, output } = await capture(...steps[name])
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  console.log(`${code === 0 ? '✔' : '✖'} ${name.padEnd(16)} ${seconds.padStart(6)} s`)
  if (code !== 0) failures.push({ name, output })
}

for (const { name, output } of failures)
  console.log(`\n── ${name} ${'─'.repeat(70 - name.length)}\n${output.trim()}`)
console.log(`\n${names.length - failures.length} passed, ${failures.length} failed`)
process.exitCode = failures.length > 0 ? 1 : 0
