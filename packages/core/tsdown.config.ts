import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: ['src/index.ts', 'src/config.ts', 'src/default.ts', 'src/relay.ts', 'src/testing.ts'],
  format: 'esm',
  dts: true,
  fixedExtension: false,
})
