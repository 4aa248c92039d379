export { type ViewerOptions, viewer } from './viewer/viewer.ts'
