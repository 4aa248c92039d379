export { createNatsSink, type JetStreamLike, type NatsSinkOptions, type SubjectOf } from './nats/nats-sink.ts'
