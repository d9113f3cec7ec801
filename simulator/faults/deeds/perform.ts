import type { Deed, DeedOf } from '../schedule.ts'
import type { FaultWorld } from '../world.ts'
import {
  expireCertificates,
  failCertificates,
  mendCertificates,
  requestForeignCertificate,
  vanishCertificates
} from './certificates.ts'
import { abandonClaim, restoreClaim, wipeStatus } from './claims.ts'
import { deleteNamespace, labelNamespace, makeNamespace } from './namespaces.ts'
import {
  allowDeletions,
  configureClass,
  deleteGateway,
  deletePool,
  editPool,
  replaceLoadBalancer
} from './pools.ts'
import {
  externalDNSWrites,
  putBinding,
  putForeign,
  putForeignTXT,
  putForeignValidation,
  removeAlias,
  removeForeign,
  removeTXT,
  removeValidation,
  rivalGivesUp,
  rivalTakes
} from './records.ts'
import { makeRequest, withdrawAll, withdrawRequest } from './requests.ts'

import { putWildcard, removeWildcard } from './wildcards.ts'

/** For each kind of deed, the function that does it and returns whether it had an effect. */
type Performers = {
  readonly [Kind in Deed['do']]: (deed: DeedOf<Kind>, world: FaultWorld) => boolean
}

const performers: Performers = {
  request: makeRequest,
  withdraw: ({ namespace, name }, world) => withdrawRequest(namespace, name, world),
  withdrawAll: ({ pool }, world) => withdrawAll(pool, world),
  deleteNamespace: ({ namespace }, world) => deleteNamespace(namespace, world),
  makeNamespace: ({ namespace }, world) => makeNamespace(namespace, world),
  labelNamespace: ({ namespace, isAllowed }, world) => labelNamespace(namespace, isAllowed, world),
  editPool: ({ plan }, world) => editPool(plan, world),
  deletePool: ({ pool }, world) => deletePool(pool, world),
  allowDeletions: ({ pool, isRightNumber }, world) => allowDeletions(pool, isRightNumber, world),
  deleteGateway: ({ pool, number }, world) => deleteGateway(`${pool}-${number}`, world),
  replaceLoadBalancer: ({ pool, number }, world) => replaceLoadBalancer(`${pool}-${number}`, world),
  configureClass: ({ scheme }, world) => configureClass(scheme, world),
  restoreClaim: ({ hostname }, world) => restoreClaim(hostname, world),
  wipeStatus: ({ hostname }, world) => wipeStatus(hostname, world),
  abandon: ({ hostname }, world) => abandonClaim(hostname, world),
  putForeign: ({ hostname, type }, world) => putForeign(hostname, type, world),
  putForeignTXT: ({ hostname }, world) => putForeignTXT(hostname, world),
  putForeignValidation: ({ hostname }, world) => putForeignValidation(hostname, world),
  putBinding: ({ hostname, value }, world) => putBinding(hostname, value, world),
  externalDNSWrites: ({ hostname }, world) => externalDNSWrites(hostname, world),
  removeForeign: ({ hostname }, world) => removeForeign(hostname, world),
  putWildcard: ({ domain, type, number }, world) => putWildcard(domain, type, number, world),
  removeWildcard: ({ domain }, world) => removeWildcard(domain, world),
  rivalTakes: ({ hostname }, world) => rivalTakes(hostname, world),
  rivalGivesUp: ({ hostname }, world) => rivalGivesUp(hostname, world),
  removeAlias: ({ hostname }, world) => removeAlias(hostname, world),
  removeTXT: ({ hostname }, world) => removeTXT(hostname, world),
  removeValidation: ({ hostname }, world) => removeValidation(hostname, world),
  vanishCertificate: ({ hostname }, world) => vanishCertificates(hostname, world),
  expireCertificate: ({ hostname }, world) => expireCertificates(hostname, world),
  failCertificates: ({ hostname, reason }, world) => failCertificates(hostname, reason, world),
  mendCertificates: ({ hostname }, world) => mendCertificates(hostname, world),
  requestForeignCertificate: ({ hostname, region }, world) =>
    requestForeignCertificate(hostname, region, world),
  restartHooks: (_, { hooks }) => {
    hooks.kill()
    return true
  }
}

/** All kinds of deeds. */
export const deedKinds = Object.keys(performers) as readonly Deed['do'][]

/**
 * Does a deed.
 * @returns whether the deed had an effect. If the API or AWS refuses the deed, for example because
 * the object to delete does not exist, it had no effect
 */
export function perform(deed: Deed, world: FaultWorld): boolean {
  const act = performers[deed.do] as (deed: Deed, world: FaultWorld) => boolean
  try {
    return act(deed, world)
  } catch (error) {
    if (isRefusal(error)) return false
    throw error
  }
}

/**
 * Whether the API or AWS refused a deed. Errors of the API have a `status`, and errors of AWS have
 * a `code`. Any other error is a bug in the code of the deeds.
 */
function isRefusal(error: unknown): boolean {
  return error instanceof Error && ('status' in error || 'code' in error)
}
