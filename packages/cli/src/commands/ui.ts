import type { RunCommand } from '../cli/command-spec.ts'
import { exitCode } from '../cli/exit-code.ts'
import { withDaybook } from '../query/open-daybook.ts'
import { portOf, serveViewer } from '../ui/serve-viewer.ts'

/** `daybook ui` */
export const run: RunCommand = async (context, input) => {
  const port = portOf(input)
  const { tenant } = input.options
  return withDaybook(
    context,
    input,
    async ({ daybook, shown }) => {
      // Told before the address is, not on the first page.
      await daybook.latest()
      const viewer = await serveViewer(daybook, { port, ...(typeof tenant === 'string' && { tenant }) })
      context.note(
        `${context.notePaint.symbol('✔', 'ok:')} Viewer of ${shown}: ${viewer.url}   (Ctrl-C stops it)`,
      )
      await viewer.untilAborted(context.signal)
      return exitCode.ok
    },
    { feed: true },
  )
}
