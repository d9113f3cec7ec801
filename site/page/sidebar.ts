import { pageIDOf } from './ids.ts'

/** A group of the sidebar: pages in this order, then all other pages of the folders. */
type Group = { label: string; pages: readonly string[]; folders?: readonly string[] }

const groups: readonly Group[] = [
  { label: 'Start', pages: ['index', 'try-it', 'quick-start', 'comparison'] },
  {
    label: 'Concepts',
    pages: [
      'concepts/how-it-works',
      'concepts/life-of-a-hostname',
      'concepts/who-gets-a-hostname',
      'security',
      'glossary'
    ],
    folders: ['concepts']
  },
  {
    label: 'Tasks for app teams',
    pages: ['tasks/get-a-hostname', 'tasks/wildcards', 'tasks/grpc-and-health-checks']
  },
  {
    label: 'Tasks for platform teams',
    pages: [
      'iam',
      'tasks/admission-policies',
      'tasks/private-zones',
      'external-dns',
      'tasks/from-ingress',
      'tasks/from-cert-manager',
      'gitops',
      'install-manifests',
      'tasks/quotas-and-sizing',
      'tasks/upgrade',
      'tasks/rotate-the-hook-token',
      'tasks/disaster-recovery',
      'tasks/uninstall'
    ],
    folders: ['tasks']
  },
  {
    label: 'Operation',
    pages: [
      'troubleshooting',
      'kubectl-hostname',
      'doctor',
      'runbook',
      'runbooks',
      'metrics',
      'events',
      'tracing'
    ],
    folders: ['runbooks', '.']
  },
  { label: 'Reference', pages: ['compatibility'], folders: ['reference'] },
  { label: 'Project', pages: ['benchmarks', 'promises', 'contributing', 'changelog'] },
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
