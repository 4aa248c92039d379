import { raw } from 'hono/html'
import type { Child } from 'hono/jsx'
import { stylesheetPolicy } from '../assets/stylesheet-policy.ts'
import { type CurrentPage, Frame, type Site } from '../components/frame.tsx'
import { InlineHead, LinkedHead } from '../components/head.tsx'
import type { Links } from '../components/links.ts'
import { DeniedPage } from '../pages/denied-page.tsx'
import { type Notice, NoticePage } from '../pages/notice-page.tsx'
import { words } from '../words/words.ts'
import { pageResponse } from './responses.ts'

interface DocumentInit {
  readonly site: Site
  readonly links: Links
  /** What the page is, for the browser's tab. */
  readonly name: string
  readonly current?: CurrentPage
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
}

/** A page of the viewer as a response. */
export function documentResponse(content: Child, init: DocumentInit): Response {
  return pageResponse(documentText(content, init), init)
}

// No value can write it: every `<` of a value is escaped.
const place = '<!--later-->'

/**
 * A page of which a part comes later: all before it is sent at once, so that the reader has it while that part is
 * still worked on. No script is needed for that. `later` must not reject.
 */
export function laterResponse(
  content: (place: Child) => Child,
  later: () => Promise<Child>,
  init: DocumentInit,
): Response {
  const [before = '', after = ''] = documentText(content(raw(place)), init).split(place)
  const encoder = new TextEncoder()
  const body = new ReadableStream<Uint8Array>({
    async start(controller) {
      controller.enqueue(encoder.encode(`<!doctype html>${before}`))
      const part = String(await later())
      // The reader may be gone by now.
      try {
        controller.enqueue(encoder.encode(part + after))
        controller.close()
      } catch {}
    },
  })
  return pageResponse(body, init)
}

function documentText(content: Child, init: DocumentInit): string {
  const { site, links, name, current } = init
  const document = (
    <Frame
      site={site}
      links={links}
      name={name}
      skip={current === 'explore' ? words.skip : words.skipToContent}
      {...(current && { current })}
      head={<LinkedHead links={links} />}
    >
      {content}
    </Frame>
  )
  return String(document)
}

/** A notice as a response. */
export function noticeResponse(notice: Notice, init: Omit<DocumentInit, 'name'>): Response {
  return documentResponse(<NoticePage notice={notice} links={init.links} />, { ...init, name: notice.title })
}

/** The 403, complete in itself: not even the stylesheet is served to those who may not read. */
export function deniedResponse(site: Site, hint: string | undefined): Response {
  const document = (
    <Frame site={site} name={words.state.denied.title} skip={words.skipToContent} head={<InlineHead />}>
      <DeniedPage hint={hint} />
    </Frame>
  )
  return pageResponse(String(document), { status: 403, policy: stylesheetPolicy })
}
