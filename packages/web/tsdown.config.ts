import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: [
    'src/index.ts',
    'src/auth.ts',
    'src/auth-js.ts',
    'src/better-auth.ts',
    'src/contract.ts',
    'src/passport.ts',
  ],
  format: 'esm',
  dts: true,
  fixedExtension: false,
})
