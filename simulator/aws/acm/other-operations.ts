import { awsError } from '../wire/errors.ts'
import type { Acm, Operation, OperationInput } from './acm.ts'
import type { Certificate } from './certificate.ts'
import { mergeTags, requiredArn, tagsMember } from './constraints.ts'

/**
 * DeleteCertificate. ACM refuses it while a load balancer uses the certificate, and while InUseBy
 * still shows one.
 */
export const deleteCertificate: Operation = (acm, call) => {
  const certificate = addressed(acm, call)
  if (acm.usage.isHeld(certificate.arn)) {
    throw awsError(
      'ResourceInUseException',
      `Certificate ${certificate.arn} in account ${acm.account.id} is in use.`
    )
  }
  certificate.deletedAt = acm.account.clock.now()
  return {}
}

/** ListTagsForCertificate. */
export const listTags: Operation = (acm, call) => {
  const { tags } = addressed(acm, call)
  return { Tags: [...tags].map(([Key, Value]) => ({ Key, Value })) }
}

/** AddTagsToCertificate: a tag with the same key is replaced. */
export const addTags: Operation = (acm, call) => {
  const certificate = addressed(acm, call)
  certificate.tags = mergeTags(certificate.tags, tagsMember(call.input))
  return {}
}

/**
 * RemoveTagsFromCertificate. If the request gives a value, only a tag with this value is removed.
 */
export const removeTags: Operation = (acm, call) => {
  const certificate = addressed(acm, call)
  const removed = tagsMember(call.input)
  const isRemoved = (key: string, value: string) =>
    removed.some(tag => tag.key === key && (tag.value === undefined || tag.value === value))
  certificate.tags = new Map([...certificate.tags].filter(([key, value]) => !isRemoved(key, value)))
  return {}
}

function addressed(acm: Acm, { region, input, note }: OperationInput): Certificate {
  const certificate = acm.get(region, requiredArn(input))
  note(certificate.domain)
  return certificate
}
