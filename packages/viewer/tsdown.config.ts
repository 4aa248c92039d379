import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: ['src/index.ts', 'src/embed.ts', 'src/node.ts'],
  format: 'esm',
  dts: true,
  fixedExtension: false,
})
