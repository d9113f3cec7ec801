import { readFileSync } from 'node:fs'
import t from 'tap'
import { findProgram, type Manifest, parseManifests, render, valuesOf } from './chart.ts'

/**
 * The chart and metacontroller/ install the same objects. These are the differences that are meant:
 *
 * - The chart adds labels, and the annotation that keeps the CRDs.
 * - Helm creates the namespace, so the chart has none.
 * - The hooks of the chart get their settings from the Deployment, not from a ConfigMap.
 * - The chart has the two checks and events, which metacontroller/ has not.
 */
const helm = await findProgram('helm-4')
const folder = new URL('../../metacontroller/', import.meta.url)
const files = ['crds.yaml', 'policies.yaml', 'hooks.yaml', 'composite-controllers.yaml']
const texts = files.map(name => readFileSync(new URL(name, folder), 'utf8'))
const withoutMore = [
  '--set',
  'doctor.enabled=false,uninstallCheck.enabled=false,events.enabled=false'
]

/** An object without what is meant to differ, for the comparison with `plain`. */
function comparable(object: Manifest, plain: Manifest): unknown {
  const { annotations, labels, ...metadata } = object.metadata
  const { 'helm.sh/resource-policy': _keep, ...otherAnnotations } = annotations ?? {}
  const plainLabels = Object.keys(plain.metadata.labels ?? {})
  return {
    ...object,
    metadata: {
      ...metadata,
      ...(Object.keys(otherAnnotations).length > 0 && { annotations: otherAnnotations }),
      labels: Object.fromEntries(plainLabels.map(name => [name, labels?.[name]]))
    }
  }
}

type Container = { env: { name: string }[]; envFrom?: unknown; imagePullPolicy?: string }
type PodTemplate = {
  metadata: { labels: Record<string, string> }
  spec: { containers: Container[] }
}

/** A Deployment with settings, labels and pull policy in one form. */
function comparableDeployment(object: Manifest): Manifest {
  const { template, ...spec } = object.spec as { template: PodTemplate }
  const labels = Object.fromEntries(
    Object.entries(template.metadata.labels).filter(
      ([name]) => name !== 'app.kubernetes.io/instance'
    )
  )
  const containers = template.spec.containers.map(({ envFrom, imagePullPolicy, ...container }) => ({
    ...container,
    env: container.env.filter(({ name }) => /TOKEN|UNAUTHENTICATED/.test(name))
  }))
  return {
    ...object,
    spec: { ...spec, template: { metadata: { labels }, spec: { ...template.spec, containers } } }
  }
}

function inOneForm(object: Manifest): Manifest {
  return object.kind === 'Deployment' ? comparableDeployment(object) : object
}

function nameOf({ kind, metadata }: Manifest): string {
  return `${kind} ${metadata.name}`
}

/** Compares each object of the chart with the same object of metacontroller/. */
async function compare(t: Tap, plainText: string, args: string[]): Promise<void> {
  const rendered = await render(helm.path, [...valuesOf('least'), ...withoutMore, ...args])
  const plain = parseManifests(plainText).filter(({ kind }) => kind !== 'Namespace')
  const names = rendered.map(nameOf)
  t.strictSame(names.toSorted(), plain.map(nameOf).sort(), 'both have the same objects')
  t.ok(plain.length > 30)
  for (const object of plain) {
    const other = rendered.find(candidate => nameOf(candidate) === nameOf(object))
    t.strictSame(
      other && comparable(inOneForm(other), object),
      comparable(inOneForm(object), object),
      nameOf(object)
    )
  }
}

type Tap = typeof t

t.test('without a token: metacontroller/ as it is', { skip: helm.skip }, async t => {
  await compare(t as Tap, texts.join('---\n'), ['--set', 'hookToken.enabled=false'])
})

t.test('with a token: metacontroller/ without comment signs', { skip: helm.skip }, async t => {
  const secret = ['--set', 'hookToken.existingSecret=hook-token']
  await compare(t as Tap, texts.map(withToken).join('---\n'), secret)
})

/** Removes the comment signs that docs/install-manifests.md names, and ALLOW_UNAUTHENTICATED. */
function withToken(text: string): string {
  return text
    .replace(/ {12}- name: ALLOW_UNAUTHENTICATED\n.*\n/, '')
    .replace(/# (- name: HOOK_TOKEN_FILE)\n {12}# {3}(value)/, '$1\n              $2')
    .replace(
      /( {6})# {5}(volumeMounts:)\n((?: {6}# {5}.*\n)+)( {6})# (volumes:)\n((?: {6}# .*\n)+)/,
      (_all, _a, mounts, mountLines: string, _b, volumes, volumeLines: string) =>
        `          ${mounts}\n${mountLines.replaceAll('      #     ', '          ')}` +
        `      ${volumes}\n${volumeLines.replaceAll('      # ', '      ')}`
    )
    .replace(/ {2}# (- apiGroups: \[""\])\n {2}# (.*)\n {2}# (.*)\n/, '  $1\n  $2\n  $3\n')
    .replace(
      /^ {2}# (endpointConfigs:)\n((?: {2}# .*\n)+)/gm,
      (_all, key, lines: string) => `  ${key}\n${lines.replaceAll('  # ', '  ')}`
    )
}
