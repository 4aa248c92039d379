export {
  createOtelSink,
  type LoggerLike,
  type LogRecordLike,
  type OtelSinkOptions,
} from './otel/otel-sink.ts'
