import type { Mutant } from './mutate.ts'

/** The answer of the service. */
export type Reply = { status: number; body: string; contentType: string }

type Named = { apiVersion?: unknown; kind?: unknown; metadata?: { name?: unknown } } | null
type Answer = { status?: unknown; children?: readonly Named[]; finalized?: boolean }
type Groups = Record<string, Record<string, unknown>>
type Body = { children?: Groups; parent?: { kind?: string } }

/** What the service may answer if the caller is at fault. */
const faultsOfCaller = new Set([400, 413, 429])

/** The kinds of children that hold a hostname. If such a child is lost, the hostname is lost. */
const holding = ['DomainClaim', 'HTTPRoute', 'Gateway', 'LoadBalancerConfiguration']

/**
 * Says what is wrong with the answer to a changed request.
 * @param original the body before the change, and what the service answered to it
 * @returns `undefined` if nothing is wrong
 */
export function judge(
  original: { body: string; reply: Reply },
  mutant: Mutant,
  reply: Reply
): string | undefined {
  if (!reply.contentType.startsWith('application/json')) return `content type ${reply.contentType}`
  if (reply.status === 200) return judgeAnswer(original, mutant, JSON.parse(reply.body) as Answer)
  if (!faultsOfCaller.has(reply.status)) return `status ${reply.status}: ${reply.body}`
  const { error, reason, traceID } = JSON.parse(reply.body) as Record<string, unknown>
  const isComplete = [error, reason, traceID].every(text => typeof text === 'string' && text !== '')
  return isComplete ? undefined : `an error without error, reason and traceID: ${reply.body}`
}

function judgeAnswer(
  original: { body: string; reply: Reply },
  mutant: Mutant,
  answer: Answer
): string | undefined {
  if (answer.children === undefined) return undefined
  const unnamed = answer.children.find(child => !isComplete(child))
  if (unnamed !== undefined) return `a child that Metacontroller refuses: ${shorten(unnamed)}`
  const keys = answer.children.map(keyOf)
  const twice = keys.find((key, i) => keys.indexOf(key) !== i)
  if (twice !== undefined) return `the child ${twice} is answered twice`
  const lost = lostChild(original, mutant, keys)
  return lost === undefined ? undefined : `the child ${lost} is lost`
}

function isComplete(child: Named): boolean {
  const texts = [child?.apiVersion, child?.kind, child?.metadata?.name]
  return texts.every(text => typeof text === 'string' && text !== '')
}

function keyOf(child: Named): string {
  return `${child?.kind} ${child?.metadata?.name}`
}

/**
 * A child that the original answer lists and that exists, but that is not in the answer any more.
 * A change of the parent or of the CompositeController can mean that. A change of one other object
 * must harm this object only: a Gateway serves several claims, so a changed claim is no reason to
 * lose it.
 */
function lostChild(
  { body, reply }: { body: string; reply: Reply },
  { path, text }: Mutant,
  keys: readonly string[]
): string | undefined {
  const [part, group, name] = path
  const isOneObject = (part === 'children' || part === 'related') && name !== undefined
  // The only related objects of a request are its own claim and its own denial.
  if (part === 'related' && isHostnameRequest(body)) return undefined
  if (!isOneObject || reply.status !== 200) return undefined
  const existing = new Set(observedKeys(body, text))
  const wanted = (JSON.parse(reply.body) as Answer).children ?? []
  const changed = `${kindOf(group)} ${name.split('/').at(-1)}`
  const kept = wanted.filter(child => holding.includes(`${child?.kind}`)).map(keyOf)
  return kept.find(key => key !== changed && existing.has(key) && !keys.includes(key))
}

function isHostnameRequest(body: string): boolean {
  return (JSON.parse(body) as Body).parent?.kind === 'GatewayHostnameRequest'
}

function kindOf(group: string | undefined): string {
  return group?.split('.')[0] ?? ''
}

/** The children that exist both in the original body and in the changed one. */
function observedKeys(body: string, text: string): string[] {
  const [before, after] = [JSON.parse(body) as Body, JSON.parse(text) as Body]
  return Object.entries(before.children ?? {}).flatMap(([group, objects]) =>
    Object.keys(objects)
      .filter(name => after.children?.[group]?.[name] !== undefined)
      .map(name => `${kindOf(group)} ${name.split('/').at(-1)}`)
  )
}

function shorten(value: unknown): string {
  return JSON.stringify(value)?.slice(0, 200) ?? 'undefined'
}
