export { createReceiver, type Receive, type ReceiverOptions } from './bus/receiver.ts'
