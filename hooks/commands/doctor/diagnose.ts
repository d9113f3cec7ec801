import type { Check } from './check.ts'
import { checkClasses } from './check-classes.ts'
import { checkGatewayAPI, checkLBC, checkMetacontrollerCRD, checkOwnCRDs } from './check-crds.ts'
import { checkHooks, checkToken } from './check-hooks.ts'
import { checkControllers, checkKubernetes } from './check-installation.ts'
import { checkMetacontroller } from './check-metacontroller.ts'
import { checkPolicies } from './check-policies.ts'
import { checkPools } from './check-pools.ts'
import { checkVersion } from './check-version.ts'
import { checkAWS, checkDelegation, checkZones } from './check-zones.ts'
import type { Evidence } from './evidence.ts'

/** Runs all checks over what was read, in the order in which one builds on another. */
export function diagnose(evidence: Evidence): readonly Check[] {
  return [
    { name: 'Kubernetes', ...checkKubernetes(evidence) },
    { name: 'CRDs of Gateway API', ...checkGatewayAPI(evidence) },
    { name: 'CRDs of LBC', ...checkLBC(evidence) },
    { name: 'CRD of Metacontroller', ...checkMetacontrollerCRD(evidence) },
    { name: 'CRDs of the Gateway Orchestrator', ...checkOwnCRDs(evidence) },
    ...checkMetacontroller(evidence),
    { name: 'CompositeControllers', ...checkControllers(evidence) },
    { name: 'admission policies', ...checkPolicies(evidence) },
    { name: 'hooks', ...checkHooks(evidence) },
    { name: 'version', ...checkVersion(evidence) },
    { name: 'hook token', ...checkToken(evidence) },
    ...checkClasses(evidence),
    ...checkPools(evidence),
    { name: 'AWS', ...checkAWS(evidence) },
    ...checkZones(evidence),
    ...checkDelegation(evidence)
  ]
}
