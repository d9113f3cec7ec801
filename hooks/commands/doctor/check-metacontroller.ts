import type { ReadObject } from '../cluster/cluster-reader.ts'
import { listAt, nameOf, numberAt, textAt } from '../cluster/objects.ts'
import { type Check, failed, notChecked, passed, unread, type Verdict } from './check.ts'
import { sendsToken } from './check-installation.ts'
import type { Evidence } from './evidence.ts'
import { oldest, wantedFlags } from './needed.ts'
import { isAtLeast, type Version, versionIn } from './versions.ts'

const install = 'Install it as the quick start says: docs/quick-start.md#4-metacontroller'

/** Metacontroller: there, running, new enough, with the flags that it needs. */
export function checkMetacontroller(evidence: Evidence): Check[] {
  const { metacontrollers } = evidence
  const name = 'Metacontroller'
  if (!metacontrollers.ok)
    return [{ name, ...unread('workloads of Metacontroller', metacontrollers) }]
  if (metacontrollers.value.length === 0) {
    const what = 'no StatefulSet or Deployment runs an image of Metacontroller'
    return [{ name, ...failed(what, install) }]
  }
  return metacontrollers.value.flatMap(workload => {
    const own = metacontrollers.value.length === 1 ? '' : ` ${nameOf(workload)}`
    const image = imageOf(workload)
    return [
      { name: `${name}${own}`, ...runs(workload, image, sendsToken(evidence)) },
      { name: `flags of ${name}${own}`, ...flags(argumentsOf(workload)) }
    ]
  })
}

function container(workload: ReadObject): unknown {
  const containers = listAt(workload, 'spec', 'template', 'spec', 'containers')
  return containers.find(each => /metacontroller/.test(textAt(each, 'image') ?? ''))
}

function imageOf(workload: ReadObject): string {
  return textAt(container(workload), 'image') ?? ''
}

function argumentsOf(workload: ReadObject): readonly string[] {
  const found = container(workload)
  const words = [...listAt(found, 'command'), ...listAt(found, 'args')]
  return words.filter(word => typeof word === 'string')
}

function runs(workload: ReadObject, image: string, hasToken: boolean): Verdict {
  const what = `${workload.kind ?? 'workload'} ${nameOf(workload)}`
  if (numberAt(workload, 'status', 'readyReplicas') === 0)
    return failed(
      `${what} has no ready pod, so nothing changes in the cluster`,
      `kubectl describe -n ${workload.metadata.namespace} pods`
    )
  const tag = /:([^:@/]+)(?:@|$)/.exec(image)?.[1]
  const version = versionIn(tag)
  if (version === undefined)
    return notChecked(
      `${what} runs, and its image ${image} does not name a version`,
      `It has to be ${textOfVersion(oldest.metacontroller)} or newer.`
    )
  const least = hasToken ? oldest.metacontrollerWithToken : oldest.metacontroller
  if (isAtLeast(version, least)) return passed(`${what} runs, version ${tag}`)
  const why = hasToken ? 'older ones send no token' : 'older ones have no hook version v2'
  return failed(
    `${what} has version ${tag}: ${why}`,
    `Upgrade Metacontroller to ${textOfVersion(least)} or newer.`
  )
}

function textOfVersion([major, minor]: Version): string {
  return `${major}.${minor}`
}

/** The value of a flag, as `--name=value` or `--name value`; `undefined` if it is absent. */
export function flagOf(words: readonly string[], name: string): string | undefined {
  for (const [index, word] of words.entries()) {
    const [, found, value] = /^--?([a-z-]+)(?:=(.*))?$/.exec(word) ?? []
    if (found === name) return value ?? words[index + 1]
  }
  return undefined
}

function flags(words: readonly string[]): Verdict {
  const strategy = flagOf(words, 'apply-strategy')
  if (strategy !== 'server-side-apply')
    return failed(
      `--apply-strategy is ${strategy ?? 'not set'}: Metacontroller then merges the listeners of ` +
        'a Gateway by their port, and all hostnames but one are lost',
      'Set --apply-strategy=server-side-apply.'
    )
  const slow = Object.entries(wantedFlags).filter(
    ([name, wanted]) => Number(flagOf(words, name) ?? 0) < wanted
  )
  if (slow.length === 0) return passed('--apply-strategy=server-side-apply, and the pace is right')
  const wanted = slow.map(([name, value]) => `--${name}=${value}`).join(' ')
  return passed(
    '--apply-strategy=server-side-apply, but many hostnames will take longer than they need',
    `Set ${wanted}.`
  )
}

/** The user names of Metacontroller's service accounts, as the admission policies see them. */
export function usersOf({ metacontrollers }: Evidence): readonly string[] {
  if (!metacontrollers.ok) return []
  return metacontrollers.value.map(workload => {
    const account = textAt(workload, 'spec', 'template', 'spec', 'serviceAccountName')
    return `system:serviceaccount:${workload.metadata.namespace}:${account ?? 'default'}`
  })
}
