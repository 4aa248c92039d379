import type { Site } from '../components/frame.tsx'
import type { Links } from '../components/links.ts'
import { failureNotice } from '../pages/failure-notice.ts'
import { words } from '../words/words.ts'
import { noticeResponse } from './documents.tsx'
import { jsonResponse } from './responses.ts'

/** How an error reaches a reader: as a notice meant for readers, or as an id and nothing else. */
export function failureResponse(
  error: unknown,
  page: { readonly site: Site; readonly links: Links },
  report: (error: unknown) => string,
): Response {
  const known = failureNotice(error)
  if (known) return noticeResponse(known.notice, { ...page, status: known.status })
  const { title, text, again } = words.state.failure
  return noticeResponse({ title, text, detail: report(error), back: again }, { ...page, status: 500 })
}

/** The same for a program. */
export function failureJson(error: unknown, report: (error: unknown) => string): Response {
  const known = failureNotice(error)
  if (known) {
    const { code, notice, status } = known
    return jsonResponse({ ...(code && { code }), title: notice.title, detail: notice.text }, status)
  }
  const { title, text } = words.state.failure
  return jsonResponse({ title, detail: text, errorId: report(error) }, 500)
}
