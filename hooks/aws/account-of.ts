/** The part of a client of the SDK that gives its credentials. */
type WithCredentials = { config: { credentials: () => Promise<{ accountId?: string }> } }

/**
 * Learns which account the credentials of a client belong to. Web identities (IRSA), Pod Identity
 * and the variable AWS_ACCOUNT_ID name it. The SDK keeps credentials until they expire, so that
 * this makes no call once the client has made one.
 * @returns the id of the account; `undefined` if the credentials do not name it, or if there are
 *   none. The function never rejects
 */
export function createAccountOf({ config }: WithCredentials): () => Promise<string | undefined> {
  let known: string | undefined
  return async () => {
    if (known !== undefined) return known
    try {
      known = (await config.credentials()).accountId
    } catch {
      // The call itself fails for the same cause, and reports it.
    }
    return known
  }
}
