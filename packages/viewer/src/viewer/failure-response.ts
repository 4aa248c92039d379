import type { Site } from '../components/frame.tsx'
import type { Links } from '../components/links.ts'
import { failureNotice } from '../pages/failure-notice.ts'
import { words } from '../words/words.ts'
import { noticeResponse } from './documents.tsx'

/** The one way by which an error reaches a reader: as a notice meant for readers, or as an id and nothing else. */
export function failureResponse(
  error: unknown,
  page: { readonly site: Site; readonly links: Links },
  onError: (error: unknown, errorId: string) => void,
): Response {
  const known = failureNotice(error)
  if (known) return noticeResponse(known.notice, { ...page, status: known.status })
  const errorId = crypto.randomUUID().slice(0, 8)
  try {
    onError(error, errorId)
  } catch {
    // A listener that fails must not keep the reader from an answer.
  }
  const { title, text, again } = words.state.failure
  return noticeResponse({ title, text, detail: errorId, back: again }, { ...page, status: 500 })
}
