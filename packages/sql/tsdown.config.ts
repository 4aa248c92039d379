import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: ['src/index.ts', 'src/mysql2.ts', 'src/node-sqlite.ts', 'src/pg.ts'],
  format: 'esm',
  dts: true,
  fixedExtension: false,
})
