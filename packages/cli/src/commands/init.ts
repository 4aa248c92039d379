import type { SqlDialect } from '@daybook/sql'
import type { CommandContext } from '../cli/command-context.ts'
import { findingError } from '../cli/command-error.ts'
import type { RunCommand } from '../cli/command-spec.ts'
import { exitCode } from '../cli/exit-code.ts'
import type { Orm } from '../init/migration-file.ts'
import { planOf } from '../init/plan.ts'
import { detectProject, type Project } from '../init/project.ts'
import { writeNewFiles } from '../init/write-new-files.ts'
import { printable } from '../output/printable.ts'

/** `daybook init` */
export const run: RunCommand = async (context, input) => {
  const { yes, dryRun } = input.options
  const project = await detectProject(context.cwd)
  if (project === undefined)
    throw findingError(
      'There is no package.json here.',
      'Go to the folder of your app, or run npm init first.',
    )
  const orm = (input.options.orm as Orm | undefined) ?? project.orm
  if (orm === undefined)
    throw findingError(
      'package.json names none of TypeORM, Sequelize and MikroORM.',
      'Pass --orm typeorm, --orm sequelize or --orm mikro-orm.',
    )
  const dialect = (input.options.dialect as SqlDialect['name'] | undefined) ?? project.dialect
  if (dialect === undefined)
    throw findingError(
      'package.json names no driver of a database.',
      'Pass --dialect postgres, --dialect mariadb or --dialect sqlite.',
    )
  const plan = planOf(project, { orm, dialect, millis: context.clock() })
  const say = (text: string) => context.print(`${text}\n`)
  await say(`Found ${describe(project, orm, dialect)}`)
  for (const { path } of plan.files) await say(`  write ${path}`)
  if (dryRun) {
    await say('Nothing was written.')
    return exitCode.ok
  }
  if (!yes && !(await isConfirmed(context))) {
    await say('Nothing was written.')
    return exitCode.ok
  }
  await writeNewFiles(context.cwd, plan.files)
  const tick = context.paint.symbol('✔', 'ok:')
  await say(`${tick} Wrote ${plan.files.length} files. Nothing else was changed.`)
  await say(`\nNext:\n${plan.next.map((line) => `  ${line}`).join('\n')}`)
  await say(`\nUndo: rm ${plan.files.map(({ path }) => path).join(' ')}`)
  return exitCode.ok
}

function describe(
  { framework, isTypeScript, isCommonJs, packages }: Project,
  orm: Orm,
  dialect: string,
): string {
  const version = packages[orm === 'mikro-orm' ? '@mikro-orm/core' : orm]
  const parts = [
    `${orm}${version ? ` ${printable(version)}` : ''}`,
    ...(framework ? [framework] : []),
    dialect,
    isCommonJs ? 'CommonJS' : 'ESM',
    isTypeScript ? 'TypeScript' : 'JavaScript',
  ]
  return parts.join(', ')
}

/** Asks on a terminal. Where nobody can answer, `--yes` must. */
async function isConfirmed({ stdin, stdout, signal }: CommandContext): Promise<boolean> {
  if (!stdin.isTTY || !stdout.isTTY)
    throw findingError('Nobody is here to ask.', 'Run again with --yes, or look first with --dry-run.')
  const { confirm, isCancel } = await import('@clack/prompts')
  const answer = await confirm({ message: 'Write these files?', signal })
  return !isCancel(answer) && answer
}
