import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: [
    'src/index.ts',
    'src/catalogs.ts',
    'src/changes.ts',
    'src/config.ts',
    'src/default.ts',
    'src/memory.ts',
    'src/processors.ts',
    'src/query.ts',
    'src/relay.ts',
    'src/sinks.ts',
    'src/testing.ts',
  ],
  format: 'esm',
  dts: true,
  fixedExtension: false,
})
