import type { CommandContext } from '../cli/command-context.ts'
import { usageError } from '../cli/command-error.ts'
import type { CommandInput, RunCommand } from '../cli/command-spec.ts'
import { exitCode } from '../cli/exit-code.ts'
import { withLog } from '../connection/open-log.ts'
import { serverChecks, tableChecks } from '../doctor/check-database.ts'
import { folderChecks } from '../doctor/check-folder.ts'
import { checkTable, tableMissing } from '../doctor/check-table.ts'
import { checkViewer } from '../doctor/check-viewer.ts'
import { faults } from '../doctor/faults.ts'
import { type Checked, type Finding, good } from '../doctor/finding.ts'
import { counted } from '../output/counted.ts'
import { printable, printableJson } from '../output/printable.ts'

/** `daybook doctor` */
export const run: RunCommand = async (context, input) => {
  const { json, viewer } = input.options
  if (typeof viewer === 'string' && !/^https?:\/\//.test(viewer))
    throw usageError('--viewer takes an http or https address.')
  const counts = { error: 0, warning: 0, ok: 0 }
  const tell = async (findings: readonly Finding[]) => {
    for (const finding of findings) {
      counts[finding.level]++
      await context.print(
        json
          ? `${printableJson(finding.level === 'ok' ? finding : { ...finding, meaning: faults[finding.fault] })}\n`
          : lines(context, finding),
      )
    }
  }
  for (const check of folderChecks) await tell(await check(context))
  if (typeof viewer === 'string') await tell(await checkViewer(viewer, context.signal))
  // With a viewer to look at, no database need be named.
  if (viewer === undefined || isDatabaseNamed(context, input))
    await withLog(context, input, (log) => examine({ ...log, context }, tell), { feed: true })
  if (!json) await context.print(`${counted(counts.error, 'error')}, ${counted(counts.warning, 'warning')}\n`)
  return counts.error > 0 ? exitCode.finding : exitCode.ok
}

function isDatabaseNamed({ env }: CommandContext, { options }: CommandInput): boolean {
  return typeof options.url === 'string' || Boolean(env.DATABASE_URL)
}

async function examine(
  checked: Checked,
  tell: (findings: readonly Finding[]) => Promise<void>,
): Promise<void> {
  await tell([good(`Connected to ${printable(checked.shown)}   ${await checked.connection.version()}`)])
  for (const check of serverChecks) await tell(await check(checked))
  const table = await checkTable(checked).catch(() => undefined)
  await tell(table ?? [tableMissing(checked)])
  if (table !== undefined) for (const check of tableChecks) await tell(await check(checked))
}

const marks = {
  ok: ['✔', 'ok:', 'green'],
  warning: ['!', 'warning:', 'yellow'],
  error: ['✖', 'error:', 'red'],
} as const

function lines({ paint }: CommandContext, finding: Finding): string {
  const [symbol, word, colour] = marks[finding.level]
  const mark = paint.style(colour, paint.symbol(symbol, word))
  if (finding.level === 'ok') return `${mark} ${finding.text}\n`
  return `${mark} ${finding.text}   ${paint.style('dim', finding.fault)}\n    ${finding.why}\n    Fix: ${finding.fix}\n`
}
