import t from 'tap'
import { read } from '../docs/files.ts'

/** The rows of the first table of a document, by their first column without links. */
function rowsOf(markdown: string): Map<string, string[]> {
  const lines = markdown.split('\n').filter(line => line.startsWith('| '))
  return new Map(
    lines.map(line => {
      const [name = '', ...cells] = line.slice(2, -2).split(' | ')
      return [name.replace(/\[([^\]]+)\]\([^)]+\)/, '$1'), cells]
    })
  )
}

const rows = rowsOf(read('docs/compatibility.md'))
const [supported, run, where] = [0, 1, 2]

/** The version of a Go module that the tools are built from. */
function moduleVersion(tool: string, module: string): string {
  const pattern = new RegExp(`^\\s*(?:require )?${module} v(\\S+)`, 'm')
  return pattern.exec(read(`test/e2e/tools/${tool}/go.mod`))?.[1] ?? 'no such module'
}

t.test('Kubernetes and Helm were run in the versions that the tests build', async t => {
  t.equal(rows.get('Kubernetes')?.[run], moduleVersion('kubernetes', 'k8s.io/kubernetes'))
  const helm = [
    moduleVersion('helm-3', 'helm.sh/helm/v3'),
    moduleVersion('helm-4', 'helm.sh/helm/v4')
  ]
  t.equal(rows.get('Helm')?.[run], helm.join(', '))
})

t.test('what is supported is what the quick start asks for', async t => {
  const asked = rowsOf(read('docs/quick-start.md').replace(/^[\s\S]*\n## What you need\n/, ''))
  for (const [name, row] of [
    ['Kubernetes', 'Kubernetes'],
    ['Gateway API', 'Gateway API CRDs'],
    ['AWS Load Balancer Controller (LBC)', 'AWS Load Balancer Controller'],
    ['Metacontroller', 'Metacontroller']
  ] as const) {
    const least = /^\d+\.\d+ or newer/.exec(rows.get(name)?.[supported] ?? '')?.[0]
    t.ok(least, name)
    t.match(asked.get(row)?.[0], least, name)
  }
  const [kubernetes] = /\d+\.\d+/.exec(rows.get('Kubernetes')?.[supported] ?? '') ?? []
  t.match(read('charts/gateway-orchestrator/Chart.yaml'), `kubeVersion: ">=${kubernetes}.0-0"`)
})

t.test('CI has the CRDs of the versions in the table', async t => {
  const pattern = /repository: \S+\/(\S+)\n\s+ref: [0-9a-f]{40} # v(\S+)\n/g
  const pinned = new Map(
    [...read('.github/workflows/ci.yaml').matchAll(pattern)].map(([, name, version]) => [
      name ?? '',
      version ?? ''
    ])
  )
  t.match(rows.get('Gateway API')?.[where], `CRDs of ${pinned.get('gateway-api')}`)
  t.match(pinned.get('aws-load-balancer-controller'), /^3\.5\./)
  t.match(rows.get('AWS Load Balancer Controller (LBC)')?.[run], /CRDs of 3\.5,/)
  t.match(pinned.get('metacontroller'), `${rows.get('Metacontroller')?.[run]}.`)
})
