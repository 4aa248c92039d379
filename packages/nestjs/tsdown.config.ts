import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: ['src/index.ts', 'src/viewer.ts'],
  format: 'esm',
  dts: true,
  fixedExtension: false,
})
