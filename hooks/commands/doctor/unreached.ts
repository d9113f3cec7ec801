import type { Evidence } from './evidence.ts'

/**
 * Why the API server could not be reached.
 * @returns `undefined` if it answered anything, be it that something is missing or forbidden
 */
export function unreached(evidence: Evidence): string | undefined {
  const { version, crds, controllers, metacontrollers, policies, bindings } = evidence
  const { classes, pools, claims } = evidence
  const lists = [controllers, metacontrollers, policies, bindings, classes, pools, claims]
  const readings = [version, ...Object.values(crds), ...lists]
  const hasAnswered = readings.some(each => each.ok || each.kind !== 'unreachable')
  return hasAnswered || version.ok ? undefined : version.why
}
