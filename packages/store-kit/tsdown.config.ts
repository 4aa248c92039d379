import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: ['src/index.ts', 'src/changes.ts'],
  format: 'esm',
  dts: true,
  fixedExtension: false,
})
