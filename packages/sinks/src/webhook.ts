export type { PostOptions } from './http/post.ts'
export { createWebhookSink, type WebhookPayload, type WebhookSinkOptions } from './webhook/webhook-sink.ts'
