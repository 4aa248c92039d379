export { timelineCss } from './embed/timeline-css.ts'
export {
  type EmbeddedTimeline,
  type EmbedOptions,
  type EmbedTarget,
  timelineHtml,
  timelineJson,
} from './embed/timeline-html.tsx'
