export { createFileSink, type FileSink, type FileSinkOptions } from './file/file-sink.ts'
export { type ReadEventsOptions, readEvents } from './file/read-events.ts'
