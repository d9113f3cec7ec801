import { readFileSync } from 'node:fs'
import t from 'tap'
import { projectFolder } from '../../../simulator/cluster/manifests.ts'
import { findTool } from './find-tool.ts'
import { type Tool, tools } from './tools.ts'

function moduleOf({ module }: Tool): string {
  return readFileSync(projectFolder(`test/e2e/tools/${module}/go.mod`), 'utf8')
}

t.test('each tool is in the module that builds it', async t => {
  for (const [name, tool] of Object.entries(tools)) {
    const named = /^tool (\S+)$|^\t(\S+)$/gm
    const packages = [...moduleOf(tool).matchAll(named)].map(found => found[1] ?? found[2])
    t.ok(packages.includes(tool.package), `${name}: ${tool.package} is a tool of ${tool.module}`)
  }
})

t.test('the version that kube-apiserver tells is the version of its module', async t => {
  const [, version, major, minor] =
    /^\s*(?:require )?k8s\.io\/kubernetes (v(\d+)\.(\d+)\.\d+)\b/m.exec(
      moduleOf(tools['kube-apiserver'])
    ) ?? []
  const variable = (name: string) => `k8s.io/component-base/version.${name}`
  t.strictSame(tools['kube-apiserver'].values, {
    [variable('gitVersion')]: version,
    [variable('gitMajor')]: major,
    [variable('gitMinor')]: minor
  })
})

t.test('without Go, a tool is missing and the reason says so', async t => {
  const { PATH } = process.env
  t.teardown(() => {
    process.env.PATH = PATH
  })
  process.env.PATH = t.testdir()
  t.strictSame(await findTool('crane'), { missing: 'crane needs Go, which is not installed' })
})

t.test('a program in KUBEBUILDER_ASSETS comes first', async t => {
  const { KUBEBUILDER_ASSETS } = process.env
  t.teardown(() => {
    if (KUBEBUILDER_ASSETS === undefined) delete process.env.KUBEBUILDER_ASSETS
    else process.env.KUBEBUILDER_ASSETS = KUBEBUILDER_ASSETS
  })
  const folder = t.testdir({ etcd: t.fixture('symlink', process.execPath) })
  process.env.KUBEBUILDER_ASSETS = folder
  t.strictSame(await findTool('etcd'), { path: `${folder}/etcd` })
})
