import type { Child } from 'hono/jsx'
import { visibleText } from '../format/visible-text.ts'
import { defaultQuery } from '../query/list-query.ts'
import { words } from '../words/words.ts'
import { BookSwitch } from './book-switch.tsx'
import { ClientParts } from './client-parts.tsx'
import type { Links } from './links.ts'
import { Switches } from './switches.tsx'

/** What every page knows of the viewer it belongs to. */
export interface Site {
  readonly title: string
  readonly environment: string | undefined
}

/** The pages of the navigation. */
export type CurrentPage = 'explore' | 'actors' | 'targets' | 'usagePage'

export interface FrameProps {
  readonly site: Site
  /** Where the navigation goes; absent, there is none. */
  readonly links?: Links
  /** What this page is, for the browser's tab. */
  readonly name: string
  readonly skip: string
  /** The page that the navigation marks as this one. */
  readonly current?: CurrentPage
  /** What the head needs: style and icon. */
  readonly head: Child
  readonly children?: Child
}

/** A whole document: head, header, and the page in `main`. */
export function Frame({ site, links, name, skip, current, head, children }: FrameProps) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${visibleText(name)} · ${site.title}`}</title>
        {head}
      </head>
      <body>
        <a class="skip" href="#main">
          {skip}
        </a>
        <header class="header">
          <span class="title">{site.title}</span>
          {site.environment && <span class="badge">{site.environment}</span>}
          {links && <BookSwitch links={links} />}
          {links && (
            <nav aria-label={words.pages}>
              {navigation(links).map(([page, href]) => (
                <a
                  key={page}
                  href={href}
                  data-key={words.pageKeys[page]}
                  aria-current={current === page ? 'page' : undefined}
                >
                  {words[page]}
                </a>
              ))}
            </nav>
          )}
          {links && <Switches />}
        </header>
        <main id="main" tabindex={-1}>
          {children}
        </main>
        {links && <ClientParts />}
      </body>
    </html>
  )
}

function navigation(links: Links): readonly (readonly [CurrentPage, string])[] {
  return [
    ['explore', links.list(defaultQuery)],
    ['actors', links.actors(defaultQuery.since)],
    ['targets', links.targets(defaultQuery.since)],
    ['usagePage', links.usage()],
  ]
}
