import type { CertificateView } from '../../aws/acm/inspection.ts'
import type { Sight } from '../sight.ts'
import { type Finding, firstOf, type Invariant, writtenKind } from './invariant.ts'

export const oneCertificatePerClaim: Invariant = {
  name: 'a claim has one certificate once things have settled',
  begin: () => ({
    settled: sight => {
      const byClaim = Map.groupBy(sight.ownCertificates(), ({ claim }) => claim)
      return firstOf(byClaim, ([claim, own]) =>
        own.length > 1 ? `${claim} has ${own.map(({ certificate }) => certificate.arn).join(', ')}` : undefined
      )
    }
  })
}

export const noCertificateWithoutClaim: Invariant = {
  name: 'no certificate is left without a claim',
  begin: () => ({ settled: strayCertificate, emptied: strayCertificate })
}

function strayCertificate(sight: Sight): Finding {
  const names = new Set(sight.claims().map(({ metadata }) => metadata.name))
  const stray = sight.ownCertificates().find(({ claim }) => !names.has(claim))
  return stray === undefined ? undefined : `${stray.certificate.arn} names ${stray.claim}, which does not exist`
}

export const requestsAreBounded: Invariant = {
  name: 'certificates are requested no more often than claims, people and failures call for',
  begin: () => {
    const seen = new Map<string, Set<string>>()
    const claims = new Map<string, Set<string>>()
    return {
      afterStep: (sight, step) => {
        if ('event' in step) {
          const { object } = step.event
          if (object.kind === 'DomainClaim') note(claims, String(object.spec?.hostname), object.metadata.uid)
          return undefined
        }
        for (const { certificate } of sight.ownCertificates()) note(seen, certificate.domain, certificate.arn)
        return firstOf(seen, ([hostname, { size }]) => {
          const most = (claims.get(hostname)?.size ?? 0) + (sight.people.destroyed.get(hostname) ?? 0)
          return size > most ? `${size} certificates for ${hostname}, where ${most} had a cause` : undefined
        })
      }
    }
  }
}

function note(counts: Map<string, Set<string>>, hostname: string, id: string): void {
  counts.set(hostname, (counts.get(hostname) ?? new Set()).add(id))
}

export const validationRecordsStay: Invariant = {
  name: 'a validation record stays as long as an issued certificate needs it',
  begin: () => {
    const present = new Set<string>()
    return {
      afterStep: (sight, step) => {
        if (!('aws' in step)) return undefined
        const names = new Set(sight.records().flatMap(({ name, type }) => (type === 'CNAME' ? [name] : [])))
        const needed = sight.certificates().filter(({ status }) => status === 'ISSUED')
        return firstOf(needed, certificate => lostRecord(certificate, names, present, sight))
      }
    }
  }
}

function lostRecord(
  { arn, validationRecords }: CertificateView,
  names: ReadonlySet<string>,
  present: Set<string>,
  { people }: Sight
): Finding {
  return firstOf(validationRecords, record => {
    const name = record.name.replace(/\.$/, '')
    const id = `${arn} ${name}`
    if (names.has(name)) present.add(id)
    else if (present.has(id) && !people.isValidationRemoved(name)) return `${name} is gone, and ${arn} needs it`
    return undefined
  })
}

export const gatewayQuota: Invariant = {
  name: 'no Gateway carries more certificates than its pool allows, nor more than 25',
  begin: () => {
    let most = 0
    return {
      afterStep: (sight, step) => {
        if (writtenKind(step) === 'GatewayPool') most = Math.max(most, ...sight.pools().map(capacityOf))
        if (writtenKind(step) !== 'LoadBalancerConfiguration') return undefined
        return firstOf(sight.configurations(), ({ metadata, spec }) => {
          const [listener] = spec.listenerConfigurations ?? []
          const arns = new Set([listener?.defaultCertificate, ...(listener?.certificates ?? [])])
          arns.delete(undefined)
          const limit = Math.min(25, most || capacityOf(sight.pools()[0]))
          return arns.size > limit ? `${metadata.name} carries ${arns.size} certificates` : undefined
        })
      }
    }
  }
}

function capacityOf(pool: { spec?: { capacity?: unknown } } | undefined): number {
  return (pool?.spec?.capacity as { maxHostnamesPerGateway?: number } | undefined)?.maxHostnamesPerGateway ?? 0
}
