import { awsError } from '../wire/errors.ts'
import type { Acm, Operation, OperationInput } from './acm.ts'
import type { Certificate } from './certificate.ts'
import { mergeTags, requiredArn, tagsMember } from './constraints.ts'

/** DeleteCertificate. It is refused while the certificate is in use, or InUseBy shows a user. */
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

/** RemoveTagsFromCertificate. A value in the request has to equal the tag's value. */
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
