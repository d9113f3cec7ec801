import t from 'tap'
import { openProject } from '../../../site/page/documents.ts'
import { pageIDOf } from '../../../site/page/ids.ts'
import { sidebarOf } from '../../../site/page/sidebar.ts'
import { root } from '../../docs/files.ts'

const project = openProject(root.pathname)

t.test('every page is in the sidebar once', async t => {
  const inSidebar = sidebarOf(project.documents()).flatMap(({ items }) =>
    items.map(({ slug }) => slug)
  )
  const ids = project.documents().map(path => pageIDOf(path) ?? `no page: ${path}`)
  t.strictSame(inSidebar.sort(), ids.sort())
  t.ok(ids.length > 30)
})

t.test('a page that no group names is in Operation; one of a folder is in its group', async t => {
  const groups = sidebarOf(['docs/metrics.md', 'docs/tasks/a.md', 'docs/quick-start.md'])
  t.strictSame(
    groups.map(({ label, items }) => [label, ...items.map(({ slug }) => slug)]),
    [
      ['Start', 'quick-start'],
      ['Tasks for platform teams', 'tasks/a'],
      ['Operation', 'metrics']
    ]
  )
})
