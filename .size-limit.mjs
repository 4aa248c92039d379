export default [
  {
    name: '@daybook/core, main entry, bundled',
    path: 'packages/core/dist/index.js',
    limit: '25 kB',
    gzip: true,
    // Others' licences are no code.
    modifyEsbuildConfig: (config) => ({ ...config, platform: 'node', legalComments: 'none' }),
  },
]
