import type { PagePolicy } from '../viewer/security-headers.ts'
import { sha256 } from './digest.ts'
import { stylesheet } from './stylesheet.ts'

/** For a page that holds the stylesheet in itself: exactly this text, and an icon in the address. */
export const stylesheetPolicy: PagePolicy = Object.freeze({
  style: `'sha256-${sha256(stylesheet)}'`,
  image: 'data:',
})
