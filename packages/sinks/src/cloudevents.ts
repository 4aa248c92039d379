export {
  type CloudEventsMode,
  type CloudEventsSinkOptions,
  createCloudEventsSink,
} from './cloudevents/cloudevents-sink.ts'
export type { PostOptions } from './http/post.ts'
