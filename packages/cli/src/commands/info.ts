import { arch, platform, release } from 'node:os'
import { CommandError } from '../cli/command-error.ts'
import type { RunCommand } from '../cli/command-spec.ts'
import { exitCode } from '../cli/exit-code.ts'
import { version } from '../cli/version.ts'
import { addressOf, openConnection } from '../connection/open-log.ts'
import { daybookPackages, relatedPackages } from '../doctor/installed-packages.ts'
import { printable, printableJson } from '../output/printable.ts'

/** `daybook info` */
export const run: RunCommand = async (context, input) => {
  const installed = [...(await daybookPackages(context.cwd)), ...(await relatedPackages(context.cwd))]
  const facts: Readonly<Record<string, string>> = {
    daybook: version,
    node: process.versions.node,
    system: `${platform()} ${release()} ${arch()}`,
    database: await databaseOf(),
    ...Object.fromEntries(installed.map((each) => [each.name, each.version])),
  }
  const width = Math.max(...Object.keys(facts).map((name) => name.length))
  await context.print(
    input.options.json
      ? `${printableJson(facts)}\n`
      : Object.entries(facts)
          .map(([name, value]) => `${printable(name).padEnd(width)}  ${printable(value)}\n`)
          .join(''),
  )
  return exitCode.ok

  /** The kind and version of the database: neither its host nor its user belong into a report. */
  async function databaseOf(): Promise<string> {
    if (input.options.url === undefined && !context.env.DATABASE_URL) return 'none named'
    try {
      const connection = await openConnection(addressOf(context, input), context.cwd)
      const found = await connection.version()
      await connection.close()
      return found
    } catch (error) {
      if (error instanceof CommandError) return 'cannot connect'
      throw error
    }
  }
}
