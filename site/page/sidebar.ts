import { pageIDOf } from './ids.ts'

/** A group of the sidebar: pages in this order, then all other pages of the folders. */
type Group = { label: string; pages: readonly string[]; folders?: readonly string[] }

const groups: readonly Group[] = [
  { label: 'Start', pages: ['index', 'quick-start', 'comparison'] },
  { label: 'Concepts', pages: [], folders: ['concepts'] },
  { label: 'Tasks', pages: [], folders: ['tasks'] },
  { label: 'Operation', pages: ['troubleshooting', 'runbook'], folders: ['runbooks', '.'] },
  { label: 'Reference', pages: [], folders: ['reference'] },
  {
    label: 'Project',
    pages: ['benchmarks', 'promises', 'contributing', 'changelog', 'report-a-vulnerability']
  },
  { label: 'Decisions', pages: ['decisions'], folders: ['decisions'] }
]

/** A group of links, in the form of Starlight. */
export type SidebarGroup = { label: string; items: { slug: string }[]; collapsed: boolean }

/**
 * The sidebar: every page is in it once. A page of `docs/` that no group names is in Operation.
 * @param paths - of all pages, relative to the root of the project
 */
export function sidebarOf(paths: readonly string[]): SidebarGroup[] {
  const ids = paths.flatMap(path => pageIDOf(path) ?? []).sort()
  const named = new Set(groups.flatMap(({ pages }) => pages))
  return groups.flatMap(({ label, pages, folders = [] }) => {
    const others = ids.filter(id => !named.has(id) && folders.includes(folderOf(id)))
    const items = [...pages.filter(id => ids.includes(id)), ...others].map(slug => ({ slug }))
    return items.length === 0 ? [] : [{ label, items, collapsed: label === 'Decisions' }]
  })
}

function folderOf(id: string): string {
  return id.includes('/') ? id.slice(0, id.lastIndexOf('/')) : '.'
}
