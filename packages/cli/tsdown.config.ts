import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: ['src/index.ts', 'src/bin/daybook.ts'],
  format: 'esm',
  dts: true,
  fixedExtension: false,
})
