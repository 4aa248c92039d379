import { globSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitepress'
import llms from 'vitepress-plugin-llms'
import { sections } from './sidebar.mjs'

// Made by scripts/docs.mjs from docs/ and the pages beside it.
const pages = fileURLToPath(new URL('./pages', import.meta.url))

const socialLink = fileURLToPath(new URL('./theme/social-link.vue', import.meta.url))

const icon =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#4467d6"/><path d="M9 9h14M9 16h14M9 23h8" stroke="#fff" stroke-width="3" stroke-linecap="round"/></svg>'

const link = (page) => `/${page.replace(/(^|\/)index\.md$/, '$1').replace(/\.md$/, '')}`
const items = (listed) => listed.map(([text, page]) => ({ text, link: link(page) }))

const sidebar = Object.entries(sections).map(([text, listed]) => ({ text, items: items(listed) }))

const entries = globSync('api/**/*.md', { cwd: pages })
  .map((path) => path.replaceAll('\\', '/').replace(/^api\/(.*)\.md$/, '$1'))
  .filter((entry) => entry !== 'index')
  .sort()

const apiSidebar = [
  {
    text: 'API',
    link: '/api/',
    items: entries.map((entry) => ({
      text: entry === 'daybook' ? entry : `@daybook/${entry}`,
      link: `/api/${entry}`,
    })),
  },
]

export default defineConfig({
  title: 'Daybook',
  description: 'The activity and audit log for TypeScript backends',
  lang: 'en-GB',
  srcDir: pages,
  // Where the site is not at the root of its host.
  base: process.env.DAYBOOK_DOCS_BASE ?? '/',
  head: [['link', { rel: 'icon', href: `data:image/svg+xml,${encodeURIComponent(icon)}` }]],
  // Written for a shell, not for a browser: `http://localhost:3000/admin/events`.
  ignoreDeadLinks: [/^https?:\/\/localhost/],
  markdown: { theme: { light: 'github-light', dark: 'github-dark' } },
  themeConfig: {
    search: {
      provider: 'local',
      // A page that explains comes before the signatures.
      options: { miniSearch: { searchOptions: { boostDocument: (id) => (id.includes('/api/') ? 0.2 : 1) } } },
    },
    outline: [2, 3],
    nav: [
      { text: 'Start', link: '/start/tutorial', activeMatch: '^/start/' },
      { text: 'How to', link: '/guides/change-capture', activeMatch: '^/guides/' },
      { text: 'Reference', link: '/reference/options', activeMatch: '^/reference/' },
      { text: 'API', link: '/api/', activeMatch: '^/api/' },
      { text: 'Reliability', link: '/reliability' },
    ],
    sidebar: { '/api/': apiSidebar, '/': sidebar },
  },
  vite: {
    // VitePress' own takes icons from another server.
    resolve: { alias: [{ find: /^.*\/VPSocialLink\.vue$/, replacement: socialLink }] },
    // The index of the local search is one file.
    build: { chunkSizeWarningLimit: 4096, target: 'es2022' },
    plugins: [llms({ ignoreFiles: ['source/**', 'api/**'], injectLLMHint: false })],
  },
})
