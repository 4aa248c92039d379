import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: [
    'src/index.ts',
    'src/bus.ts',
    'src/cloudevents.ts',
    'src/file.ts',
    'src/nats.ts',
    'src/otel.ts',
    'src/segment.ts',
    'src/spill.ts',
    'src/webhook.ts',
  ],
  format: 'esm',
  dts: true,
  fixedExtension: false,
})
