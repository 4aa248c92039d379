export { type BatchedOptions, type BatchedSink, batched } from './delivery/batched.ts'
export { SinkError, type SinkErrorInit } from './delivery/sink-error.ts'
