/**
 * Writes a time, given in milliseconds since the epoch, as Kubernetes does: in RFC 3339, to the
 * second.
 */
export function timestamp(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z')
}
