import type { WireRequest, WireResponse } from '../../aws/wire/message.ts'
import {
  noCertificateWithoutClaim,
  oneCertificatePerClaim,
  requestsAreBounded,
  validationRecordsStay
} from '../invariants/certificates.ts'
import { finalizersWait } from '../invariants/claims.ts'
import { nothingIsLeft } from '../invariants/ends.ts'
import { readyIsTrue } from '../invariants/ready.ts'
import { aliasWithClaim, aliasWithTXT, foreignRecordsStay } from '../invariants/records.ts'
import type { Carry } from '../mortal-hooks.ts'
import type { Sabotage } from './sabotage.ts'
import { accepted, changesIn, isCall, isChange, undoing, withChanges } from './wire.ts'
import { askingPool } from './wrap.ts'

const json: WireResponse['headers'] = { 'content-type': 'application/x-amz-json-1.1' }

function isAliasTXT(change: string): boolean {
  return change.includes('heritage=gateway-orchestrator') && change.includes('claim=')
}

function leaveTXTsOut(carry: Carry): Carry {
  return request => {
    const isAlias = isChange(request) && request.body.includes('AliasTarget')
    return carry(
      isAlias
        ? withChanges(request, changes => changes.filter(change => !isAliasTXT(change)))
        : request
    )
  }
}

/** Changes a copy of each request for a certificate, and sends others beside it. */
function repeating(
  times: number,
  change: (input: { Tags?: { Key: string; Value: string }[] }) => void
) {
  return (carry: Carry): Carry => {
    let count = 0
    return async request => {
      if (!isCall(request, 'RequestCertificate')) return carry(request)
      const input = JSON.parse(request.body)
      change(input)
      for (let left = times; left > 0; left -= 1) {
        input.IdempotencyToken = `again${++count}`
        await carry({ ...request, body: JSON.stringify(input) })
      }
      return carry(request)
    }
  }
}

/** Bugs between the hooks and AWS. */
export const awsSabotages: { readonly [name: string]: Sabotage } = {
  upsert: {
    breaks: foreignRecordsStay.name,
    aws: carry => async request => {
      if (isChange(request)) {
        return carry({
          ...request,
          body: request.body.replaceAll('<Action>CREATE</Action>', '<Action>UPSERT</Action>')
        })
      }
      const response = await carry(request)
      return request.path.includes('/rrset')
        ? { ...response, body: withoutForeign(response.body) }
        : response
    }
  },
  aliasAlone: { breaks: aliasWithTXT.name, aws: leaveTXTsOut },
  aliasAloneRetained: {
    breaks: aliasWithTXT.name,
    hooks: askingPool(spec => ({ ...spec, deletionPolicy: 'Retain' })),
    aws: leaveTXTsOut
  },
  lateWriter: {
    breaks: aliasWithClaim.name,
    aws: (carry, { clock }) => {
      let last: WireRequest | undefined
      return async request => {
        if (!isChange(request)) return carry(request)
        if (request.body.includes('AliasTarget') && !request.body.includes('<Action>DELETE'))
          last = request
        const response = await carry(request)
        if (last !== undefined && !request.body.includes('<Action>CREATE')) void resend(last)
        return response
      }
      async function resend(request: WireRequest): Promise<void> {
        await clock.sleep(300_000)
        // the name may be taken meanwhile: then this writer is late for nothing
        await carry(request).catch(() => undefined)
      }
    }
  },
  hastyValidation: {
    breaks: validationRecordsStay.name,
    aws: carry => {
      let created: string[] = []
      return request => {
        if (!isChange(request)) return carry(request)
        const isAlias = request.body.includes('AliasTarget')
        if (!isAlias)
          created = changesIn(request).filter(change => change.includes('<Type>CNAME</Type>'))
        const removals = isAlias ? created.map(change => change.replace('CREATE', 'DELETE')) : []
        if (isAlias) created = []
        return carry(withChanges(request, changes => [...changes, ...removals]))
      }
    }
  },
  impatientValidation: {
    breaks: validationRecordsStay.name,
    aws: carry => {
      let removal: WireRequest | undefined
      return async request => {
        const response = await carry(request)
        if (removal !== undefined && (isChange(request) || isCall(request, 'RequestCertificate')))
          await carry(removal)
        const isValidation = isChange(request) && request.body.includes('acm-validations')
        removal = isValidation && response.status === 200 ? undoing(request) : undefined
        return response
      }
    }
  },
  manyRequests: { breaks: requestsAreBounded.name, aws: repeating(4, () => undefined) },
  strayCertificate: {
    breaks: noCertificateWithoutClaim.name,
    aws: repeating(1, input => {
      for (const tag of input.Tags ?? []) if (tag.Key.endsWith('/claim')) tag.Value = 'nobody'
    })
  },
  hiddenTwin: { breaks: oneCertificatePerClaim.name, aws: hideTwins },
  hastySync: {
    breaks: readyIsTrue.name,
    aws: carry => async request => {
      const response = await carry(request)
      const isQuestion = request.method === 'GET' && request.path.includes('/change/')
      return isQuestion
        ? { ...response, body: response.body.replace('PENDING', 'INSYNC') }
        : response
    }
  },
  strayRecord: {
    breaks: nothingIsLeft.name,
    aws: carry => {
      let isMade = false
      return request => {
        const [model] = isMade
          ? []
          : changesIn(request).filter(change => change.includes('<Type>CNAME</Type>'))
        isMade ||= model !== undefined
        const strays = model === undefined ? [] : [model.replace('<Name>', '<Name>_stray.')]
        return carry(
          isChange(request) ? withChanges(request, changes => [...changes, ...strays]) : request
        )
      }
    }
  },
  forgottenRecords: {
    breaks: finalizersWait.name,
    aws: carry => request => {
      const isValidation = isChange(request) && request.body.includes('acm-validations')
      const isRemoval = isValidation && !request.body.includes('<Action>CREATE')
      return isRemoval ? Promise.resolve(accepted) : carry(request)
    }
  }
}

/** Takes records that are not ours out of a list: whoever does not look finds nothing in his way. */
function withoutForeign(xml: string): string {
  return xml.replaceAll(/<ResourceRecordSet>.*?<\/ResourceRecordSet>/gs, record =>
    /192\.0\.2\.7|not yours/.test(record) ? '' : record
  )
}

/** Whatever is deleted is said to be gone, everywhere, and is not. */
function hideTwins(carry: Carry): Carry {
  const requested = repeating(1, () => undefined)(carry)
  const hidden = new Set<string>()
  return async request => {
    const arn = /"CertificateArn":"([^"]*)"/.exec(request.body)?.[1] ?? ''
    if (isCall(request, 'DeleteCertificate')) {
      hidden.add(arn)
      return { status: 200, headers: json, body: '' }
    }
    if (hidden.has(arn))
      return { status: 400, headers: json, body: '{"__type":"ResourceNotFoundException"}' }
    const response = await requested(request)
    if (!isCall(request, 'ListCertificates') || response.status !== 200) return response
    const list = JSON.parse(response.body) as {
      CertificateSummaryList: { CertificateArn: string }[]
    }
    const shown = list.CertificateSummaryList.filter(
      ({ CertificateArn }) => !hidden.has(CertificateArn)
    )
    return { ...response, body: JSON.stringify({ ...list, CertificateSummaryList: shown }) }
  }
}
