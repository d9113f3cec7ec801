import { fileURLToPath } from 'node:url'
import starlight from '@astrojs/starlight'
import { defineConfig, passthroughImageService } from 'astro/config'
import { openProject } from './page/documents.ts'
import { sidebarOf } from './page/sidebar.ts'

/**
 * SITE_URL is the address under which the site is published, such as `https://docs.example.com`.
 * Only the site map needs it. BASE_PATH is the path of the site there, by default `/`.
 */
const { SITE_URL, BASE_PATH = '/' } = process.env

const project = openProject(fileURLToPath(new URL('..', import.meta.url)))

export default defineConfig({
  ...(SITE_URL === undefined ? {} : { site: SITE_URL }),
  base: BASE_PATH,
  image: { service: passthroughImageService() },
  integrations: [
    // A site map needs the address of the site. Without it the integration of Starlight would warn.
    ...(SITE_URL === undefined ? [{ name: '@astrojs/sitemap', hooks: {} }] : []),
    starlight({
      title: 'Gateway Orchestrator',
      description: 'Self-service public hostnames with certificates on AWS EKS',
      sidebar: sidebarOf(project.documents()),
      markdown: { processedDirs: ['..'] },
      customCss: ['./src/styles/site.css'],
      // The loader has the page for an address that does not exist.
      disable404Route: true,
      lastUpdated: false,
      credits: false
    })
  ]
})
