export type { PostOptions } from './http/post.ts'
export { createSegmentSink, type SegmentSink, type SegmentSinkOptions } from './segment/segment-sink.ts'
