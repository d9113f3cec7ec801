/** A time in milliseconds since the epoch, as Kubernetes writes it: RFC 3339 to the second. */
export function timestamp(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z')
}
