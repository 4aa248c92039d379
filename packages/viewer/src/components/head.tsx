import { raw } from 'hono/html'
import { assets } from '../assets/assets.ts'
import { favicon } from '../assets/favicon.ts'
import { stylesheet } from '../assets/stylesheet.ts'
import type { Links } from './links.ts'

/** Style, scripts and icon as files of the viewer. The first script is a few lines that must run before anything is drawn. */
export function LinkedHead({ links }: { links: Links }) {
  return (
    <>
      <script src={links.asset(assets.early.name)} />
      <link rel="stylesheet" href={links.asset(assets.style.name)} />
      <script defer src={links.asset(assets.script.name)} />
      <link rel="icon" type="image/svg+xml" href={links.asset(assets.icon.name)} />
    </>
  )
}

/** Style and icon inside the page, for one whose reader may fetch nothing more. Its policy names them. */
export function InlineHead() {
  return (
    <>
      <style>{raw(stylesheet)}</style>
      <link rel="icon" type="image/svg+xml" href={`data:image/svg+xml;base64,${btoa(favicon)}`} />
    </>
  )
}
