export { eventFromJson } from './event/event-from-json.ts'
export { type CloudEvent, toCloudEvent } from './sinks/cloud-event.ts'
export { createLogMirror, type LogMirrorOptions, type MirrorFields } from './sinks/log-mirror.ts'
export {
  createLoggerSink,
  type LoggerLike,
  type LoggerSink,
  type LoggerSinkOptions,
  type LogLevel,
  summaryOf,
  summaryWithActor,
} from './sinks/logger-sink.ts'
export { createRouter, type Router, type RouterOptions } from './sinks/router.ts'
