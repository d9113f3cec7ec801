import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Loader, LoaderContext } from 'astro/loaders'
import { openProject, type Project } from './documents.ts'
import { draw } from './draw.ts'
import { toPage } from './to-page.ts'

/**
 * Loads the documents of the project as pages. They are plain Markdown without front matter, so
 * that they read as well on the forge.
 */
export function docsOfProject(): Loader {
  return {
    name: 'docs-of-project',
    async load(context) {
      const project = openProject(fileURLToPath(new URL('..', context.config.root)))
      context.store.clear()
      for (const path of project.documents()) await loadPage(context, project, path)
      await loadNotFound(context)
      watch(context, project)
    }
  }
}

/** While the site is served, a changed document is loaded again. */
function watch(context: LoaderContext, project: Project): void {
  const { watcher } = context
  if (watcher === undefined) return
  watcher.add(`${project.root}docs`)
  watcher.on('change', file => {
    const path = project.documents().find(document => `${project.root}${document}` === file)
    if (path !== undefined) void loadPage(context, project, path)
  })
}

/** The page for an address that does not exist. Starlight warns without it. */
async function loadNotFound({ parseData, store }: LoaderContext): Promise<void> {
  const data = await parseData({
    id: '404',
    data: {
      title: 'There is no such page',
      description: 'The search finds pages by the words in them.',
      editUrl: false,
      template: 'splash',
      pagefind: false
    }
  })
  const html = '<p>The search finds pages by the words in them.</p>'
  store.set({ id: '404', data, rendered: { html } })
}

async function loadPage(context: LoaderContext, project: Project, path: string): Promise<void> {
  const { id, title, description, body } = toPage(path, project.read(path), draw)
  const data = await context.parseData({
    id,
    data: { title, ...(description === undefined ? {} : { description }) }
  })
  const fileURL = pathToFileURL(`${project.root}${path}`)
  const rendered = await context.renderMarkdown(body, { fileURL })
  const digest = context.generateDigest(`${title}\n${body}`)
  const html = weighted(id, withFocusableTables(rendered.html))
  context.store.set({ id, data, body, rendered: { ...rendered, html }, digest })
}

/** A wide table scrolls by itself. With `tabindex` it also scrolls by the keyboard. */
function withFocusableTables(html: string): string {
  return html.replaceAll('<table>', '<table tabindex="0">')
}

/** Pages about the project itself, which the search shows after those that users need. */
const aboutTheProject = /^(?:decisions\b|benchmarks$|promises$|contributing$|changelog$)/

/** Tells the search how much the words of a page count. */
function weighted(id: string, html: string): string {
  return aboutTheProject.test(id) ? `<div data-pagefind-weight="0.2">${html}</div>` : html
}
