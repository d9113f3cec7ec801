import { spawnSync } from 'node:child_process'
import { chmodSync, readFileSync } from 'node:fs'
import t, { type Test } from 'tap'
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
  setForTest(t, { PATH: t.testdir() })
  t.strictSame(await findTool('crane'), { missing: 'crane needs Go, which is not installed' })
})

/** A `go` that needs a moment to build nothing, and writes down how often it did. */
const goStandIn = `#!/bin/sh
if [ "$1" = env ]; then echo go1.26.0; exit; fi
while [ "$1" != -o ]; do shift; done
echo built >> "$(dirname "$0")/builds"
sleep 0.1
: > "$2" && chmod +x "$2"
`

t.test('a tool that two tests of a process want at once is built once', async t => {
  const folder = t.testdir({ go: goStandIn, builds: '' })
  chmodSync(`${folder}/go`, 0o755)
  const PATH = `${folder}:${process.env.PATH}`
  setForTest(t, { PATH, TOOLS_CACHE: folder, KUBEBUILDER_ASSETS: '' })
  const [first, second] = await Promise.all([findTool('crane'), findTool('crane')])
  t.match(first, { path: `${folder}/crane-` })
  t.strictSame(second, first)
  t.strictSame(readFileSync(`${folder}/builds`, 'utf8'), 'built\n')
})

/** Sets variables of the environment until the test ends. */
function setForTest(t: Test, variables: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(variables)) {
    const before = process.env[name]
    process.env[name] = value
    t.teardown(() => {
      if (before === undefined) delete process.env[name]
      else process.env[name] = before
    })
  }
}

const go = spawnSync('go', ['version']).status === 0 ? {} : { skip: 'Go is not installed' }
t.test('where modules cannot be fetched, a tool is missing and the reason says so', go, async t => {
  const [TOOLS_CACHE, GOMODCACHE] = [t.testdirName, `${t.testdirName}/modules`]
  setForTest(t, { TOOLS_CACHE, GOMODCACHE, GOPROXY: 'off', KUBEBUILDER_ASSETS: '' })
  const found = await findTool('kubeconform')
  t.match(found, { missing: /kubeconform is not built, .* cannot be fetched: .*GOPROXY=off/ })
})

t.test('a program in KUBEBUILDER_ASSETS comes first', async t => {
  const folder = t.testdir({ etcd: t.fixture('symlink', process.execPath) })
  setForTest(t, { KUBEBUILDER_ASSETS: folder })
  t.strictSame(await findTool('etcd'), { path: `${folder}/etcd` })
})
