export { type ViewerOptions, viewer } from './viewer/mount-viewer.ts'
