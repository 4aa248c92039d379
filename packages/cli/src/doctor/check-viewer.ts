import { printable } from '../output/printable.ts'
import { type Finding, good } from './finding.ts'

/** Asks a viewer as a stranger would: without cookies, without a key. */
export async function checkViewer(url: string, signal: AbortSignal): Promise<readonly Finding[]> {
  let answer: { readonly status: number; readonly text: string }
  try {
    const response = await fetch(url, {
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(10_000)]),
    })
    answer = { status: response.status, text: await response.text() }
  } catch (error) {
    return [
      unreachable(
        url,
        error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error),
      ),
    ]
  }
  const { status, text } = answer
  if (status === 401 || status === 403 || (status >= 300 && status < 400))
    return [good(`The viewer at ${printable(url)} is closed to strangers (${status})`)]
  if (status !== 200 || !isViewer(text))
    return [unreachable(url, `It answers ${status}, with no page of the viewer.`)]
  return [
    {
      level: 'error',
      fault: 'DAYBOOK_VIEWER_OPEN',
      text: `The viewer at ${printable(url)} shows events to whoever asks`,
      why: 'It was read without signing in.',
      fix: 'viewer(daybook, { authorize: (req) => req.user?.admin === true })',
    },
  ]
}

function isViewer(html: string): boolean {
  return /<link[^>]+assets\/viewer\.\w+\.css"/.test(html)
}

function unreachable(url: string, why: string): Finding {
  return {
    level: 'warning',
    fault: 'DAYBOOK_VIEWER_UNREACHABLE',
    text: `There is no viewer at ${printable(url)}`,
    why: printable(why),
    fix: 'Pass the address of the page itself, such as https://app.example.com/admin/events/',
  }
}
