export { checkRedis, type RedisInfo } from './queue/check-redis.ts'
export {
  type DeadLetterQueue,
  deadLetters,
  type RefusedJob,
  replayDeadLetters,
} from './queue/dead-letters.ts'
export type { EventsJob } from './queue/events-job.ts'
export { createEventsProcessor, type ProcessableJob } from './queue/events-processor.ts'
export { type EventsQueue, type QueuedOptions, queued } from './queue/queued.ts'
