import type { Child } from 'hono/jsx'
import { stylesheetPolicy } from '../assets/stylesheet-policy.ts'
import { Frame, type Site } from '../components/frame.tsx'
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
  readonly current?: 'explore'
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
}

/** A page of the viewer as a response. */
export function documentResponse(content: Child, init: DocumentInit): Response {
  const { site, links, name, current } = init
  const document = (
    <Frame
      site={site}
      links={links}
      name={name}
      skip={current ? words.skip : words.skipToContent}
      {...(current && { current })}
      head={<LinkedHead links={links} />}
    >
      {content}
    </Frame>
  )
  return pageResponse(String(document), init)
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
