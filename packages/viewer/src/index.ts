export { viewerEvents } from './access-log/viewer-events.ts'
export { createViewer } from './viewer/create-viewer.ts'
export type { ViewableDaybook } from './viewer/viewable-daybook.ts'
export type { Viewer, ViewerAccess, ViewerOptions, ViewerRequestOptions } from './viewer/viewer.ts'
